"""The list of compounds: rows, count, pages.

In SQL, because it joins what the ORM would ask for one after another: who administers a compound,
what it belongs to on a day, and who serves it then. What somebody may see is a question of the
present day (`today`), what they see there one of the day asked for (`on`).
"""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from mashangban.accounts.permissions import permitted_parameters, permitted_scopes
from mashangban.registry.permissions import VIEW
from mashangban.registry.searching import grams_of, search_words
from mashangban.registry.types import HousingType, RegionKind

COUNT_CAP: Final = 1000  # counting further costs more than the figure is worth; shown as "1,000+"
PAGE_SIZE: Final = 50


class Contracted(StrEnum):
    """Whether a company serves the compound on the day."""

    WITH = "with"
    WITHOUT = "without"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What of all compounds is asked for; empty asks for all.

    `words` are parts of names, aliases, lanes and addresses, or of how they are read.
    """

    words: str = ""
    subdistrict: str = ""
    housing: HousingType | None = None
    contract: Contracted | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: what the next page begins behind."""

    pinyin: str
    id: uuid.UUID

    def as_text(self) -> str:
        """Return the cursor as it stands in an address."""
        return f"{self.pinyin}~{self.id}"

    @classmethod
    def from_text(cls, text: str) -> "Cursor | None":
        """Read a cursor from an address; None for anything that is none."""
        pinyin, _, row_id = text.rpartition("~")
        try:
            return cls(pinyin, uuid.UUID(row_id))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class CompoundRow:
    """One line of the list. `fee` in yuan per m² and month; `until` is the contract's last day.

    Without a contract on the day there is no company; a contract without an end has no `until`.
    """

    id: uuid.UUID
    name: str
    pinyin: str
    address: str
    subdistrict: str
    basis: str  # a Basis
    committee: str | None
    households: int | None
    built_year: int | None
    company: str | None
    fee: Decimal | None
    until: date | None


@dataclass(frozen=True, slots=True)
class CompoundPage:
    """A page of rows and where the next one begins; `next` is empty on the last."""

    rows: tuple[CompoundRow, ...]
    next: Cursor | None


# Worked out once each, as arrays: what is found and what may be seen are then compared by key,
# whatever the planner thinks of their number.
_WITHIN_SCOPES: Final = f"compound.scope_id = ANY (ARRAY ({permitted_scopes()}))"
_FOUND: Final = "compound.id = ANY (ARRAY (SELECT id FROM registry_compound WHERE {words}))"
_SERVED: Final = """EXISTS (
    SELECT FROM registry_areamembership membership
      JOIN registry_contract contract
        ON contract.area_id = membership.area_id AND contract.period @> %(day)s::date
     WHERE membership.compound_id = compound.id AND membership.period @> %(day)s::date)"""
_CONDITIONS_OF: Final = {Contracted.WITH: _SERVED, Contracted.WITHOUT: f"NOT {_SERVED}"}

# Exclusion constraints see to it that each of these joins finds one row at most.
_ON_THE_DAY: Final = """
  LEFT JOIN registry_areamembership membership
         ON membership.compound_id = compound.id AND membership.period @> %(day)s::date
  LEFT JOIN registry_contract contract
         ON contract.area_id = membership.area_id AND contract.period @> %(day)s::date
  LEFT JOIN registry_company company ON company.id = contract.company_id
"""
# The page is chosen first and joined then: what is sorted stays narrow.
_PAGE: Final = """
SELECT compound.id, compound.name, compound.pinyin, compound.address, subdistrict.name,
       compound.subdistrict_basis, committee.name, compound.households, compound.built_year,
       company.name, contract.fee, upper(contract.period) - 1
  FROM (SELECT * FROM registry_compound compound
         WHERE {conditions} ORDER BY compound.pinyin, compound.id LIMIT %(rows)s) compound
  JOIN registry_region subdistrict ON subdistrict.code = compound.subdistrict_id
  LEFT JOIN registry_region committee ON committee.code = compound.committee_id
  {on_the_day}
 ORDER BY compound.pinyin, compound.id
"""
_COUNT: Final = """
SELECT count(*) FROM (SELECT FROM registry_compound compound
                       WHERE {conditions} LIMIT %(cap)s) capped
"""
_SUBDISTRICTS: Final = f"""
SELECT region.code, region.name
  FROM registry_region region
 WHERE region.kind = %(kind)s
   AND EXISTS (SELECT FROM registry_compound compound
                WHERE compound.subdistrict_id = region.code AND {_WITHIN_SCOPES})
 ORDER BY region.code
"""  # noqa: S608 - put together from the constants above


def list_compounds(
    *,
    person_id: uuid.UUID,
    narrowing: Narrowing,
    after: Cursor | None,
    on: date,
    today: date,
) -> CompoundPage:
    """Return a page of the compounds the person may see, by pinyin: one query, whatever the grants.

    Company, fee and contract are those of the day `on`.
    """
    conditions, known = _narrowed(person_id, narrowing, on=on, today=today)
    if after is not None:
        conditions.append("(compound.pinyin, compound.id) > (%(pinyin)s, %(last)s)")
        known |= {"pinyin": after.pinyin, "last": after.id}
    statement = _PAGE.format(conditions=" AND ".join(conditions), on_the_day=_ON_THE_DAY)
    rows = [CompoundRow(*values) for values in _run(statement, {**known, "rows": PAGE_SIZE + 1})]
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    return CompoundPage(
        rows=tuple(page), next=Cursor(page[-1].pinyin, page[-1].id) if more else None
    )


def count_compounds(*, person_id: uuid.UUID, narrowing: Narrowing, on: date, today: date) -> int:
    """Return how many compounds the list has over all its pages, counted up to COUNT_CAP."""
    conditions, known = _narrowed(person_id, narrowing, on=on, today=today)
    statement = _COUNT.format(conditions=" AND ".join(conditions))
    [[count]] = _run(statement, {**known, "cap": COUNT_CAP})
    return int(count)


def subdistricts_of(*, person_id: uuid.UUID, today: date) -> list[tuple[str, str]]:
    """Return code and name of the subdistricts in which the person may see compounds."""
    known = {
        **permitted_parameters(person_id, VIEW, on=today),
        "kind": RegionKind.SUBDISTRICT.value,
    }
    return [(code, name) for code, name in _run(_SUBDISTRICTS, known)]


def _narrowed(
    person_id: uuid.UUID, narrowing: Narrowing, *, on: date, today: date
) -> tuple[list[str], dict[str, Any]]:
    """Return the conditions of a list, and what they have to be told."""
    conditions = [_WITHIN_SCOPES]
    known = {**permitted_parameters(person_id, VIEW, on=today), "day": on}
    if words := search_words(narrowing.words):
        found = []
        for number, word in enumerate(words):
            found.append(
                f"search_grams @> %(grams{number})s::varchar(2)[]"
                f" AND search_text LIKE %(word{number})s"
            )
            # Folded words are letters and figures: nothing in them is a pattern to LIKE.
            known |= {f"grams{number}": grams_of(word), f"word{number}": f"%{word}%"}
        conditions.append(_FOUND.format(words=" AND ".join(found)))
    if narrowing.subdistrict:
        conditions.append("compound.subdistrict_id = %(subdistrict)s")
        known["subdistrict"] = narrowing.subdistrict
    if narrowing.housing is not None:
        conditions.append("compound.housing_type = %(housing)s")
        known["housing"] = narrowing.housing.value
    if narrowing.contract is not None:
        conditions.append(_CONDITIONS_OF[narrowing.contract])
    return conditions, known


def _run(statement: str, known: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
