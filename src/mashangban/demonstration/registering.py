"""Entering a planned district by the actions that a district's staff would use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.accounts.types import DetailKind, ScopeKind
from mashangban.demonstration.chance import source
from mashangban.demonstration.management import (
    add_committee,
    add_companies,
    contract_terms,
    merged_on,
    merging_paper,
)
from mashangban.demonstration.naming import building_name, form
from mashangban.demonstration.plan import Area, Contract, Plan
from mashangban.demonstration.words import read
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Code, Company, Compound, ManagementArea, Region
from mashangban.registry.periods import days
from mashangban.registry.queries import place_of_code
from mashangban.registry.types import Basis, Point, ReportPlace

_MANAGER: Final = "project_manager"
Progress = Callable[[int, int], None]  # told how many of how many are done


@dataclass(frozen=True)
class District:
    """The district as registered; everything in the order of the plan."""

    plan: Plan
    region: Region
    subdistricts: tuple[Region, ...]
    committees: tuple[Region, ...]
    compounds: tuple[Compound, ...]
    companies: tuple[Company, ...]
    managers: tuple[Person, ...]
    areas: tuple[ManagementArea, ...]
    codes: tuple[tuple[Code, ...], ...]  # of each compound, in the order of its `code_places`

    def place(self, *, compound: int, code: int, on: date) -> ReportPlace:
        """Return what a code of a compound leads to on a day of the district's history."""
        key = (compound, code, self._contract(compound, on).first)
        if key not in self._places:
            found = place_of_code(self.codes[compound][code].token, on=on)
            assert found is not None
            self._places[key] = found
        return self._places[key]

    def manager(self, compound: int, *, on: date) -> Actor:
        """Return who answers for a compound on a day."""
        return Actor.person(self.managers[self._contract(compound, on).manager].pk)

    def _contract(self, compound: int, on: date) -> Contract:
        return self._area_of[compound].contract_on(on)

    @cached_property
    def _area_of(self) -> dict[int, Area]:
        return {compound: area for area in self.plan.areas for compound in area.compounds}

    @cached_property
    def _places(self) -> dict[tuple[int, int, date], ReportPlace]:
        return {}


def register(
    plan: Plan,
    *,
    seed: int,
    today: date,
    by: Actor,
    at: datetime,
    progress: Progress = lambda done, total: None,
) -> District:
    """Enter the planned district, with everybody who manages an area in it."""
    total = len(plan.compounds) + len(plan.areas)
    region = registry.add_region(code=plan.code, name=plan.name, by=by, at=at)
    subdistricts = [
        registry.add_region(
            code=f"{plan.code}{number:03d}", name=name, boundary=boundary, by=by, at=at
        )
        for number, (name, boundary) in enumerate(plan.subdistricts, start=1)
    ]
    committees = _committees(plan, subdistricts, by, at)
    compounds = _compounds(plan, subdistricts, committees, by, at)
    _estates(plan, compounds, by, at)
    codes = []
    for number, (compound, planned) in enumerate(zip(compounds, plan.compounds, strict=True)):
        codes.append(
            tuple(
                registry.issue_code(compound=compound, place=place, by=by, at=at)
                for place in planned.code_places
            )
        )
        progress(number + 1, total)
    companies = add_companies(plan, source(seed, "owners"), by=by, at=at)
    managers = [
        accounts.create_person(
            by=by, at=at, details={DetailKind.NAME: name, DetailKind.PHONE: phone}
        )
        for name, phone in plan.managers
    ]
    merged = merged_on(plan)
    terms, committees_of = source(seed, "terms"), source(seed, "owners' committees")
    areas = []
    for number, planned_area in enumerate(plan.areas):
        area = registry.add_area(name=planned_area.name, by=by, at=at)
        areas.append(area)
        apart_until = merged[1] if merged and merged[0] == number else None
        _join(area, planned_area, compounds, apart_until, by, at)
        for contract in planned_area.contracts:
            more = contract_terms(number, contract, terms)
            _sign(area, contract, companies, managers[contract.manager], more, by, at)
        add_committee(area, number, committees_of, today=today, by=by, at=at)
        progress(len(compounds) + number + 1, total)
    return District(
        plan=plan,
        region=region,
        subdistricts=tuple(subdistricts),
        committees=tuple(committees),
        compounds=tuple(compounds),
        companies=tuple(companies),
        managers=tuple(managers),
        areas=tuple(areas),
        codes=tuple(codes),
    )


def _committees(
    plan: Plan, subdistricts: Sequence[Region], by: Actor, at: datetime
) -> list[Region]:
    counted = dict.fromkeys(range(len(subdistricts)), 0)
    committees = []
    for number, (subdistrict, name) in enumerate(plan.committees):
        counted[subdistrict] += 1
        code = f"{subdistricts[subdistrict].code}{counted[subdistrict]:03d}"
        office = _middle([each.point for each in plan.compounds if each.committee == number])
        committees.append(registry.add_region(code=code, name=name, point=office, by=by, at=at))
    return committees


def _middle(points: Sequence[Point]) -> Point:
    return Point(
        sum(point.longitude for point in points) / len(points),
        sum(point.latitude for point in points) / len(points),
    )


def _compounds(
    plan: Plan,
    subdistricts: Sequence[Region],
    committees: Sequence[Region],
    by: Actor,
    at: datetime,
) -> list[Compound]:
    reason = read("names.yaml")["override_reason"]
    scopes = accounts.create_scopes((ScopeKind.COMPOUND, each.name) for each in plan.compounds)
    compounds = [
        registry.compose_compound(
            at=at,
            name=planned.name,
            subdistrict=subdistricts[planned.subdistrict],
            committee=committees[planned.committee],
            basis=estate.basis,
            reason=reason if estate.basis is Basis.OVERRIDDEN else "",
            scope=scope,
            address=planned.address,
            point=planned.point,
            built_year=planned.built_year,
            households=planned.households,
            floor_area=estate.floor_area,
            housing_type=estate.housing,
        )
        for planned, estate, scope in zip(plan.compounds, plan.estates, scopes, strict=True)
    ]
    registry.add_composed_compounds(compounds=compounds, by=by, at=at)
    return compounds


def _estates(plan: Plan, compounds: Sequence[Compound], by: Actor, at: datetime) -> None:
    """Enter what is known of each compound: names, lanes, buildings, renovations."""
    both = list(zip(compounds, plan.estates, strict=True))
    registry.add_names(
        compounds=compounds,
        aliases=[
            registry.compose_alias(
                at=at,
                compound=compound,
                name=alias.name,
                kind=alias.kind,
                period=days(None, date(alias.until, 12, 31)) if alias.until else None,
            )
            for compound, estate in both
            for alias in estate.aliases
        ],
        lanes=[
            registry.compose_lane(at=at, compound=compound, road=road, number=number)
            for compound, estate in both
            for road, number in estate.lanes
        ],
        by=by,
        at=at,
    )
    for (compound, estate), planned in zip(both, plan.compounds, strict=True):
        _buildings(compound, estate.entrances, planned.floors, by, at)
        for renovation in estate.renovations:
            registry.add_renovation(
                compound_id=compound.id,
                programme=renovation.programme,
                year=renovation.year,
                budget=renovation.budget,
                by=by,
                at=at,
            )


def _buildings(
    compound: Compound, entrances: Sequence[int], floors: int, by: Actor, at: datetime
) -> None:
    """Enter the buildings of a compound; the numbers of its entrances run through all of it."""
    if not entrances:
        return
    buildings = [
        registry.compose_building(
            at=at, compound=compound, name=building_name(number), floors=floors
        )
        for number, _ in enumerate(entrances, start=1)
    ]
    doors = (
        building for building, count in zip(buildings, entrances, strict=True) for _ in range(count)
    )
    registry.add_buildings(
        compound=compound,
        buildings=buildings,
        entrances=[
            registry.compose_entrance(
                at=at, building=building, number=form("entrance", number=number)
            )
            for number, building in enumerate(doors, start=1)
        ],
        by=by,
        at=at,
    )


def _join(
    area: ManagementArea,
    planned: Area,
    compounds: Sequence[Compound],
    apart_until: date | None,
    by: Actor,
    at: datetime,
) -> None:
    """Let the compounds belong to the area; the last one was an area by itself `apart_until`."""
    period = days(planned.contracts[0].first)
    *members, last = [compounds[each] for each in planned.compounds]
    for member in members:
        registry.join_area(area=area, compound=member, period=period, by=by, at=at)
    if apart_until is None:
        registry.join_area(area=area, compound=last, period=period, by=by, at=at)
        return
    former = registry.add_area(name=last.name, by=by, at=at)
    registry.join_area(area=former, compound=last, period=period, by=by, at=at)
    registry.merge_areas(
        into=area,
        others=[former],
        on=apart_until,
        document=merging_paper(apart_until),
        by=by,
        at=at,
    )


def _sign(
    area: ManagementArea,
    contract: Contract,
    companies: Sequence[Company],
    manager: Person,
    more: dict[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    period = days(contract.first, contract.last)
    signed = registry.sign_contract(
        area=area,
        company=companies[contract.company],
        period=period,
        fee=contract.fee,
        duty_phone=contract.duty_phone,
        desk_hours=contract.desk_hours,
        by=by,
        at=at,
        **more,
    )
    registry.appoint_manager(area=area, person=manager, period=period, by=by, at=at)
    accounts.grant(person=manager, role=_MANAGER, scope=signed.scope, period=period, by=by, at=at)
