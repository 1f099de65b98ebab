"""Confidence sets for ranks of figures that carry sampling errors.

M. Mogstad, J. P. Romano, A. M. Shaikh & D. Wilhelm, “Inference for Ranks with Applications to
Mobility across Neighbourhoods and Academic Achievement across Countries”, Review of Economic
Studies 91 (2024). A unit is known to be better than another if a test says so that keeps, over all
pairs asked about, the chance of a single wrong statement at 1 - level; how many are known to be
better and worse bounds the rank. Critical values come from the errors drawn anew, and stepwise from
the pairs that are still open (Romano & Wolf, JASA 100, 2005).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers, Truths
from mashangban.core.grading.doubt.compiled import compiled
from mashangban.core.grading.doubt.randomness import Stream, normals, unit_keys

DRAWS = 1000
MOST_UNITS = 4000  # a table of all pairs is kept
_PIECE = 250  # draws of a piece of work


class CannotRank(ValueError):
    """The figures or errors are not numbers, or too many for a table of all pairs."""


@dataclass(frozen=True)
class RankSets:
    """The rank of each unit (1 is the highest figure), and the `best` and `worst` it may have.

    `simultaneous`: with the probability `level` all sets hold together; otherwise each by itself.
    """

    rank: Integers
    best: Integers
    worst: Integers
    level: float
    simultaneous: bool


def simultaneous_rank_sets(
    units: list[str],
    figures: Floats,
    errors: Floats,
    *,
    level: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
    threads: int = 1,
) -> RankSets:
    """Return sets that hold for all units together with the probability `level`.

    `errors`: standard errors of independent, about normal estimates; 0 for what is known exactly.
    Raises CannotRank.
    """
    x, se = _numbers(units, figures, errors, level)
    shocks = _shocks(units, se, seed, draws)
    inverse, gaps = _pairs(x, se)
    open_pairs = inverse > 0
    # What is known exactly needs no test.
    known = (inverse == 0) & (x[:, None] > x[None, :])
    pieces = [shocks[:, first : first + _PIECE].copy() for first in range(0, draws, _PIECE)]
    with ThreadPoolExecutor(threads) as pool:
        while True:

            def work(piece: Floats, weights: Floats = inverse * open_pairs) -> Floats:
                most = np.zeros(piece.shape[1])
                _greatest(piece, weights, most)
                return most

            critical = _quantile(np.concatenate(list(pool.map(work, pieces))), level)
            rejected = open_pairs & (gaps > critical)
            if not rejected.any():
                break
            known |= rejected
            open_pairs &= ~rejected
    return _sets(x, known.sum(axis=0), known.sum(axis=1), level, simultaneous=True)


def marginal_rank_sets(
    units: list[str],
    figures: Floats,
    errors: Floats,
    *,
    level: float = 0.95,
    seed: int = 0,
    draws: int = DRAWS,
    threads: int = 1,
) -> RankSets:
    """Return sets of which each by itself holds with the probability `level`.

    They are for one unit chosen beforehand; to compare units, use the simultaneous ones. Arguments
    and errors as there.
    """
    x, se = _numbers(units, figures, errors, level)
    shocks = _shocks(units, se, seed, draws)

    def work(unit: int) -> tuple[int, int]:
        inverse = _inverse(se[unit], se)
        inverse[unit] = 0.0
        gaps = (x[unit] - x) * inverse
        better = (inverse == 0) & (x > x[unit])
        worse = (inverse == 0) & (x < x[unit])
        # Two statements on each pair: this one is better, the other one is.
        up, down = inverse > 0, inverse > 0
        while True:
            most = np.zeros(draws)
            _greatest_of_one(shocks, unit, inverse * up, inverse * down, most)
            critical = _quantile(most, level)
            wins, losses = up & (gaps > critical), down & (-gaps > critical)
            if not (wins | losses).any():
                return int(better.sum()), int(worse.sum())
            worse, better = worse | wins, better | losses
            up, down = up & ~wins, down & ~losses

    with ThreadPoolExecutor(threads) as pool:
        counts = np.array(list(pool.map(work, range(len(x)))), dtype=np.int64)
    return _sets(x, counts[:, 0], counts[:, 1], level, simultaneous=False)


def tau_best(sets: RankSets, tau: int) -> Truths:
    """Return the units that may be among the `tau` best.

    With the probability `level` all that truly are are among them. Raises CannotRank for marginal
    sets, which promise nothing of the kind.
    """
    if not sets.simultaneous:
        raise CannotRank("The tau-best set needs simultaneous rank sets.")
    if not 1 <= tau <= len(sets.rank):
        raise CannotRank(f"The number of the best is from 1 to {len(sets.rank)}, not {tau}.")
    return np.asarray(sets.best <= tau)


@compiled
def _greatest(shocks: Floats, weights: Floats, most: Floats) -> None:
    """Raise `most` (draws) to the greatest studentised gap of a pair; weight 0: not asked about."""
    units, draws = shocks.shape
    for one in range(units):
        for other in range(one + 1, units):
            up, down = weights[one, other], weights[other, one]
            if up == 0.0 and down == 0.0:
                continue
            for d in range(draws):
                gap = shocks[one, d] - shocks[other, d]
                most[d] = max(most[d], max(gap * up, -gap * down))


@compiled
def _greatest_of_one(shocks: Floats, unit: int, up: Floats, down: Floats, most: Floats) -> None:
    """Raise `most` to the greatest studentised gap of a pair that `unit` is in."""
    for other in range(len(shocks)):
        if up[other] == 0.0 and down[other] == 0.0:
            continue
        for d in range(len(most)):
            gap = shocks[unit, d] - shocks[other, d]
            most[d] = max(most[d], max(gap * up[other], -gap * down[other]))


def _numbers(
    units: list[str], figures: Floats, errors: Floats, level: float
) -> tuple[Floats, Floats]:
    x, se = np.asarray(figures, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    if not len(units) or x.shape != (len(units),) or se.shape != x.shape or not 0 < level < 1:
        raise CannotRank("Each unit has a figure and an error, and the level is between 0 and 1.")
    if not np.isfinite(x + se).all() or (se < 0).any():
        raise CannotRank("Figures are numbers, and errors 0 or more. Leave out units without.")
    if len(x) > MOST_UNITS:
        raise CannotRank(
            f"Rank sets are for {MOST_UNITS} units at most, not {len(x)}: take the areas of one"
            " subdistrict, or the companies."
        )
    return x, se


def _shocks(units: list[str], se: Floats, seed: int, draws: int) -> Floats:
    """Return errors drawn anew, units × draws."""
    numbers = np.arange(draws, dtype=np.uint64)
    shocks = normals(seed, Stream.RANK_SETS, unit_keys(units), numbers)
    return np.asarray(shocks * se[:, None])


def _inverse(se: Floats | float, others: Floats) -> Floats:
    """Return 1 / the standard error of differences; 0 where both are known exactly."""
    both = np.sqrt(np.square(se) + np.square(others))
    return np.asarray(np.divide(1.0, both, out=np.zeros_like(both), where=both > 0))


def _pairs(x: Floats, se: Floats) -> tuple[Floats, Floats]:
    """Return for each ordered pair 1 / its standard error, and by how much the first is ahead."""
    inverse = _inverse(se[:, None], se[None, :])
    np.fill_diagonal(inverse, 0.0)
    return inverse, (x[:, None] - x[None, :]) * inverse


def _quantile(values: Floats, level: float) -> float:
    """Return the smallest value with at least a share of `level` at or below it."""
    place = int(np.ceil(level * len(values) - 1e-9)) - 1
    return float(np.sort(values)[place])


def _sets(
    x: Floats, better: Integers, worse: Integers, level: float, *, simultaneous: bool
) -> RankSets:
    rank = 1 + (x[None, :] > x[:, None]).sum(axis=1)
    return RankSets(rank, 1 + better, len(x) - worse, level, simultaneous)
