"""The compiled loops of the draws: aggregate a tree, rank, and count grades.

Units are rows. In buffers of numbers draws are columns, so that each step is one run over memory;
keys are kept draw by draw, because ranking reads one draw at a time. Sums are taken in the
order of the tree.
"""

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers, Keys, Ranks, Truths
from mashangban.core.grading.doubt.compiled import compiled
from mashangban.core.grading.doubt.randomness import fill_uniform, to_normal

ARITHMETIC, GEOMETRIC, HARMONIC, MINIMUM = range(4)

MISSING = np.iinfo(np.int64).min  # the key of a unit without a score

_DIGIT_BITS = 11
_DIGITS = 1 << _DIGIT_BITS


@compiled
def _add(kind: int, weights: Floats, values: Floats, total: Floats) -> None:
    """Take a child's `values`, one per draw, into `total`."""
    if kind == ARITHMETIC:
        for d in range(len(total)):
            total[d] += weights[d] * values[d]
    elif kind == GEOMETRIC:
        for d in range(len(total)):
            total[d] += weights[d] * np.log(values[d])
    elif kind == HARMONIC:
        for d in range(len(total)):
            total[d] += weights[d] / values[d]
    else:
        for d in range(len(total)):
            total[d] = min(total[d], values[d])


@compiled
def _add_constant(kind: int, weights: Floats, value: float, total: Floats) -> None:
    """Take a child's `value`, the same in all draws, into `total`."""
    if kind == MINIMUM:
        for d in range(len(total)):
            total[d] = min(total[d], value)
        return
    if kind == GEOMETRIC:
        value = np.log(value)
    elif kind == HARMONIC:
        value = 1.0 / value
    for d in range(len(total)):
        total[d] += weights[d] * value


@compiled
def _finish(kind: int, total: Floats, counted: Floats, complete: bool) -> None:
    """Turn the sums into means; `counted` is the weight of the children that are there."""
    if kind == MINIMUM:
        return
    if not complete:
        for d in range(len(total)):
            total[d] /= counted[d]
    if kind == GEOMETRIC:
        for d in range(len(total)):
            total[d] = np.exp(total[d])
    elif kind == HARMONIC:
        for d in range(len(total)):
            total[d] = 1.0 / total[d]


@compiled
def aggregate_row(
    leaves: Floats,
    start: Integers,
    child: Integers,
    kinds: Integers,
    weights: Floats,
    values: Floats,
    present: Truths,
) -> None:
    """Work out every node of one unit into `values` (nodes × draws), children before parents.

    `leaves` (NaN: not there), `start` and `child` (rows of children, leaves first, then nodes),
    `weights` (edges × draws, adding up to 1 in each node). `present` tells which nodes have a
    value: those of which one child has. Where children are missing the others carry their weight.
    """
    counted = np.empty(values.shape[1])
    for node in range(len(kinds)):
        kind, total = kinds[node], values[node]
        total[:] = np.inf if kind == MINIMUM else 0.0
        found, complete = False, True
        for edge in range(start[node], start[node + 1]):
            here = child[edge] - len(leaves)
            there = present[here] if here >= 0 else not np.isnan(leaves[child[edge]])
            found, complete = found or there, complete and there
        present[node] = found
        if not found:
            continue
        counted[:] = 0.0
        for edge in range(start[node], start[node + 1]):
            here = child[edge] - len(leaves)
            if here >= 0:
                if not present[here]:
                    continue
                _add(kind, weights[edge], values[here], total)
            else:
                leaf = leaves[child[edge]]
                if np.isnan(leaf):
                    continue
                _add_constant(kind, weights[edge], leaf, total)
            if not complete:
                counted += weights[edge]
        _finish(kind, total, counted, complete)


@compiled
def scores_of(
    leaves: Floats,
    start: Integers,
    child: Integers,
    kinds: Integers,
    weights: Floats,
    draws: Keys,
    noise: Floats,
    keys: Keys,
    seed: np.uint64,
    stream: np.uint64,
    out: Floats,
) -> None:
    """Write the score of each unit (rows of `leaves`) in each of `draws` into `out`, draws × units.

    `noise`: standard deviation per unit of what is added to the score, 0 for none. NaN: no score.
    """
    values = np.empty((len(kinds), len(draws)))
    present = np.zeros(len(kinds), dtype=np.bool_)
    shaken = np.empty(len(draws))
    nothing = np.uint64(0)
    for unit in range(len(leaves)):
        aggregate_row(leaves[unit], start, child, kinds, weights, values, present)
        if not present[-1]:
            out[:, unit] = np.nan
            continue
        score = values[-1]
        if noise[unit] > 0.0:
            fill_uniform(seed, stream, keys[unit], nothing, draws, shaken)
            for d in range(len(draws)):
                score[d] += noise[unit] * to_normal(shaken[d])
        for d in range(len(draws)):
            out[d, unit] = score[d]


@compiled
def keys_of(scores: Floats, factor: float, low: float, high: float, out: Integers) -> None:
    """Clip `scores` and round them, half up, to whole numbers of 1/`factor`: what ranks compare."""
    for unit in range(len(scores)):
        score = scores[unit]
        if np.isnan(score):
            out[unit] = MISSING
        else:
            out[unit] = np.int64(np.floor(min(max(score, low), high) * factor + 0.5))


@compiled
def rank_keys(keys: Integers, ranks: Ranks) -> None:
    """Write competition ranks into `ranks`: 1 for the highest key, equals share the better one.

    Units without a score get rank 0. Sorted by digits from the lowest, so ties need no rule.
    """
    units, highest, lowest = 0, MISSING, np.iinfo(np.int64).max
    order, other = np.empty(len(keys), np.int32), np.empty(len(keys), np.int32)
    for unit in range(len(keys)):
        ranks[unit] = 0
        if keys[unit] != MISSING:
            order[units] = unit
            units += 1
            highest, lowest = max(highest, keys[unit]), min(lowest, keys[unit])
    if units == 0:
        return
    ends = np.empty(_DIGITS, np.int32)
    shift = 0
    while (highest - lowest) >> shift:
        ends[:] = 0
        for at in range(units):
            ends[((highest - keys[order[at]]) >> shift) & (_DIGITS - 1)] += 1
        total = 0
        for digit in range(_DIGITS):
            count = ends[digit]
            ends[digit] = total
            total += count
        for at in range(units):
            unit = order[at]
            digit = ((highest - keys[unit]) >> shift) & (_DIGITS - 1)
            other[ends[digit]] = unit
            ends[digit] += 1
        order, other = other, order
        shift += _DIGIT_BITS
    rank = 1
    for at in range(units):
        if at > 0 and keys[order[at]] != keys[order[at - 1]]:
            rank = at + 1
        ranks[order[at]] = rank


@compiled
def count_grades(keys: Integers, cuts: Integers, counts: Integers) -> None:
    """Add 1 per unit to the grade its key reaches: `cuts` descend, below the last is the last."""
    for unit in range(len(keys)):
        if keys[unit] == MISSING:
            continue
        grade = 0
        while grade < len(cuts) and keys[unit] < cuts[grade]:
            grade += 1
        counts[unit, grade] += 1


@compiled
def weights_of(
    base: Floats,
    start: Integers,
    keys: Keys,
    spreads: Floats,
    draws: Keys,
    seed: np.uint64,
    streams: Keys,
    out: Floats,
) -> None:
    """Write the weights of each edge (rows) in each of `draws` into `out`, adding up to 1 in nodes.

    An edge with spread s gets its `base` weight times a factor even between 1 - s and 1 + s.
    """
    nothing = np.uint64(0)
    for node in range(len(start) - 1):
        first, end = start[node], start[node + 1]
        total = np.zeros(len(draws))
        for edge in range(first, end):
            out[edge] = base[edge]
            if spreads[edge] > 0.0:
                fill_uniform(seed, streams[edge], keys[edge], nothing, draws, out[edge])
                for d in range(len(draws)):
                    out[edge, d] = base[edge] * (1.0 + spreads[edge] * (2.0 * out[edge, d] - 1.0))
            total += out[edge]
        for edge in range(first, end):
            for d in range(len(draws)):
                out[edge, d] /= total[d]


@compiled
def cell_noise(
    deviations: Floats,
    units: Keys,
    leaves: Keys,
    draws: Keys,
    seed: np.uint64,
    stream: np.uint64,
    out: Floats,
) -> None:
    """Write normal noise for each cell (`deviations`, units × leaves) into `out`, draws first."""
    shaken = np.empty(len(draws))
    for unit in range(len(units)):
        for leaf in range(len(leaves)):
            deviation = deviations[unit, leaf]
            if deviation > 0.0:
                fill_uniform(seed, stream, units[unit], leaves[leaf], draws, shaken)
                for d in range(len(draws)):
                    out[d, unit, leaf] = deviation * to_normal(shaken[d])
            else:
                out[:, unit, leaf] = 0.0
