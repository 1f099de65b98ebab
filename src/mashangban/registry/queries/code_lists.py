"""Codes and compounds with codes as the workbench lists them; codes to be printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db import connection

from mashangban.accounts.permissions import (
    permitted_parameters,
    permitted_scope_ids,
    permitted_scopes,
)
from mashangban.registry.models import Compound, Region
from mashangban.registry.permissions import MANAGE, PRINT_CODES
from mashangban.registry.queries.codes import (
    PLACE_WORDS,
    PLACES,
    TARGET_JOINS,
    TARGET_KIND,
    report_place,
)
from mashangban.registry.searching import grams_of, search_words
from mashangban.registry.types import (
    CodedCompound,
    CodeLine,
    CodeState,
    CodeTarget,
    FacilityKind,
    RegionKind,
    ReportPlace,
)

PAGE_SIZE: Final = 50

_LINES: Final = f"""
SELECT code.id, code.token, {PLACE_WORDS}, {TARGET_KIND}, facility.kind, code.state,
       code.issued_at, code.withdrawn_at, code.withdrawn_because, code.replacement_id,
       compound.id, compound.name, compound.scope_id
  FROM registry_code code
  JOIN registry_compound compound ON compound.id = code.compound_id
  {TARGET_JOINS}
"""  # noqa: S608 - put together from constants
# In use before withdrawn; then the compound's own, entrances, facilities, each in the order of the
# building and the number: "12 号" behind "6 号".
_IN_ORDER: Final = f"""
          code.state <> '{CodeState.ACTIVE}',
          code.facility_id IS NOT NULL, code.entrance_id IS NOT NULL,
          lpad(substring(building.name FROM '[0-9]+'), 6, '0') NULLS FIRST, building.name,
          lpad(substring(entrance.number FROM '[0-9]+'), 6, '0'), entrance.number,
          facility.name, code.place, code.issued_at
"""

# The page of compounds is chosen first; what stands in each is counted then.
_COMPOUNDS: Final = f"""
SELECT compound.id, compound.name, compound.pinyin, compound.scope_id, subdistrict.name,
       (SELECT count(*) FROM registry_code code
         WHERE code.compound_id = compound.id AND code.state = '{CodeState.ACTIVE}'
           AND code.entrance_id IS NULL AND code.facility_id IS NULL),
       (SELECT count(*) FROM registry_entranceblock entrance
          JOIN registry_building building ON building.id = entrance.building_id
         WHERE building.compound_id = compound.id AND entrance.retired_on IS NULL),
       (SELECT count(*) FROM registry_code code
         WHERE code.compound_id = compound.id AND code.state = '{CodeState.ACTIVE}'
           AND code.entrance_id IS NOT NULL),
       (SELECT count(*) FROM registry_facility facility
         WHERE facility.compound_id = compound.id AND facility.retired_on IS NULL),
       (SELECT count(*) FROM registry_code code
         WHERE code.compound_id = compound.id AND code.state = '{CodeState.ACTIVE}'
           AND code.facility_id IS NOT NULL)
  FROM (SELECT * FROM registry_compound compound
         WHERE {{conditions}}
         ORDER BY compound.pinyin, compound.id LIMIT %(rows)s) compound
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
 ORDER BY compound.pinyin, compound.id
"""  # noqa: S608 - put together from constants
_PERMITTED: Final = f"compound.scope_id = ANY (ARRAY ({permitted_scopes()}))"


@dataclass(frozen=True, slots=True)
class CompoundsPage:
    """A page of compounds; `after` is what the next page begins behind, "" on the last."""

    rows: tuple[CodedCompound, ...]
    after: str


def codes_of(compound_id: UUID) -> list[CodeLine]:
    """Return the codes of a compound, those in use first, in the order in which one walks."""
    return _code_lines(
        f"{_LINES} WHERE code.compound_id = %(of)s ORDER BY {_IN_ORDER}", compound_id
    )


def code_line(code_id: UUID) -> CodeLine | None:
    """Return a code as its page shows it, None when there is none."""
    return next(iter(_code_lines(f"{_LINES} WHERE code.id = %(of)s", code_id)), None)


def coded_compounds(
    *, person_id: UUID, words: str, subdistrict_code: str, after: str, on: date
) -> CompoundsPage:
    """Return a page of the compounds whose codes the person may print, in the order of pinyin.

    `words` are parts of a name or address; `after` is where the page before ended.
    """
    conditions, known = [_PERMITTED], permitted_parameters(person_id, PRINT_CODES, on=on)
    for number, word in enumerate(search_words(words)):
        conditions.append(
            f"compound.search_grams @> %(grams{number})s::varchar[]"
            f" AND position(%(word{number})s IN compound.search_text) > 0"
        )
        known |= {f"grams{number}": grams_of(word), f"word{number}": word}
    if subdistrict_code:
        conditions.append("compound.subdistrict_id = %(subdistrict)s")
        known["subdistrict"] = subdistrict_code
    pinyin, _, last = after.rpartition("~")
    if (last_id := _uuid(last)) is not None:
        conditions.append("(compound.pinyin, compound.id) > (%(pinyin)s, %(last)s)")
        known |= {"pinyin": pinyin, "last": last_id}
    found = _run(
        _COMPOUNDS.format(conditions=" AND ".join(conditions)), {**known, "rows": PAGE_SIZE + 1}
    )
    rows = tuple(CodedCompound(*row) for row in found)
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    return CompoundsPage(page, f"{page[-1].pinyin}~{page[-1].id}" if more else "")


def places_to_print(*, scope_id: int, target: CodeTarget | None, on: date) -> list[ReportPlace]:
    """Return what the codes in use in a scope lead to, compound after compound, as one walks."""
    conditions = (
        "AND compound.scope_id IN (SELECT cover.inner_id FROM accounts_scopecover cover"
        " WHERE cover.outer_id = %(scope)s AND cover.period @> %(on)s::date)"
    )
    if target is not None:
        conditions += f" AND {TARGET_KIND} = %(target)s"
    statement = f"{PLACES} {conditions} ORDER BY compound.pinyin, compound.id, {_IN_ORDER}"
    known = {"scope": scope_id, "on": on, "target": target.value if target else None}
    return [report_place(row) for row in _run(statement, known)]


def place_to_print(code_id: UUID, *, on: date) -> ReportPlace | None:
    """Return what one code leads to, None unless it is in use."""
    found = _run(f"{PLACES} AND code.id = %(code)s", {"code": code_id, "on": on})
    return report_place(found[0]) if found else None


def coded_compound(compound_id: UUID) -> CodedCompound | None:
    """Return one compound with its counts, None when there is none."""
    statement = _COMPOUNDS.format(conditions="compound.id = %(id)s")
    found = _run(statement, {"id": compound_id, "rows": 1})
    return CodedCompound(*found[0]) if found else None


def subdistricts_with_codes(person_id: UUID, *, on: date) -> list[tuple[str, str]]:
    """Return code and name of the subdistricts in which a person may print codes."""
    scopes = permitted_scope_ids(person_id, PRINT_CODES, on=on)
    with_compounds = Compound.objects.filter(scope_id__in=scopes).values("subdistrict_id")
    found = Region.objects.filter(kind=RegionKind.SUBDISTRICT, code__in=with_compounds)
    return list(found.order_by("code").values_list("code", "name"))


def subdistrict(code: str) -> Region | None:
    """Return a subdistrict, None when there is none of that code."""
    return Region.objects.filter(kind=RegionKind.SUBDISTRICT, code=code).first()


def compounds_of_subdistrict(code: str, *, person_id: UUID, on: date) -> list[UUID]:
    """Return the compounds of a subdistrict that a person manages."""
    return list(
        Compound.objects.filter(
            subdistrict=code, scope_id__in=permitted_scope_ids(person_id, MANAGE, on=on)
        ).values_list("id", flat=True)
    )


def _code_lines(statement: str, of: UUID) -> list[CodeLine]:
    return [_code_line(row) for row in _run(statement, {"of": of})]


def _code_line(row: tuple[Any, ...]) -> CodeLine:
    code_id, token, place, target, kind, state, *others = row
    return CodeLine(
        code_id,
        token,
        place,
        CodeTarget(target),
        FacilityKind(kind) if kind else None,
        CodeState(state),
        *others,
    )


def _run(statement: str, known: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
