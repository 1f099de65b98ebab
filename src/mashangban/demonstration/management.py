"""Who the companies belong to, what their contracts say, and how the owners' committees stand."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from mashangban.demonstration.naming import form
from mashangban.demonstration.plan import Contract, Plan
from mashangban.demonstration.words import read
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Company, CompanyGroup, ManagementArea
from mashangban.registry.periods import days
from mashangban.registry.types import FeeBasis, Ownership, SuccessionKind

_YEAR: Final = timedelta(days=365)
_APART_FOR: Final = timedelta(days=10)  # how long before the history begins the areas were merged


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a company is."""

    ownership: Ownership
    group: CompanyGroup | None


def add_companies(plan: Plan, chance: random.Random, *, by: Actor, at: datetime) -> list[Company]:
    """Enter the planned companies with their groups, branches, forerunners and former names."""
    told = read("management.yaml")
    owners = _owners(told, by=by, at=at)
    companies = []
    for planned in plan.companies:
        known = owners.get(planned.name)
        other = Ownership(chance.choice(told["other_ownerships"]))
        companies.append(
            registry.add_company(
                name=planned.name,
                uscc=planned.uscc,
                ownership=known.ownership if known else other,
                group=known.group if known else None,
                by=by,
                at=at,
            )
        )
    by_name = {company.name: company for company in companies}
    _add_kin(told, by_name, by=by, at=at)
    return companies


def _owners(told: dict[str, Any], *, by: Actor, at: datetime) -> dict[str, Owner]:
    """Enter the groups; return by company name to whom a company belongs."""
    groups: dict[str, CompanyGroup] = {}
    group_of = {}
    for row in told["groups"]:
        parent = groups.get(row.get("parent", ""))
        groups[row["name"]] = registry.add_group(name=row["name"], parent=parent, by=by, at=at)
        for stem in row["companies"]:
            group_of[stem] = groups[row["name"]]
    return {
        form("company", stem=stem): Owner(Ownership(ownership), group_of.get(stem))
        for ownership, stems in told["ownership"].items()
        for stem in stems
    }


def _add_kin(
    told: dict[str, Any], companies: dict[str, Company], *, by: Actor, at: datetime
) -> None:
    def called(stem: str) -> Company | None:
        return companies.get(form("company", stem=stem))

    for row in told["branches"]:
        if head_office := called(row["of"]):
            registry.add_company(name=row["name"], head_office=head_office, by=by, at=at)
    for row in told["former_companies"]:
        if successor := called(row["into"]):
            registry.record_succession(
                predecessor=registry.add_company(name=row["name"], by=by, at=at),
                successor=successor,
                on=row["on"],
                kind=SuccessionKind(row["kind"]),
                document=row["document"],
                by=by,
                at=at,
            )
    for row in told["former_names"]:
        if company := called(row["company"]):
            registry.record_former_name(
                company=company, name=row["name"], until=row["until"], by=by, at=at
            )


def contract_terms(number: int, contract: Contract, chance: random.Random) -> dict[str, Any]:
    """Return what the contract of the area `number` says beside its fee."""
    told = read("management.yaml")
    year = contract.first.year
    remunerated = chance.random() < 0.2
    return {
        "fee_basis": FeeBasis.REMUNERATION if remunerated else FeeBasis.LUMP_SUM,
        "service_standard": chance.choice(told["standards"]),
        "number": told["contract_number"].format(year=year, number=number + 1),
        "document": told["filing_number"].format(year=year, number=number + 1),
    }


def merged_on(plan: Plan) -> tuple[int, date] | None:
    """Return which area came out of two, and when: the first that could have before the history."""
    day = plan.begins - _APART_FOR
    return next(
        (
            (number, day)
            for number, area in enumerate(plan.areas)
            if len(area.compounds) > 1 and area.contracts[0].first < day - _APART_FOR
        ),
        None,
    )


def merging_paper(day: date) -> str:
    """Return the document by which areas were merged."""
    paper: str = read("management.yaml")["area_number"]
    return paper.format(year=day.year, number=day.month)


def add_committee(
    area: ManagementArea,
    number: int,
    chance: random.Random,
    *,
    today: date,
    by: Actor,
    at: datetime,
) -> None:
    """Enter the owners' committee of an area as it stands today, for some none."""
    fate = chance.random()
    if fate < 0.12:
        return
    length = chance.choice((3, 3, 5)) * _YEAR
    over = 0.12 <= fate < 0.2
    # Days until the term ends: over for some, close for those with a re-election group.
    left = (
        -chance.randrange(20, 300)
        if over
        else chance.randrange(10, 140)
        if fate < 0.3
        else chance.randrange(160, 900)
    )
    last = today + timedelta(days=left)
    first = last - length + timedelta(days=1)
    paper: str = read("management.yaml")["committee_number"]
    registry.record_committee_term(
        area=area,
        period=days(first, last),
        members=chance.choice((5, 5, 5, 7, 7, 9)),
        document=paper.format(year=first.year, number=number + 1),
        by=by,
        at=at,
    )
    if not over and fate < 0.27:
        registry.begin_reelection(
            area=area,
            on=today - timedelta(days=chance.randrange(5, 60)),
            by=by,
            at=at,
        )
