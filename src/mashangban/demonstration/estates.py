"""What is known of each compound beside its place: names, lanes, houses. Uneven, as life is.

Some of it nobody has ever written down: every kind of gap is there for the pages to show.
"""

import random
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mashangban.demonstration.chance import around
from mashangban.demonstration.naming import form
from mashangban.demonstration.words import read
from mashangban.registry.types import AliasKind, Basis, HousingType

_AREA_OF_A_HOME: Final = 62  # m², half of the compounds below
_BUDGET_OF_A_HOME: Final = 9_000  # yuan
# How houses of a time came to be owned: the first year, then the weights.
_HOUSING: Final = {
    1950: {
        HousingType.SOLD_PUBLIC: 60,
        HousingType.PUBLIC: 14,
        HousingType.ENTERPRISE: 12,
        HousingType.MIXED: 14,
    },
    1984: {
        HousingType.SOLD_PUBLIC: 50,
        HousingType.MIXED: 18,
        HousingType.COMMODITY: 30,
        HousingType.OTHER: 2,
    },
    2000: {HousingType.COMMODITY: 86, HousingType.AFFORDABLE: 14},
}


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name; `until` is the last year of a former one."""

    name: str
    kind: AliasKind
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Renovation:
    """`budget` in yuan."""

    programme: str
    year: int
    budget: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Estate:
    """What the registry has written down of a compound; `entrances` are those of each building."""

    basis: Basis
    floor_area: Decimal | None
    housing: HousingType | None
    aliases: tuple[Alias, ...]
    lanes: tuple[tuple[str, str], ...]  # road, number
    entrances: tuple[int, ...]
    renovations: tuple[Renovation, ...]


def estate(
    chance: random.Random,
    *,
    name: str,
    address: str,
    built_year: int,
    households: int,
    buildings: int,
    lifts: bool,
    is_opening: bool,
) -> Estate:
    """Invent what is known of a compound; of an opening one everything is."""

    def known(share: float) -> bool:
        return chance.random() < share or is_opening

    return Estate(
        basis=_basis(chance, is_opening=is_opening),
        floor_area=_floor_area(chance, households) if known(0.87) else None,
        housing=_housing(chance, built_year) if known(0.93) else None,
        aliases=_aliases(chance, name, built_year, is_opening=is_opening),
        lanes=_lanes(chance, address) if known(0.9) else (),
        entrances=_entrances(chance, buildings, lifts=lifts) if known(0.78) else (),
        renovations=_renovations(chance, built_year, households),
    )


def _basis(chance: random.Random, *, is_opening: bool) -> Basis:
    drawn = chance.random()
    if is_opening or drawn > 0.16:
        return Basis.STATED
    return Basis.OVERRIDDEN if drawn < 0.02 else Basis.DERIVED


def _floor_area(chance: random.Random, households: int) -> Decimal:
    cents = round(households * around(chance, _AREA_OF_A_HOME, spread=0.25) * 100)
    return Decimal(cents) / 100


def _housing(chance: random.Random, built_year: int) -> HousingType:
    weights = _HOUSING[max(year for year in _HOUSING if year <= built_year)]
    return chance.choices(list(weights), list(weights.values()))[0]


def _aliases(
    chance: random.Random, name: str, built_year: int, *, is_opening: bool
) -> tuple[Alias, ...]:
    endings: dict[int, list[str]] = read("names.yaml")["endings"]
    every = [ending for era in endings.values() for ending in era]
    # The longest ending first: 雅苑 before 苑.
    ending = max((each for each in every if name.endswith(each)), key=len)
    stem = name.removesuffix(ending)
    aliases = []
    if chance.random() < 0.22 or is_opening:
        aliases.append(Alias(form("common_alias", stem=stem), AliasKind.COMMON))
    if chance.random() < 0.12:
        until = min(2020, built_year + 8)
        aliases.append(Alias(form("former_alias", stem=stem), AliasKind.FORMER, until=until))
    if chance.random() < 0.08:
        aliases.append(Alias(form("official_alias", stem=stem), AliasKind.OFFICIAL))
    return tuple(aliases)


def _lanes(chance: random.Random, address: str) -> tuple[tuple[str, str], ...]:
    road, number, _lane = address.split()
    numbers = [int(number)]
    while len(numbers) < 4 and chance.random() < 0.2:
        numbers.append(numbers[-1] + 2 * chance.randint(1, 8))
    return tuple((road, str(each)) for each in numbers)


def _entrances(chance: random.Random, buildings: int, *, lifts: bool) -> tuple[int, ...]:
    shares = (1, 1, 2) if lifts else (2, 3, 3, 4)
    return tuple(chance.choice(shares) for _ in range(buildings))


def _renovations(chance: random.Random, built_year: int, households: int) -> tuple[Renovation, ...]:
    if built_year >= 2000 or chance.random() > 0.35:
        return ()
    programmes = chance.sample(read("names.yaml")["renovations"], chance.choice((1, 1, 2)))
    return tuple(
        Renovation(
            programme,
            chance.randint(2014, 2026),
            Decimal(round(households * around(chance, _BUDGET_OF_A_HOME, spread=0.5), -3)),
        )
        for programme in programmes
    )
