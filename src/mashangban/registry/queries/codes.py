"""Which code leads where."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from mashangban.core.identifiers.code_tokens import TokenState
from mashangban.registry.models import Code
from mashangban.registry.tokens import read_token
from mashangban.registry.types import (
    CodeReading,
    CodeState,
    CodeTarget,
    FacilityKind,
    ReadState,
    ReportPlace,
)

# What a code belongs to, for statements over `registry_code code`: a facility may stand in an
# entrance, an entrance stands in a building.
TARGET_JOINS: Final = """
  LEFT JOIN registry_facility facility ON facility.id = code.facility_id
  LEFT JOIN registry_entranceblock entrance
         ON entrance.id = COALESCE(code.entrance_id, facility.entrance_id)
  LEFT JOIN registry_building building ON building.id = entrance.building_id
"""
# Where it hangs, in words: "6 号楼 12 号", "1 号电梯 · 6 号楼 12 号", or as said by hand.
PLACE_WORDS: Final = """COALESCE(NULLIF(code.place, ''), concat_ws(
       ' · ', facility.name, NULLIF(concat_ws(' ', building.name, entrance.number), '')))"""
TARGET_KIND: Final = f"""CASE WHEN code.facility_id IS NOT NULL THEN '{CodeTarget.FACILITY}'
            WHEN code.entrance_id IS NOT NULL THEN '{CodeTarget.ENTRANCE}'
            ELSE '{CodeTarget.COMPOUND}' END"""

# One statement with outer joins, because an imported compound may have no area, an area no contract
# on that day. Exclusion constraints see to it that each join finds one row at most.
PLACES: Final = f"""
SELECT code.id, code.token, {PLACE_WORDS},
       compound.id, compound.name, compound.address, compound.scope_id,
       subdistrict.name, committee.name,
       area.id, area.name,
       company.id, company.name,
       COALESCE(contract.duty_phone, ''), COALESCE(contract.desk_hours, ''), contract.fee,
       upper(contract.period) - 1,
       post.person_id,
       {TARGET_KIND}, facility.kind
  FROM registry_code code
  JOIN registry_compound compound ON compound.id = code.compound_id
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
  {TARGET_JOINS}
  LEFT JOIN registry_region committee ON committee.code = compound.committee_id
  LEFT JOIN registry_areamembership membership
         ON membership.compound_id = compound.id AND membership.period @> %(on)s::date
  LEFT JOIN registry_managementarea area ON area.id = membership.area_id
  LEFT JOIN registry_contract contract
         ON contract.area_id = area.id AND contract.period @> %(on)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
  LEFT JOIN registry_managerpost post
         ON post.area_id = area.id AND post.period @> %(on)s::date
 WHERE code.state = '{CodeState.ACTIVE}'
"""  # noqa: S608 - put together from the constants above
_PLACE_OF_CODE: Final = f"{PLACES} AND code.token = %(token)s"

# From a withdrawn code along its replacements to the one in use, if it ends with one.
_REPLACED_BY: Final = f"""
WITH RECURSIVE chain AS (
    SELECT id, replacement_id FROM registry_code WHERE id = %(code)s
     UNION
    SELECT next.id, next.replacement_id
      FROM registry_code next JOIN chain ON next.id = chain.replacement_id)
SELECT code.token, {PLACE_WORDS}
  FROM registry_code code {TARGET_JOINS}
 WHERE code.state = '{CodeState.ACTIVE}' AND code.id IN (SELECT id FROM chain)
"""  # noqa: S608 - put together from the constants above


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
        Code.objects.select_related(
            "compound", "entrance__building", "facility__entrance__building"
        )
        .filter(token=reading.token)
        .first()
    )
    if code is None:
        return CodeReading(ReadState.UNKNOWN, reading.token)
    token, place = _replaced_by(code.id) if code.replacement_id else (None, None)
    return CodeReading(
        ReadState.GENUINE if code.state == CodeState.ACTIVE else ReadState.WITHDRAWN,
        reading.token,
        code_id=code.id,
        compound_name=code.compound.name,
        place=place_words(code),
        replacement_token=token,
        replacement_place=place,
    )


def place_of_code(token: str, *, on: date) -> ReportPlace | None:
    """Return what a canonical `token` leads to on a day, in one query.

    None unless the registry holds it as a code in use; `read_code` then says why.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_OF_CODE, {"token": token, "on": on})
        row = cursor.fetchone()
    return None if row is None else report_place(row)


def report_place(row: tuple[Any, ...]) -> ReportPlace:
    """Return a row of `PLACES` as plain data."""
    target, kind = row[-2:]
    values = (*row[:-2], CodeTarget(target), FacilityKind(kind) if kind else None)
    return ReportPlace(*values)


def place_words(code: Code) -> str:
    """Return where a code hangs, as `PLACE_WORDS` does, of a code read with what it belongs to."""
    facility = code.facility
    entrance = code.entrance or (facility.entrance if facility else None)
    parts = (
        facility.name if facility else "",
        f"{entrance.building.name} {entrance.number}" if entrance else "",
    )
    return code.place or " · ".join(filter(None, parts))


def tokens_in_use() -> list[str]:
    """Return the tokens of all codes in use."""
    return list(Code.objects.filter(state=CodeState.ACTIVE).values_list("token", flat=True))


def code_with_compound(code_id: UUID) -> Code | None:
    """Return a code and its compound, None when there is none."""
    return Code.objects.select_related("compound").filter(id=code_id).first()


def _replaced_by(code_id: UUID) -> tuple[str, str] | tuple[None, None]:
    with connection.cursor() as cursor:
        cursor.execute(_REPLACED_BY, {"code": code_id})
        row = cursor.fetchone()
    return (None, None) if row is None else (row[0], row[1])
