"""The compiled loops of the draws: aggregate a tree, rank, and count grades.

Units are rows. In buffers of numbers draws are columns, so that each step is one run over memory;
keys are kept draw by draw, because ranking reads one draw at a time. Sums are taken in the
order of the tree.
"""

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers, Keys, Ranks, Truths
from mashangban.core.grading.doubt.compiled import compiled
from mashangban.core.grading.doubt.randomness import fill_uniform, to_normal

ARITHMETIC, GEOMETRIC, HARMONIC, POWER, SUM, PRODUCT, MINIMUM, MAXIMUM = range(8)

MISSING = np.iinfo(np.int64).min  # the key of a unit without a score
TIE = 1e-9  # of the last digit: as near to a half counts as one, as in core.grading.rounding

_DIGIT_BITS = 11
_DIGITS = 1 << _DIGIT_BITS


@compiled
def rounded(value: float, decimals: int) -> float:
    """Return `value` rounded, halves away from 0; unchanged for decimals below 0."""
    if decimals < 0:
        return value
    factor = 10.0**decimals
    return float(np.copysign(np.floor(abs(value) * factor + 0.5 + TIE) / factor, value))


@compiled
def _term(kind: int, exponent: float, floor: float, refuses_zero: bool, value: float) -> float:
    """Return what a value adds to the sum of its kind of mean; NaN where there is none."""
    if value < floor:
        value = floor
    if value < 0.0 or (refuses_zero and value == 0.0):
        return float(np.nan)
    if kind == HARMONIC:
        return 1.0 / value
    if kind == POWER and value == 0.0 and exponent > 0.0:
        return float(-np.inf)  # so that a 0 makes the mean 0, whatever the exponent
    return float(np.power(value, exponent) if kind == POWER else np.log(value))


@compiled
def _add(
    kind: int,
    exponent: float,
    floor: float,
    refuses_zero: bool,
    weights: Floats,
    values: Floats,
    total: Floats,
) -> None:
    """Take a child's `values`, one per draw, into `total`."""
    if kind in (ARITHMETIC, SUM):
        for d in range(len(total)):
            total[d] += weights[d] * values[d]
    elif kind == MINIMUM:
        for d in range(len(total)):
            total[d] = min(total[d], values[d])
    elif kind == MAXIMUM:
        for d in range(len(total)):
            total[d] = max(total[d], values[d])
    else:
        for d in range(len(total)):
            total[d] += weights[d] * _term(kind, exponent, floor, refuses_zero, values[d])


@compiled
def _add_constant(
    kind: int,
    exponent: float,
    floor: float,
    refuses_zero: bool,
    weights: Floats,
    value: float,
    total: Floats,
) -> None:
    """Take a child's `value`, the same in all draws, into `total`."""
    if kind == MINIMUM:
        for d in range(len(total)):
            total[d] = min(total[d], value)
        return
    if kind == MAXIMUM:
        for d in range(len(total)):
            total[d] = max(total[d], value)
        return
    if kind != ARITHMETIC and kind != SUM:
        value = _term(kind, exponent, floor, refuses_zero, value)
    for d in range(len(total)):
        total[d] += weights[d] * value


@compiled
def _add_leaf(
    kind: int,
    exponent: float,
    floor: float,
    refuses_zero: bool,
    weights: Floats,
    leaf: Floats,
    total: Floats,
) -> None:
    """Take the scores of a leaf into `total`: one per draw, or one for all."""
    if len(leaf) == len(total):
        _add(kind, exponent, floor, refuses_zero, weights, leaf, total)
    else:
        _add_constant(kind, exponent, floor, refuses_zero, weights, leaf[0], total)


@compiled
def _finish(kind: int, exponent: float, decimals: int, total: Floats, counted: Floats) -> None:
    """Turn the sums into means; `counted` is the weight of the children that are there."""
    for d in range(len(total)):
        if kind == ARITHMETIC:
            total[d] /= counted[d]
        elif kind == GEOMETRIC:
            total[d] = np.exp(total[d] / counted[d])
        elif kind == PRODUCT:
            total[d] = np.exp(total[d])
        elif kind == HARMONIC:
            total[d] = 1.0 / (total[d] / counted[d])
        elif kind == POWER:
            mean = max(total[d] / counted[d], 0.0)
            total[d] = np.power(mean, 1.0 / exponent)
        if decimals >= 0:
            total[d] = rounded(total[d], decimals)


@compiled
def _aggregate(
    leaves: Floats,
    start: Integers,
    child: Integers,
    base: Floats,
    rules: Floats,
    counting: Integers,
    weights: Floats,
    values: Floats,
    present: Truths,
    counted: Floats,
) -> None:
    """Work out every node of one unit into `values` (nodes × draws), children before parents.

    `leaves`: draws × leaves, or one row for all draws; NaN in the first row is not there, and the
    others carry its weight. `rules`: rows of `Rule`.
    `counting`: 0 where the unit is not rated, and the rule's fixed value holds, if it has one; 1
    where all children count, 1 + k where only the k-th. `present` tells which nodes have a value.
    """
    for node in range(len(rules)):
        kind, exponent = int(rules[node, 0]), rules[node, 1]
        floor, refuses_zero = rules[node, 2], rules[node, 3] > 0.0
        total = values[node]
        if counting[node] == 0:
            present[node] = not np.isnan(rules[node, 5])
            total[:] = rules[node, 5]
            continue
        total[:] = _nothing(kind)
        whole = 0.0
        if counting[node] == 1:
            whole = _whole(leaves, start[node], start[node + 1], child, base, present)
        counted[:] = whole
        present[node] = False
        for edge in range(start[node], start[node + 1]):
            if _left_out(kind, base[edge], counting[node], edge - start[node]):
                continue
            here = child[edge] - leaves.shape[1]
            if here < 0 and not np.isnan(leaves[0, child[edge]]):
                leaf = leaves[:, child[edge]]
                _add_leaf(kind, exponent, floor, refuses_zero, weights[edge], leaf, total)
            elif here >= 0 and present[here]:
                _add(kind, exponent, floor, refuses_zero, weights[edge], values[here], total)
            else:
                continue
            present[node] = True
            if whole == 0.0:
                counted += weights[edge]
        if present[node]:
            _finish(kind, exponent, int(rules[node, 4]), total, counted)


@compiled
def _left_out(kind: int, weight: float, counting: int, place: int) -> bool:
    """Tell whether the child at `place` does not count for the unit."""
    if counting > 1:
        return place != counting - 2
    return weight == 0.0 and kind not in (MINIMUM, MAXIMUM)


@compiled
def _whole(
    leaves: Floats, first: int, end: int, child: Integers, base: Floats, present: Truths
) -> float:
    """Return the weight of all children, 0 if one that weighs is not there."""
    whole = 0.0
    for edge in range(first, end):
        here = child[edge] - leaves.shape[1]
        there = present[here] if here >= 0 else not np.isnan(leaves[0, child[edge]])
        if not there and base[edge] > 0.0:
            return 0.0
        whole += base[edge]
    return whole


@compiled
def _nothing(kind: int) -> float:
    """Return what a sum, the least or the greatest begins with."""
    if kind == MINIMUM:
        return float(np.inf)
    return float(-np.inf) if kind == MAXIMUM else 0.0


@compiled
def scores_of(
    leaves: Floats,
    start: Integers,
    child: Integers,
    base: Floats,
    rules: Floats,
    counting: Integers,
    weights: Floats,
    out: Floats,
) -> None:
    """Write the score of each unit into `out`, draws × units; NaN for none.

    `leaves`: draws × units × leaves, or 1 × units × leaves for all draws. `start` and `child`
    (leaves count first, then nodes) and `base` are the tree, `weights` those of its edges × draws.
    """
    values = np.empty((len(rules), weights.shape[1]))
    present = np.zeros(len(rules), dtype=np.bool_)
    counted = np.empty(weights.shape[1])
    for unit in range(leaves.shape[1]):
        _aggregate(
            leaves[:, unit],
            start,
            child,
            base,
            rules,
            counting[unit],
            weights,
            values,
            present,
            counted,
        )
        for d in range(weights.shape[1]):
            out[d, unit] = values[-1, d] if present[-1] else np.nan


@compiled
def add_noise(
    deviations: Floats,
    units: Keys,
    draws: Keys,
    seed: np.uint64,
    stream: np.uint64,
    scores: Floats,
) -> None:
    """Add normal noise with the `deviations` of the units to `scores`, draws × units."""
    shaken = np.empty(len(draws))
    nothing = np.uint64(0)
    for unit in range(len(units)):
        if deviations[unit] > 0.0:
            fill_uniform(seed, stream, units[unit], nothing, draws, shaken)
            for d in range(len(draws)):
                scores[d, unit] += deviations[unit] * to_normal(shaken[d])


@compiled
def keys_of(scores: Floats, decimals: int, low: float, high: float, out: Integers) -> None:
    """Clip `scores` and round them to whole numbers of the last decimal: what ranks compare."""
    factor = 10.0**decimals
    for unit in range(len(scores)):
        score = min(max(scores[unit], low), high)
        if np.isnan(scores[unit]):
            out[unit] = MISSING
        else:
            size = np.int64(np.floor(abs(score) * factor + 0.5 + TIE))
            out[unit] = size if score >= 0.0 else -size


@compiled
def rank_keys(keys: Integers, lowest_first: bool, ranks: Ranks) -> None:
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
    # Sorted by distance from the best.
    best, sign = (lowest, 1) if lowest_first else (highest, -1)
    ends = np.empty(_DIGITS, np.int32)
    shift = 0
    while units > 0 and (highest - lowest) >> shift:
        ends[:] = 0
        for at in range(units):
            ends[(sign * (keys[order[at]] - best) >> shift) & (_DIGITS - 1)] += 1
        total = 0
        for digit in range(_DIGITS):
            count = ends[digit]
            ends[digit] = total
            total += count
        for at in range(units):
            unit = order[at]
            digit = (sign * (keys[unit] - best) >> shift) & (_DIGITS - 1)
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
    """Write the weights of each edge (rows) in each of `draws` into `out`.

    An edge with spread s gets its `base` weight times a factor even between 1 - s and 1 + s; then
    the weights of a node are made to add up to what they did.
    """
    nothing = np.uint64(0)
    total = np.empty(len(draws))
    for node in range(len(start) - 1):
        first, end = start[node], start[node + 1]
        total[:] = 0.0
        whole, moved = 0.0, False
        for edge in range(first, end):
            out[edge] = base[edge]
            if spreads[edge] > 0.0:
                moved = True
                fill_uniform(seed, streams[edge], keys[edge], nothing, draws, out[edge])
                for d in range(len(draws)):
                    out[edge, d] = base[edge] * (1.0 + spreads[edge] * (2.0 * out[edge, d] - 1.0))
            whole += base[edge]
            total += out[edge]
        if moved:
            for edge in range(first, end):
                for d in range(len(draws)):
                    out[edge, d] *= whole / total[d]


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
