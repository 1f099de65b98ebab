"""The district as plain data, before anything of it is written: places, companies, contracts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from mashangban.demonstration.chance import around, source
from mashangban.demonstration.estates import Estate, estate
from mashangban.demonstration.land import Tract, lay_out
from mashangban.demonstration.naming import (
    CompoundNames,
    building_name,
    company_code,
    form,
    people,
    phone_number,
)
from mashangban.demonstration.sizes import Size
from mashangban.demonstration.words import read
from mashangban.registry.types import Point

_BLOCKS_PER_COMPOUND: Final = 1.7  # the others are parks, schools, offices
_COMPOUNDS_PER_COMMITTEE: Final = 4
_MOST_AREAS_PER_MANAGER: Final = 3  # 若干意见 沪房规范〔2021〕6号
_CODED_BUILDINGS: Final = 3
_OPENING_COMPANY: Final = 0


@dataclass(frozen=True, slots=True)
class Company:
    """`pace` is how long it takes for everything, 1 is usual; `quality` is between 0 and 1."""

    name: str
    uscc: str
    pace: float
    quality: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """A compound; `trouble` is how much more than usual breaks there or is reported."""

    name: str
    subdistrict: int
    committee: int
    address: str
    point: Point
    built_year: int
    households: int
    buildings: int
    floors: int
    lifts: bool
    trouble: float

    @property
    def code_places(self) -> list[str]:
        """Where its codes hang; the first one is the whole compound's."""
        coded = min(self.buildings, _CODED_BUILDINGS)
        numbers = [1 + place * self.buildings // coded for place in range(coded)]
        return ["", *map(building_name, numbers)]


@dataclass(frozen=True, slots=True)
class Contract:
    """A company serves an area from `first` to `last` (both counted), led by one manager."""

    company: int
    manager: int
    first: date
    last: date
    fee: Decimal
    duty_phone: str
    desk_hours: str


@dataclass(frozen=True, slots=True)
class Area:
    """A management area: its compounds, and its contracts one after another."""

    name: str
    compounds: tuple[int, ...]
    contracts: tuple[Contract, ...]

    def contract_on(self, day: date) -> Contract:
        """Return the contract in force on a day of the district's history."""
        return next(each for each in self.contracts if each.first <= day <= each.last)


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole district. Numbers refer to places in these tuples; 0 is what the demo opens with:
    the first three compounds, their subdistrict, committee, company and manager."""

    code: str
    name: str
    subdistricts: tuple[tuple[str, dict[str, Any]], ...]  # name, boundary
    committees: tuple[tuple[int, str], ...]  # subdistrict, name
    companies: tuple[Company, ...]
    managers: tuple[tuple[str, str], ...]  # name, telephone
    compounds: tuple[Compound, ...]
    areas: tuple[Area, ...]
    estates: tuple[Estate, ...]  # of each compound
    begins: date


def make_plan(*, size: Size, seed: int, today: date) -> Plan:
    """Invent a district whose history of requests ends `today`."""
    names = read("names.yaml")
    begins = months_before(today, size.months)
    tracts = lay_out(
        source(seed, "land"),
        tracts=size.subdistricts,
        blocks=round(size.compounds * _BLOCKS_PER_COMPOUND) + size.subdistricts,
    )
    committees, compounds = _compounds(source(seed, "compounds"), size, tracts)
    companies = _companies(source(seed, "companies"), size.companies)
    hiring = _Hiring(source(seed, "contracts"), len(companies), begins=begins, today=today)
    areas = tuple(
        Area(
            name=names["forms"]["area"].join(compounds[each].name for each in members),
            compounds=members,
            contracts=hiring.contracts(
                compounds[members[0]], is_opening=members[0] < len(_opening())
            ),
        )
        for members in _areas(source(seed, "areas"), compounds)
    )
    return Plan(
        code=names["district"]["code"],
        name=names["district"]["name"],
        subdistricts=tuple(
            ("".join(name), tract.boundary)
            for name, tract in zip(names["subdistricts"], tracts, strict=False)
        ),
        committees=committees,
        companies=companies,
        managers=tuple(hiring.managers),
        compounds=compounds,
        areas=areas,
        estates=tuple(_estates(seed, compounds)),
        begins=begins,
    )


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months back."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _compounds(
    chance: random.Random, size: Size, tracts: Sequence[Tract]
) -> tuple[tuple[tuple[int, str], ...], tuple[Compound, ...]]:
    """Return the committees, and the compounds of each next to each other."""
    names = read("names.yaml")
    compound_names = CompoundNames(chance)
    opening = iter(_opening())
    committees: list[tuple[int, str]] = []
    compounds: list[Compound] = []
    for number, count in enumerate(_shares(size.compounds, tracts)):
        # Neighbours share a committee: from west to east, in bands.
        places = sorted(chance.sample(tracts[number].places, count), key=_band)
        subdistrict, _kind = names["subdistricts"][number]
        for start in range(0, count, _COMPOUNDS_PER_COMMITTEE):
            ordinal = names["ordinals"][start // _COMPOUNDS_PER_COMMITTEE]
            called = form("committee", subdistrict=subdistrict, ordinal=ordinal)
            committees.append((number, called))
            for point in places[start : start + _COMPOUNDS_PER_COMMITTEE]:
                house = _compound(chance, point, number, len(committees) - 1, names["roads"])
                given = next(opening, None) or {"name": compound_names.next(house.built_year)}
                compounds.append(replace(house, **given))
    return tuple(committees), tuple(compounds)


def _estates(seed: int, compounds: Sequence[Compound]) -> Iterator[Estate]:
    for number, each in enumerate(compounds):
        yield estate(
            source(seed, "estate", number),
            name=each.name,
            address=each.address,
            built_year=each.built_year,
            households=each.households,
            buildings=each.buildings,
            lifts=each.lifts,
            is_opening=number < len(_opening()),
        )


def _shares(count: int, tracts: Sequence[Tract]) -> list[int]:
    """Divide compounds among tracts by their blocks."""
    blocks = [len(tract.places) for tract in tracts]
    shares = [count * each // sum(blocks) for each in blocks]
    for number in range(count - sum(shares)):
        shares[number % len(shares)] += 1
    return shares


def _band(point: Point) -> tuple[int, float]:
    return round(point.latitude * 150), point.longitude


def _compound(
    chance: random.Random, point: Point, subdistrict: int, committee: int, roads: Sequence[str]
) -> Compound:
    built_year = min(2023, max(1953, round(chance.triangular(1953, 2023, 1993))))
    lifts = chance.random() < (0.02 if built_year < 1985 else 0.3 if built_year < 2000 else 0.7)
    floors = chance.choice((11, 14, 18, 18, 24, 28)) if lifts else chance.choice((4, 5, 6, 6))
    households = min(2600, max(40, round(around(chance, 380, spread=0.65))))
    return Compound(
        name="",
        subdistrict=subdistrict,
        committee=committee,
        address=form("address", road=chance.choice(roads), number=chance.randrange(6, 1400)),
        point=point,
        built_year=built_year,
        households=households,
        buildings=max(1, households // (110 if lifts else 60)),
        floors=floors,
        lifts=lifts,
        trouble=around(chance, 1, spread=0.95),
    )


def _companies(chance: random.Random, count: int) -> tuple[Company, ...]:
    """Return companies; most are alike, a few much better or worse."""
    opening, *_ = stems = read("names.yaml")["companies"]
    return tuple(
        Company(
            name=form("company", stem=stem),
            uscc=company_code(chance),
            pace=1.0 if stem == opening else around(chance, 1, spread=0.3),
            quality=0.75 if stem == opening else chance.betavariate(6, 2.2),
        )
        for stem in stems[:count]
    )


def _areas(chance: random.Random, compounds: Sequence[Compound]) -> Iterator[tuple[int, ...]]:
    """Yield the areas: mostly one compound each, here and there small neighbours together."""
    number = 0
    while number < len(compounds):
        first = compounds[number]
        members = [number]
        if number >= len(_opening()) and chance.random() < 0.15:
            for other in range(number + 1, min(number + chance.choice((2, 3)), len(compounds))):
                if compounds[other].committee == first.committee:
                    members.append(other)
        yield tuple(members)
        number = members[-1] + 1


def _opening() -> list[dict[str, Any]]:
    """Return what is given of the compounds that the demonstration opens with."""
    compounds: list[dict[str, Any]] = read("names.yaml")["opening"]
    return compounds


class _Hiring:
    """Finds a company and a manager for each area, and for some a former one."""

    def __init__(self, chance: random.Random, companies: int, *, begins: date, today: date) -> None:
        self.managers: list[tuple[str, str]] = []
        self._chance = chance
        self._names = people(chance)
        self._begins = begins
        self._today = today
        # A few companies serve much, many little; each is at home somewhere.
        self._reach = [around(chance, 1, spread=0.8) for _ in range(companies)]
        self._home = [number % 10 for number in range(companies)]
        self._free: dict[int, tuple[int, int]] = {}  # company → manager, areas still possible

    def contracts(self, compound: Compound, *, is_opening: bool) -> tuple[Contract, ...]:
        """Return the contracts of the area of `compound` that its history needs."""
        company = _OPENING_COMPANY if is_opening else self._company(compound.subdistrict)
        last = self._today + timedelta(days=self._chance.randrange(25, 900))
        first = last - timedelta(days=365 * self._chance.choice((2, 3, 3)) - 1)
        if is_opening:
            first = min(first, self._begins - timedelta(days=200))
        present = self._contract(company, compound, first, last)
        if first <= self._begins:
            return (present,)
        ended = first - timedelta(days=1)
        began = min(self._begins, ended) - timedelta(days=self._chance.randrange(100, 900))
        former = self._contract(self._company(compound.subdistrict), compound, began, ended)
        return (former, present)

    def _company(self, subdistrict: int) -> int:
        weights = [
            reach * (5 if home == subdistrict else 1)
            for reach, home in zip(self._reach, self._home, strict=True)
        ]
        return self._chance.choices(range(len(self._reach)), weights)[0]

    def _contract(self, company: int, compound: Compound, first: date, last: date) -> Contract:
        return Contract(
            company=company,
            manager=self._manager(company),
            first=first,
            last=last,
            fee=_fee(self._chance, compound),
            duty_phone=phone_number(self._chance),
            desk_hours=self._chance.choice(read("names.yaml")["desk_hours"]),
        )

    def _manager(self, company: int) -> int:
        """Return a manager of the company who can take on one more area, a new one if need be."""
        manager, left = self._free.get(company, (0, 0))
        if not left:
            manager = len(self.managers)
            self.managers.append((next(self._names), phone_number(self._chance)))
            left = self._chance.randint(1, _MOST_AREAS_PER_MANAGER) if manager else len(_opening())
        self._free[company] = (manager, left - 1)
        return manager


def _fee(chance: random.Random, compound: Compound) -> Decimal:
    """Return yuan per square metre and month: little for old compounds, more where lifts run."""
    usual = 0.7 if compound.built_year < 2000 else 1.6 if compound.built_year < 2012 else 2.8
    fee = usual * chance.uniform(0.7, 1.4) + (0.4 if compound.lifts else 0)
    return Decimal(round(fee * 20)) / 20
