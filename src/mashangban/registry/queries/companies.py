"""Companies: the list with what each serves on a day, and the facts of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from mashangban.accounts.permissions import permitted_parameters
from mashangban.registry.models import Company, FormerName, ManagerPost, matching
from mashangban.registry.periods import last_day
from mashangban.registry.permissions import VIEW
from mashangban.registry.queries.reach import COMPOUND_IN_REACH
from mashangban.registry.types import FeeBasis, Ownership, SuccessionKind

PAGE_SIZE: Final = 50

# What companies serve on a day, within the viewer's scopes.
_SERVED: Final = f"""
  FROM registry_contract contract
  JOIN registry_managementarea area ON area.id = contract.area_id
  JOIN registry_areamembership membership
    ON membership.area_id = area.id AND membership.period @> %(day)s::date
  JOIN registry_compound compound ON compound.id = membership.compound_id
  JOIN registry_region region ON region.code = compound.subdistrict_id
 WHERE contract.company_id = ANY (%(companies)s) AND contract.period @> %(day)s::date
   AND {COMPOUND_IN_REACH}
"""
_TOTALS: Final = f"""
SELECT contract.company_id, count(DISTINCT area.id), count(*), sum(compound.households)
{_SERVED}
 GROUP BY contract.company_id
"""
_AREAS: Final = f"""
SELECT contract.id, area.id, area.name, min(region.name), contract.period, contract.fee,
       contract.fee_basis, contract.joint_hiring IS NOT NULL, count(*), sum(compound.households)
{_SERVED}
 GROUP BY contract.id, area.id
 ORDER BY upper(contract.period), area.name, area.id
"""
# Everything that a company came out of and that came out of it, however far away.
_LINE: Final = """
WITH RECURSIVE kin AS (
  SELECT %(company)s::uuid AS id
   UNION
  SELECT CASE WHEN succession.predecessor_id = kin.id
              THEN succession.successor_id ELSE succession.predecessor_id END
    FROM kin
    JOIN registry_succession succession
      ON kin.id IN (succession.predecessor_id, succession.successor_id)
)
SELECT succession.on, succession.kind, succession.document,
       predecessor.id, predecessor.name, successor.id, successor.name
  FROM registry_succession succession
  JOIN registry_company predecessor ON predecessor.id = succession.predecessor_id
  JOIN registry_company successor ON successor.id = succession.successor_id
 WHERE succession.predecessor_id IN (SELECT id FROM kin)
 ORDER BY succession.on, succession.id
"""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: what the next page begins behind."""

    pinyin: str
    id: UUID

    def as_text(self) -> str:
        """Return the cursor as it stands in an address."""
        return f"{self.pinyin}~{self.id}"

    @classmethod
    def from_text(cls, text: str) -> "Cursor | None":
        """Read a cursor from an address; None for anything that is none."""
        pinyin, _, row_id = text.rpartition("~")
        if "\0" in pinyin:
            return None
        try:
            return cls(pinyin, UUID(row_id))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Served:
    """How much a company serves on a day, within the viewer's scopes."""

    areas: int = 0
    compounds: int = 0
    households: int = 0


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company as the list shows it."""

    id: UUID
    name: str
    uscc: str
    ownership: Ownership | None
    group: str
    head_office: str
    served: Served


@dataclass(frozen=True, slots=True)
class CompanyPage:
    """A page of companies and where the next one begins; `next` is empty on the last."""

    rows: tuple[CompanyRow, ...]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Kin:
    """A company that is mentioned on another one's page."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """A company with its group, head office, branches and former names (name, until)."""

    id: UUID
    name: str
    uscc: str
    ownership: Ownership | None
    group: str
    parent_group: str
    head_office: Kin | None
    branches: tuple[Kin, ...]
    former_names: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class SuccessionLine:
    """One step of a company's line."""

    on: date
    kind: SuccessionKind
    document: str
    predecessor: Kin
    successor: Kin


@dataclass(frozen=True, slots=True)
class ServedArea:
    """An area that a company serves on a day by a contract."""

    contract_id: UUID
    area_id: UUID
    area: str
    subdistrict: str
    last_day: date | None
    fee: Decimal | None
    fee_basis: FeeBasis | None
    is_joint: bool
    compounds: int
    households: int


@dataclass(frozen=True, slots=True)
class ManagerLoad:
    """A project manager and how many areas they answer for on a day, all companies counted."""

    person_id: UUID
    areas: int


def company_page(
    *,
    person_id: UUID,
    words: str = "",
    ownership: Ownership | None = None,
    after: Cursor | None = None,
    day: date,
    on: date,
) -> CompanyPage:
    """Return companies in the order of pinyin, with what they serve on `day`.

    Which companies there are stands in the public register, so everybody who may see the registry
    sees all; what they serve is counted within the viewer's scopes.
    """
    found = Company.objects.filter(matching(words)).order_by("pinyin", "id")
    if ownership is not None:
        found = found.filter(ownership=ownership)
    if after is not None:
        found = found.filter(Q(pinyin__gt=after.pinyin) | Q(pinyin=after.pinyin, id__gt=after.id))
    rows = list(found.select_related("group", "head_office")[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    served = _totals([row.pk for row in shown], person_id=person_id, day=day, on=on)
    last = shown[-1] if len(rows) > PAGE_SIZE else None
    return CompanyPage(
        rows=tuple(
            CompanyRow(
                id=row.pk,
                name=row.name,
                uscc=row.uscc or "",
                ownership=_ownership(row),
                group=row.group.name if row.group else "",
                head_office=row.head_office.name if row.head_office else "",
                served=served.get(row.pk, Served()),
            )
            for row in shown
        ),
        next=Cursor(last.pinyin, last.pk) if last else None,
    )


def ownership_counts(words: str = "") -> dict[Ownership, int]:
    """Return how many companies that fit `words` there are of each ownership."""
    counted = (
        Company.objects.filter(matching(words))
        .exclude(ownership="")
        .order_by("ownership")
        .values_list("ownership")
        .annotate(count=Count("id"))
    )
    known = {Ownership(value): count for value, count in counted}
    return {each: known[each] for each in Ownership if each in known}


def company_facts(company_id: UUID) -> CompanyFacts | None:
    """Return the facts of a company, None if there is no such company; in one query."""
    branches = Company.objects.filter(head_office=OuterRef("pk")).order_by("pinyin", "id")
    former = FormerName.objects.filter(company=OuterRef("pk")).order_by("-until")
    company = (
        Company.objects.select_related("group__parent", "head_office")
        .annotate(
            branches_found=ArraySubquery(branches.values(pair=JSONObject(id="id", name="name"))),
            names_found=ArraySubquery(former.values(pair=JSONObject(name="name", until="until"))),
        )
        .filter(pk=company_id)
        .first()
    )
    if company is None:
        return None
    group = company.group
    return CompanyFacts(
        id=company.pk,
        name=company.name,
        uscc=company.uscc or "",
        ownership=_ownership(company),
        group=group.name if group else "",
        parent_group=group.parent.name if group and group.parent else "",
        head_office=_kin(company.head_office) if company.head_office else None,
        branches=tuple(Kin(UUID(row["id"]), row["name"]) for row in company.branches_found),
        former_names=tuple(
            (row["name"], date.fromisoformat(row["until"])) for row in company.names_found
        ),
    )


def succession_line(company_id: UUID) -> tuple[SuccessionLine, ...]:
    """Return what a company came out of and what came out of it, the earliest first."""
    rows = _rows(_LINE, {"company": company_id})
    return tuple(
        SuccessionLine(
            on=day,
            kind=SuccessionKind(kind),
            document=document,
            predecessor=Kin(old_id, old),
            successor=Kin(new_id, new),
        )
        for day, kind, document, old_id, old, new_id, new in rows
    )


def served_areas(
    company_id: UUID, *, person_id: UUID, day: date, on: date
) -> tuple[ServedArea, ...]:
    """Return the areas a company serves on `day` in the viewer's scopes, the first to end first."""
    rows = _rows(_AREAS, _parameters([company_id], person_id=person_id, day=day, on=on))
    return tuple(
        ServedArea(
            contract_id=contract,
            area_id=area_id,
            area=area,
            subdistrict=subdistrict,
            last_day=last_day(period),
            fee=fee,
            fee_basis=FeeBasis(basis) if basis else None,
            is_joint=joint,
            compounds=compounds,
            households=households or 0,
        )
        for (
            contract,
            area_id,
            area,
            subdistrict,
            period,
            fee,
            basis,
            joint,
            compounds,
            households,
        ) in rows
    )


def manager_loads(area_ids: Iterable[UUID], *, day: date) -> tuple[ManagerLoad, ...]:
    """Return who answers for these areas on `day`, with all areas of each, the busiest first."""
    named = ManagerPost.objects.filter(area_id__in=list(area_ids), period__contains=day)
    return loads_of(named.values("person_id"), day=day)


def loads_of(
    people: "Iterable[UUID] | QuerySet[ManagerPost, Any]", *, day: date
) -> tuple[ManagerLoad, ...]:
    """Return how many areas each of `people` answers for on `day`; who has none is left out."""
    counted = (
        ManagerPost.objects.filter(person_id__in=people, period__contains=day)
        .values_list("person_id")
        .annotate(areas=Count("id"))
        .order_by("-areas", "person_id")
    )
    return tuple(ManagerLoad(person, areas) for person, areas in counted)


def _totals(companies: list[UUID], *, person_id: UUID, day: date, on: date) -> dict[UUID, Served]:
    rows = _rows(_TOTALS, _parameters(companies, person_id=person_id, day=day, on=on))
    return {
        company: Served(areas, compounds, households or 0)
        for company, areas, compounds, households in rows
    }


def _parameters(companies: list[UUID], *, person_id: UUID, day: date, on: date) -> dict[str, Any]:
    return {
        **permitted_parameters(person_id, VIEW, on=on),
        "companies": companies,
        "day": day,
    }


def _rows(statement: str, parameters: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _ownership(company: Company) -> Ownership | None:
    return Ownership(company.ownership) if company.ownership else None


def _kin(company: Company) -> Kin:
    return Kin(company.pk, company.name)
