"""Invented names and numbers that are valid in form and belong to nobody."""

import random
from collections.abc import Iterator
from itertools import product
from typing import Final

from stdnum.cn import uscc

from mashangban.demonstration.words import read

# Registration authorities are named by region codes; none begins with 99.
_NOWHERE: Final = "990101"
_COMPANY: Final = "91"  # registered as a company, see GB 32100
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714
_ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TEN: Final = "X"


def company_code(chance: random.Random) -> str:
    """Return a unified social credit code whose check characters fit, of no real authority."""
    body = "MA9" + "".join(chance.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=5))
    code = _COMPANY + _NOWHERE + body + organisation_check(body)
    return code + str(uscc.calc_check_digit(code))


def organisation_check(body: str) -> str:
    """Return the check character of an organisation code's eight characters (GB 11714)."""
    numbers = map(_ORGANISATION_ALPHABET.index, body)
    total = sum(
        number * weight for number, weight in zip(numbers, _ORGANISATION_WEIGHTS, strict=True)
    )
    check = -total % 11
    return _TEN if check == 10 else str(check)


def phone_number(chance: random.Random) -> str:
    """Return a number that no exchange gives out: local numbers never begin with 0."""
    return f"021-0000-{chance.randrange(10_000):04d}"


def building_name(number: int) -> str:
    """Return what the building with a number is called."""
    return form("building", number=number)


def form(name: str, **parts: object) -> str:
    """Put a name together as `forms` in `data/names.yaml` says."""
    pattern: str = read("names.yaml")["forms"][name]
    return pattern.format(**parts)


def people(chance: random.Random) -> Iterator[str]:
    """Yield full names, each once."""
    names = read("names.yaml")
    pairs = list(product(names["surnames"], names["given_names"]))
    chance.shuffle(pairs)
    return ("".join(pair) for pair in pairs)


class CompoundNames:
    """Gives out names of compounds, each once, as they were called when they were built."""

    def __init__(self, chance: random.Random) -> None:
        names = read("names.yaml")
        self._chance = chance
        self._stems: list[str] = names["compounds"]
        self._endings: dict[int, list[str]] = names["endings"]
        self._given: set[str] = {each["name"] for each in names["opening"]}

    def next(self, built_year: int) -> str:
        era = max(year for year in self._endings if year <= built_year)
        while True:
            name = self._chance.choice(self._stems) + self._chance.choice(self._endings[era])
            if name not in self._given:
                self._given.add(name)
                return name
