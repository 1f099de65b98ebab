"""Which code leads where."""

from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection

from mashangban.core.identifiers.code_tokens import TokenState
from mashangban.registry.models import Code
from mashangban.registry.tokens import read_token
from mashangban.registry.types import CodeReading, CodeState, ReadState, ReportPlace

# One statement with outer joins, because an imported compound may have no area, an area no contract
# on that day. Exclusion constraints see to it that each join finds one row at most.
_PLACE_OF_CODE: Final = """
SELECT code.id, code.token, code.place,
       compound.id, compound.name, compound.address, compound.scope_id,
       subdistrict.name, committee.name,
       area.id, area.name,
       company.id, company.name,
       COALESCE(contract.duty_phone, ''), COALESCE(contract.desk_hours, ''), contract.fee,
       upper(contract.period) - 1,
       post.person_id
  FROM registry_code code
  JOIN registry_compound compound ON compound.id = code.compound_id
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
  LEFT JOIN registry_region committee ON committee.code = compound.committee_id
  LEFT JOIN registry_areamembership membership
         ON membership.compound_id = compound.id AND membership.period @> %(on)s::date
  LEFT JOIN registry_managementarea area ON area.id = membership.area_id
  LEFT JOIN registry_contract contract
         ON contract.area_id = area.id AND contract.period @> %(on)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
  LEFT JOIN registry_managerpost post
         ON post.area_id = area.id AND post.period @> %(on)s::date
 WHERE code.token = %(token)s AND code.state = %(active)s
"""


def read_code(text: str) -> CodeReading:
    """Tell what a scanned or typed code is: genuine, withdrawn, mistyped, forged or unknown.

    Asks the database only about tokens that carry our seal.
    """
    reading = read_token(text)
    if reading.state is TokenState.MISTYPED:
        return CodeReading(ReadState.MISTYPED)
    if reading.state is TokenState.FORGED:
        return CodeReading(ReadState.FORGED, reading.token)
    code = (
        Code.objects.select_related("compound", "replacement").filter(token=reading.token).first()
    )
    if code is None:
        return CodeReading(ReadState.UNKNOWN, reading.token)
    return CodeReading(
        ReadState.GENUINE if code.state == CodeState.ACTIVE else ReadState.WITHDRAWN,
        reading.token,
        code_id=code.id,
        compound_name=code.compound.name,
        place=code.place,
        replacement_place=None if code.replacement is None else code.replacement.place,
    )


def place_of_code(token: str, *, on: date) -> ReportPlace | None:
    """Return what a canonical `token` leads to on a day, in one query.

    None unless the registry holds it as a code in use; `read_code` then says why.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_OF_CODE, {"token": token, "on": on, "active": CodeState.ACTIVE.value})
        row = cursor.fetchone()
    return None if row is None else ReportPlace(*row)


def tokens_in_use() -> list[str]:
    """Return the tokens of all codes in use."""
    return list(Code.objects.filter(state=CodeState.ACTIVE).values_list("token", flat=True))


def code_with_compound(code_id: UUID) -> Code | None:
    """Return a code and its compound, None when there is none."""
    return Code.objects.select_related("compound").filter(id=code_id).first()
