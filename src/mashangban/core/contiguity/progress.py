"""How far a solution has come, and how it is stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    RELAXATION = "relaxation"  # columns and cuts enter the linear relaxation
    PLAN = "plan"  # good plans are looked for
    PROOF = "proof"  # the rest is branched upon until nothing better can be left


@dataclass(frozen=True, slots=True)
class Progress:
    """Part `part` (from 1) of `parts` is in `stage`; `steps` linear programs of it are solved."""

    part: int
    parts: int
    stage: Stage
    steps: int


Watch = Callable[[Progress], bool]  # called between steps; False stops, with what is proven by then


class Stopped(Exception):
    """The watch said to stop."""


def keep_going(_: Progress) -> bool:
    """Watch nothing."""
    return True


@dataclass(slots=True)
class Pace:
    """Counts the steps of one part for a watch."""

    watch: Watch
    part: int = 1
    parts: int = 1
    steps: int = 0

    def step(self, stage: Stage) -> None:
        """Count one step. Raises Stopped."""
        self.steps += 1
        if not self.watch(Progress(self.part, self.parts, stage, self.steps)):
            raise Stopped
