"""Which perturbation the doubt comes from: first-order and total Sobol indices.

First-order indices by Saltelli et al., “Variance based sensitivity analysis of model output”,
Computer Physics Communications 181 (2010), table 2 (b); total indices by Jansen, “Analysis of
variance designs for model output”, Computer Physics Communications 117 (1999), table 2 (f) there.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers
from mashangban.core.grading.doubt.draws.checking import (
    refuse_what_changes_nothing,
    refuse_without_result,
    unperturbed,
)
from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.draws.experiment import Batch, Experiment
from mashangban.core.grading.doubt.draws.outcome import Scale, ranks_of
from mashangban.core.grading.doubt.randomness import Stream, uniforms

RESAMPLES = 1000
Estimator = Callable[[Floats, Floats, Floats], Floats]


@dataclass(frozen=True)
class Index:
    """A share of the variance, with the bounds of its bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Sensitivity:
    """How much of the doubt each perturbation accounts for.

    `first`: what knowing this one alone would take away; `total`: what would be left if only this
    one were not known. Both are of the mean absolute shift of ranks against the unperturbed
    ranking. They differ by what perturbations do only together. `runs` is how often everything
    was worked out.
    """

    names: tuple[str, ...]
    first: tuple[Index, ...]
    total: tuple[Index, ...]
    runs: int


def first_order(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Return the first-order index from outputs f(A), f(B) and f(A with B's factor), draws last."""
    return np.asarray(np.mean(b * (mixed - a), axis=-1) / _variance(a, b))


def total_order(a: Floats, b: Floats, mixed: Floats) -> Floats:
    """Return the total index from outputs f(A), f(B) and f(A with B's factor), draws last."""
    return np.asarray(np.mean((a - mixed) ** 2, axis=-1) / (2 * _variance(a, b)))


def _variance(a: Floats, b: Floats) -> Floats:
    return np.asarray(np.var(np.concatenate([a, b], axis=-1), axis=-1))


def sensitivity(
    experiment: Experiment, draws: int, *, scale: Scale, level: float = 0.95, threads: int = 1
) -> Sensitivity:
    """Work out (perturbations + 2) × `draws` results and share out the variance of rank shifts.

    The bounds come from resampling the draws. Raises NothingChanges as `run` does, and CannotDraw
    for fewer than two draws or perturbations, or if no rank ever moves.
    """
    if draws < 2 or len(experiment.vary) < 2:
        raise CannotDraw("Sharing out the doubt takes two perturbations and two draws or more.")
    refuse_what_changes_nothing(experiment)
    names = tuple(perturbation.name for perturbation in experiment.vary)
    sides = [frozenset[str](), frozenset(names), *(frozenset({name}) for name in names)]
    a, b, *mixed = (_shifts(experiment, draws, scale, side, threads) for side in sides)
    if _variance(a, b) == 0:
        raise CannotDraw("No draw moves a rank more than another: there is nothing to share out.")
    # Outputs are centred: the indices stay the same, the first-order estimate varies less.
    centre = np.mean(np.concatenate([a, b]))
    a, b, mixed = a - centre, b - centre, [column - centre for column in mixed]
    again = _resampled(experiment.seed, draws)
    return Sensitivity(
        names=names,
        first=tuple(_index(first_order, a, b, column, again, level) for column in mixed),
        total=tuple(_index(total_order, a, b, column, again, level) for column in mixed),
        runs=draws * len(sides),
    )


def _shifts(
    experiment: Experiment, draws: int, scale: Scale, side: frozenset[str], threads: int
) -> Floats:
    """Return the mean absolute shift of ranks in each draw; `side`: who takes the other numbers."""
    nominal = unperturbed(experiment)
    ranks = ranks_of(nominal, scale)
    scored = ~np.isnan(nominal)

    def work(batch: Batch) -> Floats:
        scores = experiment.scores(batch, side)
        refuse_without_result(scores, nominal)
        moved = [np.abs(ranks_of(row, scale) - ranks)[scored].mean() for row in scores]
        return np.array(moved)

    out = np.empty(draws)
    batches = list(experiment.batches(np.arange(draws, dtype=np.uint64), side))
    with ThreadPoolExecutor(threads) as pool:
        for batch, shifts in zip(batches, pool.map(work, batches), strict=True):
            out[batch.draws.astype(np.int64)] = shifts
    return out


def _resampled(seed: int, draws: int) -> Integers:
    """Return which draws each resample takes, with replacement: resamples × draws."""
    rows = np.arange(RESAMPLES, dtype=np.uint64)
    numbers = uniforms(seed, Stream.RESAMPLING, rows, np.arange(draws, dtype=np.uint64))
    return (numbers * draws).astype(np.int64)


def _index(
    estimate: Estimator,
    a: Floats,
    b: Floats,
    mixed: Floats,
    again: Integers,
    level: float,
) -> Index:
    value = float(estimate(a, b, mixed))
    # A resample in which nothing varies says nothing.
    useful = again[_variance(a[again], b[again]) > 0]
    spread = estimate(a[useful], b[useful], mixed[useful])
    low, high = np.quantile(spread, [(1 - level) / 2, (1 + level) / 2])
    return Index(value, float(low), float(high))
