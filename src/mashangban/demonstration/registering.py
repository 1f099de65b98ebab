"""Entering a planned district by the actions that a district's staff would use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.accounts.types import DetailKind, ScopeKind
from mashangban.demonstration.plan import Area, Contract, Plan
from mashangban.kit.actors import Actor
from mashangban.registry import actions as registry
from mashangban.registry.models import Code, Company, Compound, ManagementArea, Region
from mashangban.registry.periods import days
from mashangban.registry.queries import place_of_code
from mashangban.registry.types import ReportPlace

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
    plan: Plan, *, by: Actor, at: datetime, progress: Progress = lambda done, total: None
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
    codes = []
    for number, (compound, planned) in enumerate(zip(compounds, plan.compounds, strict=True)):
        codes.append(
            tuple(
                registry.issue_code(compound=compound, place=place, by=by, at=at)
                for place in planned.code_places
            )
        )
        progress(number + 1, total)
    companies = [
        registry.add_company(name=company.name, uscc=company.uscc, by=by, at=at)
        for company in plan.companies
    ]
    managers = [
        accounts.create_person(
            by=by, at=at, details={DetailKind.NAME: name, DetailKind.PHONE: phone}
        )
        for name, phone in plan.managers
    ]
    for number, area in enumerate(plan.areas):
        _enter_area(area, plan, compounds, companies, managers, by, at)
        progress(len(compounds) + number + 1, total)
    return District(
        plan=plan,
        region=region,
        subdistricts=tuple(subdistricts),
        committees=tuple(committees),
        compounds=tuple(compounds),
        companies=tuple(companies),
        managers=tuple(managers),
        codes=tuple(codes),
    )


def _committees(
    plan: Plan, subdistricts: Sequence[Region], by: Actor, at: datetime
) -> list[Region]:
    counted = dict.fromkeys(range(len(subdistricts)), 0)
    committees = []
    for subdistrict, name in plan.committees:
        counted[subdistrict] += 1
        code = f"{subdistricts[subdistrict].code}{counted[subdistrict]:03d}"
        committees.append(registry.add_region(code=code, name=name, by=by, at=at))
    return committees


def _compounds(
    plan: Plan,
    subdistricts: Sequence[Region],
    committees: Sequence[Region],
    by: Actor,
    at: datetime,
) -> list[Compound]:
    scopes = accounts.create_scopes((ScopeKind.COMPOUND, each.name) for each in plan.compounds)
    compounds = [
        registry.compose_compound(
            at=at,
            name=planned.name,
            subdistrict=subdistricts[planned.subdistrict],
            committee=committees[planned.committee],
            scope=scope,
            address=planned.address,
            point=planned.point,
            built_year=planned.built_year,
            households=planned.households,
        )
        for planned, scope in zip(plan.compounds, scopes, strict=True)
    ]
    registry.add_composed_compounds(compounds=compounds, by=by, at=at)
    return compounds


def _enter_area(
    planned: Area,
    plan: Plan,
    compounds: Sequence[Compound],
    companies: Sequence[Company],
    managers: Sequence[Person],
    by: Actor,
    at: datetime,
) -> None:
    area: ManagementArea = registry.add_area(name=planned.name, by=by, at=at)
    for member in planned.compounds:
        registry.join_area(
            area=area,
            compound=compounds[member],
            period=days(planned.contracts[0].first),
            by=by,
            at=at,
        )
    for contract in planned.contracts:
        period = days(contract.first, contract.last)
        manager = managers[contract.manager]
        signed = registry.sign_contract(
            area=area,
            company=companies[contract.company],
            period=period,
            fee=contract.fee,
            duty_phone=contract.duty_phone,
            desk_hours=contract.desk_hours,
            by=by,
            at=at,
        )
        registry.appoint_manager(area=area, person=manager, period=period, by=by, at=at)
        accounts.grant(
            person=manager, role=_MANAGER, scope=signed.scope, period=period, by=by, at=at
        )
