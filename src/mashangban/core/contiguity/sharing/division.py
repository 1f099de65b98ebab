"""A saving divided in whole yuan."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from mashangban.core.contiguity.sharing.game import Game, members_of
from mashangban.core.contiguity.sharing.nucleolus import EmptyCore, nucleolus


@dataclass(frozen=True, slots=True)
class Division:
    """Whole yuan of the saving for each member; they add up to the saving of all.

    `short`: what the group that could object most would save more alone, 0 if none could. With a
    core that is not empty it can be a few yuan at most, where no whole yuan lie in the core.
    """

    parts: tuple[int, ...]
    short: int
    exact: tuple[Fraction, ...]
    empty_core: EmptyCore | None

    @property
    def stable(self) -> bool:
        """Say whether no member and no group does better alone."""
        return self.short == 0


def divide(game: Game) -> Division:
    """Return the nucleolus of `game` in whole yuan, in the core wherever that can be."""
    best = nucleolus(game)
    parts = _nearest(best.parts, game.whole)
    short = _short(game, parts)
    if short and best.empty_core is None:
        parts = _in_core(game, best.parts) or parts
        short = _short(game, parts)
    return Division(tuple(parts), short, best.parts, best.empty_core)


def _nearest(exact: Sequence[Fraction], whole: int) -> list[int]:
    """Round down, then give the yuan that are left to the largest remainders, the first first."""
    parts = [floor(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda member: parts[member] - exact[member])
    for member in by_remainder[: whole - sum(parts)]:
        parts[member] += 1
    return parts


def _short(game: Game, parts: Sequence[int]) -> int:
    lacking = (
        game.values[group] - sum(parts[member] for member in members_of(group))
        for group in range(1, len(game.values))
    )
    return max(0, *lacking)


def _in_core(game: Game, exact: Sequence[Fraction]) -> list[int] | None:
    """Return whole yuan in the core, near `exact`; None if there are none nearby.

    Counted from the rounded figures, so that the solver sees small numbers.
    """
    base = [floor(part) for part in exact]
    count = game.members
    groups = range(1, len(game.values))
    needed = [
        game.values[group] - sum(base[member] for member in members_of(group)) for group in groups
    ]
    held = np.array([[group >> member & 1 for member in range(count)] for group in groups])
    upper = np.full(len(needed), np.inf)
    upper[-1] = needed[-1]
    found = milp(
        np.zeros(count),
        constraints=LinearConstraint(csr_array(held), np.array(needed, np.float64), upper),
        bounds=(-count, count),
        integrality=np.ones(count),
    )
    if found.x is None:
        return None
    parts = [start + round(step) for start, step in zip(base, found.x.tolist(), strict=True)]
    return parts if sum(parts) == game.whole and not _short(game, parts) else None
