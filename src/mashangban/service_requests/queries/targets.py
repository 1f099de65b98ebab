"""Which rule sets the time limit of a category."""

from datetime import date
from typing import Final

from django.db import connection

from mashangban.service_requests.errors import UnknownCategory
from mashangban.service_requests.models import TargetRule
from mashangban.service_requests.types import Purpose

# In SQL: every report asks this, and building it by the ORM costs more than all that it returns.
_COLUMNS: Final = tuple(field.attname for field in TargetRule._meta.concrete_fields)
_RULE_OF: Final = """
SELECT category.severity, {columns}
  FROM service_requests_category category
  LEFT JOIN service_requests_targetrule rule
         ON rule.category_id = category.code AND rule.purpose = %(purpose)s
        AND rule.period @> %(on)s::date
 WHERE category.code = %(category)s AND category.active
""".format(columns=", ".join(f"rule.{name}" for name in _COLUMNS))


def rule_of(category: str, *, purpose: Purpose, on: date) -> tuple[str, TargetRule | None]:
    """Return how pressing a category is, and its rule for `purpose` on a day, if there is one.

    Raises UnknownCategory for one that is not offered.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RULE_OF, {"category": category, "purpose": purpose.value, "on": on})
        found = cursor.fetchone()
    if found is None:
        raise UnknownCategory
    severity, *values = found
    rule = None if values[0] is None else TargetRule.from_db(None, _COLUMNS, values)
    return severity, rule
