"""Draws in, ranks and grades in doubt out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers, Ranks
from mashangban.core.grading.doubt.draws import kernels
from mashangban.core.grading.doubt.draws.checking import (
    refuse_what_changes_nothing,
    refuse_without_result,
    unperturbed,
)
from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.draws.experiment import Batch, Experiment

MOST_BYTES = 600_000_000  # of all ranks of all draws, so that the whole stays below 1 GB
ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Scale:
    """How scores become ranks and grades: clipped, rounded (halves away from 0), compared.

    `cuts` are the lowest scores of each grade but the last, from the best grade down. With
    `lowest_first` the lowest score has rank 1; grades go by score all the same.
    """

    decimals: int
    low: float = -np.inf
    high: float = np.inf
    cuts: Sequence[float] = ()
    lowest_first: bool = False

    def keys(self, scores: Floats) -> Integers:
        """Return the scores in units of the last decimal: what grades compare."""
        keys = np.empty(scores.shape, dtype=np.int64)
        kernels.keys_of(scores, self.decimals, self.low, self.high, keys)
        return keys


@dataclass(frozen=True)
class Outcome:
    """What became of each unit over the draws; arrays in the order of the model's units.

    `score` and `rank` are those without perturbation. `best`, `middle` and `worst`: of `level` of
    the draws the rank is not better than `best` and not worse than `worst`. `mean` and `deviation`
    are of the score. `grades`: the share of draws in each grade, best first. A unit without a score
    has rank 0 and NaN.
    """

    units: Sequence[str]
    draws: int
    level: float
    score: Floats
    rank: Integers
    best: Integers
    middle: Integers
    worst: Integers
    mean: Floats
    deviation: Floats
    grades: Floats


@dataclass(frozen=True)
class _Part:
    """What one batch adds: per unit the sums of deviations from `score`, and counts of grades."""

    sums: Floats
    squares: Floats
    grades: Integers


def run(
    experiment: Experiment, draws: int, *, scale: Scale, level: float = 0.95, threads: int = 1
) -> Outcome:
    """Draw `draws` times and say what became of ranks and grades.

    The result is the same bytes whatever the number of threads. Raises NothingChanges if one of the
    perturbations changes no score, and CannotDraw if a draw has no result or the ranks would not
    fit into memory.
    """
    if draws < 1 or not 0 < level < 1:
        raise CannotDraw("At least one draw is needed, and a level between 0 and 1, as in 0.95.")
    refuse_what_changes_nothing(experiment)
    units = len(experiment.model.units)
    kind = np.dtype(np.uint16 if units < 1 << 16 else np.uint32)
    if units * draws * kind.itemsize > MOST_BYTES:
        raise CannotDraw(
            f"The ranks of {units} units in {draws} draws do not fit into memory. Ask for"
            f" {MOST_BYTES // (units * kind.itemsize)} draws or fewer."
        )
    score = unperturbed(experiment)
    ranks = np.empty((units, draws), dtype=kind)
    batches = list(experiment.batches(np.arange(draws, dtype=np.uint64)))
    begins = np.cumsum([0, *(len(batch.draws) for batch in batches)])

    def work(batch: Batch, begin: int) -> _Part:
        scores = experiment.scores(batch)
        here = ranks[:, begin : begin + len(batch.draws)]
        return _judge(scores, score, scale, here)

    sums, squares = np.zeros(units), np.zeros(units)
    grades = np.zeros((units, len(scale.cuts) + 1), dtype=np.int64)
    with ThreadPoolExecutor(threads) as pool:
        for part in pool.map(work, batches, begins):
            sums += part.sums
            squares += part.squares
            grades += part.grades
        places = _places(draws, level)
        rows = range(0, units, ROWS_AT_ONCE)
        pieces = [ranks[row : row + ROWS_AT_ONCE] for row in rows]
        chosen = list(
            pool.map(lambda piece: np.sort(piece, axis=1, kind="stable")[:, places], pieces)
        )
    best, middle, worst = np.concatenate(chosen).astype(np.int64).T
    mean = sums / draws
    return Outcome(
        units=experiment.model.units,
        draws=draws,
        level=level,
        score=score,
        rank=ranks_of(score, scale),
        best=best,
        middle=middle,
        worst=worst,
        mean=score + mean,
        deviation=np.sqrt(np.maximum(squares / draws - mean**2, 0.0)),
        grades=np.where(np.isnan(score)[:, None], np.nan, grades / draws),
    )


def draw(experiment: Experiment, number: int) -> Floats:
    """Return the scores of one draw, by its number alone; those that `run` had."""
    (batch,) = experiment.batches(np.array([number], dtype=np.uint64))
    return np.asarray(experiment.scores(batch)[0])


def ranks_of(scores: Floats, scale: Scale) -> Integers:
    """Round, then rank: 1 for the best, equals share the better rank, 0 without a score."""
    ranks = np.empty(len(scores), dtype=np.int64)
    kernels.rank_keys(scale.keys(scores), scale.lowest_first, ranks)
    return ranks


def _judge(scores: Floats, nominal: Floats, scale: Scale, ranks: Ranks) -> _Part:
    """Rank and grade a batch of scores (draws × units); write the ranks, units × draws."""
    refuse_without_result(scores, nominal)
    made = np.empty(scores.shape, dtype=ranks.dtype)
    grades = np.zeros((scores.shape[1], len(scale.cuts) + 1), dtype=np.int64)
    cuts = scale.keys(np.array(scale.cuts, dtype=np.float64))
    for at, row in enumerate(scores):
        keys = scale.keys(row)
        kernels.rank_keys(keys, scale.lowest_first, made[at])
        kernels.count_grades(keys, cuts, grades)
    ranks[:] = made.T
    moved = np.clip(scores, scale.low, scale.high) - nominal
    return _Part(moved.sum(axis=0), (moved**2).sum(axis=0), grades)


def _places(draws: int, level: float) -> list[int]:
    """Return which of the sorted draws are the lower end, the median and the upper end.

    The ends are the observed ranks with at most (1 - level) / 2 of the draws outside on each side.
    """
    outside = int((1 - level) / 2 * draws + 1e-9)
    return [outside, (draws - 1) // 2, draws - 1 - outside]
