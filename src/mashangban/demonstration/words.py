"""The sentences of the demonstration, read from `data/`, and how their slots are filled."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

_BESIDE_CATEGORIES: Final = ("slots", "extras")


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong: where (in the building, outside of it), how it is said, how it is
    answered, what it looks like."""

    at: tuple[str, ...]
    outside: tuple[str, ...]
    say: tuple[str, ...]
    done: tuple[str, ...]
    draw: str  # a scene of `pictures`, "" for none


@dataclass(frozen=True, slots=True)
class Reports:
    """The cases of each category; `slots` are what may stand in them, `extras` what may follow."""

    cases: Mapping[str, tuple[Case, ...]]
    slots: Mapping[str, tuple[str, ...]]
    extras: tuple[str, ...]

    def fill(self, text: str, *, chance: random.Random, given: Mapping[str, str]) -> str:
        """Fill each slot of `text`: from `given`, else by chance from its list."""
        if "{" not in text:
            return text
        drawn = {name: chance.choice(choices) for name, choices in self.slots.items()}
        return text.format_map({**drawn, **given})


@dataclass(frozen=True, slots=True)
class Answers:
    """What residents say afterwards; `comments` by the score they gave."""

    reopen: tuple[str, ...]
    withdraw: tuple[str, ...]
    comments: Mapping[int, tuple[str, ...]]


@cache
def reports() -> Reports:
    """Return the cases of `data/reports.yaml`."""
    data = read("reports.yaml")
    return Reports(
        cases={
            category: tuple(
                Case(
                    at=tuple(row.get("at", ())),
                    outside=tuple(row.get("outside", ())),
                    say=tuple(row["say"]),
                    done=tuple(row["done"]),
                    draw=row.get("draw", ""),
                )
                for row in rows
            )
            for category, rows in data.items()
            if category not in _BESIDE_CATEGORIES
        },
        slots={name: tuple(choices) for name, choices in data["slots"].items()},
        extras=tuple(data["extras"]),
    )


@cache
def answers() -> Answers:
    """Return the sentences of `data/answers.yaml`."""
    data = read("answers.yaml")
    return Answers(
        reopen=tuple(data["reopen"]),
        withdraw=tuple(data["withdraw"]),
        comments={score: tuple(said) for score, said in data["comments"].items()},
    )


@cache
def read(name: str) -> Any:
    """Return what a YAML file of `data/` says; read once, so leave it as it is."""
    return yaml.safe_load((files(__package__) / "data" / name).read_text("utf-8"))
