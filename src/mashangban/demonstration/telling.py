"""How reports are worded: a case that fits the compound, with a place and a few details."""

import random
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from mashangban.demonstration.naming import building_name
from mashangban.demonstration.plan import Compound
from mashangban.demonstration.words import Case, read, reports
from mashangban.kit.clock import SHANGHAI

_FIRST_GARAGES: Final = 1998  # the year from which compounds were built with one underground
_EXTRA_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Wording:
    """A report in words; `done` is the answer that fits, `draw` what it looks like."""

    place: str
    description: str
    done: str
    draw: str


def word(
    chance: random.Random, *, category: str, compound: Compound, code_place: str, at: datetime
) -> Wording:
    """Word a report of a category from the code that hangs at `code_place`."""
    has_garage = compound.built_year >= _FIRST_GARAGES
    case = chance.choice(_fitting(category, compound.lifts, has_garage))
    building = code_place or building_name(chance.randint(1, compound.buildings))
    floor = chance.randint(2, compound.floors)
    said = read("telling.yaml")
    given = {
        "floor": _floor(floor),
        "floors": said["floors"].format(lower=_floor(max(1, floor - 1)), upper=_floor(floor)),
        "building": building.replace(" ", ""),
        "hour": said["hours"][at.astimezone(SHANGHAI).hour],
    }
    where = chance.choice(case.at + case.outside)
    spot = _fill(chance, where, given)
    description = _fill(chance, chance.choice(case.say), given)
    if chance.random() < _EXTRA_SHARE:
        description += _fill(chance, chance.choice(reports().extras), given)
    return Wording(
        place=f"{building} {spot}" if where in case.at else spot,
        description=description,
        done=_fill(chance, chance.choice(case.done), given),
        draw=case.draw,
    )


@cache
def _fitting(category: str, has_lifts: bool, has_garage: bool) -> tuple[Case, ...]:
    """Return the cases of a category without what such a compound does not have."""
    absent = [
        *([] if has_lifts else read("telling.yaml")["without_lifts"]),
        *([] if has_garage else read("telling.yaml")["without_garage"]),
    ]

    def fit(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text in texts if not any(word in text for word in absent))

    fitting = (
        Case(fit(case.at), fit(case.outside), fit(case.say), case.done, case.draw)
        for case in reports().cases[category]
    )
    return tuple(case for case in fitting if case.say and (case.at or case.outside))


def _fill(chance: random.Random, text: str, given: dict[str, str]) -> str:
    return reports().fill(text, chance=chance, given=given)


def _floor(number: int) -> str:
    numerals = read("telling.yaml")["numerals"]
    said = numerals[number] if number < len(numerals) else number
    floor: str = read("telling.yaml")["floor"]
    return floor.format(number=said)
