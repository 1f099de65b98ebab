"""From published scores to grades: numbers of grades, 0 the best; -1 for 暂不评定."""

import numpy as np
from numpy.typing import NDArray

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Floats
from mashangban.core.grading.rulebook.outcome import Bands, Cuts, Shares
from mashangban.core.grading.table import Table

Grades = NDArray[np.int64]
NOT_RATED = -1
FITS = 1e-9  # of the whole: what sums of floats lose must not decide


def cut(scores: Floats, rule: Cuts, grades: int, table: Table) -> Grades:
    """Return the grade of each score (NaN: -1), of `grades` grades. Raises DataError."""
    result = np.full(len(scores), NOT_RATED, dtype=np.int64)
    if isinstance(rule, Bands):
        there = ~np.isnan(scores)
        limits = np.array(rule.at_least)
        result[there] = (scores[there][:, None] < limits).sum(axis=1)
        return result
    for rows in table.peers(rule.within):
        own = rows[~np.isnan(scores[rows])]
        if not len(own):
            continue
        result[own] = (
            _by_shares(scores[own], rule.shares)
            if isinstance(rule, Shares)
            else k_means(scores[own], grades)
        )
    return result


def _by_shares(scores: Floats, shares: tuple[float, ...]) -> Grades:
    """Return the grade by the part of units that is as good or better."""
    values, place, counts = np.unique(-scores, return_inverse=True, return_counts=True)
    upto = np.cumsum(counts) / len(scores)
    limits = np.cumsum(shares) + FITS
    by_value = (upto[:, None] > limits).sum(axis=1)
    return np.asarray(by_value.reshape(len(values))[place], dtype=np.int64)


def k_means(scores: Floats, k: int) -> Grades:
    """Return the cluster of each score, 0 that of the highest: the best of all partitions.

    In one dimension clusters are intervals, so the least sum of squares can be found exactly
    (dynamic programming, the best split found by halves): no start, no chance, no local optimum.
    Raises DataError for fewer different scores than clusters.
    """
    values, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    if len(values) < k:
        raise DataError(
            f"{k} clusters are asked for, but there are only {len(values)} different scores."
        )
    n = np.concatenate([[0], np.cumsum(counts)])
    centred = values - scores.mean()
    s1 = np.concatenate([[0.0], np.cumsum(counts * centred)])
    s2 = np.concatenate([[0.0], np.cumsum(counts * centred**2)])

    def within(start: NDArray[np.intp] | int, end: int) -> Floats:
        """Return the sum of squares of the values `start` up to before `end`."""
        total = s1[end] - s1[start]
        return np.asarray(s2[end] - s2[start] - total**2 / (n[end] - n[start]))

    size = len(values)
    cost = np.array([np.inf] + [float(within(0, end)) for end in range(1, size + 1)])
    splits = []
    for clusters in range(2, k + 1):
        best, split = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.int64)
        # (ends to be settled, range in which their split lies): it never moves back.
        todo = [(clusters, size, clusters - 1, size - 1)]
        while todo:
            first, last, low, high = todo.pop()
            if first > last:
                continue
            end = (first + last) // 2
            starts = np.arange(low, min(high, end - 1) + 1)
            sums = cost[starts] + within(starts, end)
            chosen = int(np.argmin(sums))
            best[end], split[end] = sums[chosen], starts[chosen]
            todo.append((first, end - 1, low, int(starts[chosen])))
            todo.append((end + 1, last, int(starts[chosen]), high))
        cost = best
        splits.append(split)
    by_value, end = np.zeros(size, dtype=np.int64), size
    for number, split in enumerate(reversed(splits)):
        start = int(split[end])
        by_value[start:end] = number
        end = start
    by_value[:end] = k - 1
    return np.asarray(by_value[place])
