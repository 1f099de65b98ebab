"""The division of a saving that leaves the least to object to, exact.

The excess of a group is what it gets beyond what it would save alone. The nucleolus makes the
smallest excess as large as can be, then the next smallest, and so on (Schmeidler 1969; by linear
programs after Maschler, Peleg and Shapley 1979). If the smallest is 0 or more, no group does better
alone: the division lies in the core. If it is less the core is empty, and the prices of the first
linear program prove it: weights of groups that hold each member with weight 1 in all, and whose
weighted savings exceed the saving of all (Bondareva 1963, Shapley 1967).

Linear programs say which groups matter; all figures are then computed anew as fractions and checked
against every group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog

from mashangban.core.contiguity.arrays import Floats
from mashangban.core.contiguity.sharing.exact import Span, solved
from mashangban.core.contiguity.sharing.game import Game, members_of

TINY = 1e-7


@dataclass(frozen=True, slots=True)
class EmptyCore:
    """Weights of groups that prove that any division leaves one of them better off alone.

    Each member's groups weigh 1 together, and `weighted`, what the groups save times their
    weights, is more than `whole`.
    """

    weights: tuple[tuple[int, Fraction], ...]
    weighted: Fraction
    whole: int

    def holds(self, game: Game) -> bool:
        """Check the proof against `game`."""
        for member in range(game.members):
            if sum(weight for group, weight in self.weights if group >> member & 1) != 1:
                return False
        weighted = sum(weight * game.values[group] for group, weight in self.weights)
        positive = all(weight > 0 for _, weight in self.weights)
        return positive and weighted == self.weighted > game.whole == self.whole


@dataclass(frozen=True, slots=True)
class Nucleolus:
    """Yuan of the saving for each member, exact; the smallest excess; why the core is empty, if."""

    parts: tuple[Fraction, ...]
    least_excess: Fraction
    empty_core: EmptyCore | None


class NotExact(ArithmeticError):
    """The linear programs did not say precisely enough which groups matter."""


def nucleolus(game: Game) -> Nucleolus:
    """Return the nucleolus of `game`. Raises NotExact, which no known game does."""
    count = game.members
    if count == 1:
        return Nucleolus((Fraction(game.whole),), Fraction(0), None)
    everyone = (1 << count) - 1
    span = Span(count)
    span.add([1] * count)
    free = list(range(1, everyone))
    levels: list[list[int]] = []
    first_prices: dict[int, float] = {}
    while not span.full:
        prices = _tightest(game, free, levels)
        first_prices = first_prices or prices
        levels.append(list(prices))
        for group in prices:
            span.add(_bits(group, count))
        free = [group for group in free if not span.holds(_bits(group, count))]
    parts = _exactly(game, levels)
    excesses = [
        sum((parts[member] for member in members_of(group)), Fraction(0)) - game.values[group]
        for group in range(1, everyone)
    ]
    least = min(excesses)
    return Nucleolus(tuple(parts), least, _proof(game, first_prices) if least < 0 else None)


def _tightest(game: Game, free: Sequence[int], levels: Sequence[Sequence[int]]) -> dict[int, float]:
    """Make the smallest excess of the groups `free` as large as can be.

    Return the groups that hinder it to be larger, with their prices. The excesses of each level of
    `levels` were fixed before: its groups keep one excess, an unknown of its own.
    """
    count, unknowns = game.members, game.members + len(levels) + 1
    hold = np.zeros((len(free), unknowns))
    hold[:, :count] = -_incidence(free, count)
    hold[:, -1] = 1
    fixed = [(group, level) for level, groups in enumerate(levels) for group in groups]
    equal = np.zeros((len(fixed) + 1, unknowns))
    equal[:-1, :count] = _incidence([group for group, _ in fixed], count)
    for place, (_, level) in enumerate(fixed):
        equal[place, count + level] = -1
    equal[-1, :count] = 1
    goal = np.zeros(unknowns)
    goal[-1] = -1
    unit = float(max(1, *map(abs, game.values)))  # figures near 1 keep the tolerances meaningful
    values = np.array(game.values, np.float64) / unit
    found = linprog(
        goal,
        A_ub=hold,
        b_ub=-values[list(free)],
        A_eq=equal,
        b_eq=np.append(values[[group for group, _ in fixed]], values[-1]),
        bounds=[(None, None)] * unknowns,
        method="highs-ds",
    )
    if found.status:
        raise NotExact(f"The linear program of a division was not solved: {found.message}")
    prices = -found.ineqlin.marginals
    return {group: float(price) for group, price in zip(free, prices, strict=True) if price > TINY}


def _exactly(game: Game, levels: Sequence[Sequence[int]]) -> list[Fraction]:
    """Return the parts that give the groups of each level one excess."""
    count, unknowns = game.members, game.members + len(levels)
    rows: list[list[Fraction | int]] = [[*[1] * count, *[0] * len(levels), game.whole]]
    for level, groups in enumerate(levels):
        for group in groups:
            own: list[Fraction | int] = [0] * len(levels)
            own[level] = -1
            rows.append([*_bits(group, count), *own, game.values[group]])
    found = solved(rows, unknowns)
    if found is None:
        raise NotExact("The groups that matter do not fix a division.")
    parts, excess = found[:count], found[count:]
    if any(later < earlier for earlier, later in pairwise(excess)):
        raise NotExact("The excesses do not ascend.")
    return parts


def _proof(game: Game, prices: dict[int, float]) -> EmptyCore:
    """Return exact weights for the groups of `prices`."""
    groups = sorted(prices)
    rows = [[*(group >> member & 1 for group in groups), 1] for member in range(game.members)]
    weights = solved(rows, len(groups))
    if weights is None:
        raise NotExact("The weights that show the core empty are not unique.")
    weighted = sum(
        (weight * game.values[group] for group, weight in zip(groups, weights, strict=True)),
        Fraction(0),
    )
    proof = EmptyCore(tuple(zip(groups, weights, strict=True)), weighted, game.whole)
    if not proof.holds(game):
        raise NotExact("The weights do not show that the core is empty.")
    return proof


def _incidence(groups: Sequence[int], count: int) -> Floats:
    bits: Floats = np.array([_bits(group, count) for group in groups], np.float64)
    return bits.reshape(len(groups), count)


def _bits(group: int, count: int) -> list[int]:
    return [group >> member & 1 for member in range(count)]
