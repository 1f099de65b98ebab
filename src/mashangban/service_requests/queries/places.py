"""What stands in one compound: how many, how many late, the latest."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from mashangban.service_requests.states import OPEN_STATES, S

_LATEST: Final = 5


@dataclass(frozen=True, slots=True)
class LatestRow:
    """One of the latest requests of a place."""

    id: uuid.UUID
    number: str
    state: S
    category: str
    category_en: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How many requests of a place are open and late, and the latest ones, newest first."""

    open: int
    late: int
    latest: tuple[LatestRow, ...]


# One statement: the counts come with every row, and alone where there is no row.
_STANDING: Final = """
SELECT counts.open, counts.late, latest.*
  FROM (SELECT count(*) AS open, count(*) FILTER (WHERE due_at < %(now)s) AS late
          FROM service_requests_servicerequest
         WHERE scope_id = %(scope)s AND closed_at IS NULL AND state = ANY (%(open)s)) counts
  LEFT JOIN (SELECT request.id, request.number, request.state, category.name, category.name_en,
                    request.reported_at
               FROM service_requests_servicerequest request
               JOIN service_requests_category category ON category.code = request.category_id
              WHERE request.scope_id = %(scope)s
              ORDER BY request.reported_at DESC, request.id LIMIT %(rows)s) latest ON TRUE
 ORDER BY latest.reported_at DESC, latest.id
"""


def standing_in(scope_id: int, *, now: datetime) -> Standing:
    """Return what stands in the compound of a scope: one query."""
    known: dict[str, Any] = {
        "scope": scope_id,
        "now": now,
        "open": [state.value for state in OPEN_STATES],
        "rows": _LATEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, known)
        rows = cursor.fetchall()
    return Standing(
        open=rows[0][0],
        late=rows[0][1],
        latest=tuple(LatestRow(*values[2:]) for values in rows if values[2] is not None),
    )
