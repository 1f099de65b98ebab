"""Aggregations: the scores of the parts of one group become one column."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Flags, Floats
from mashangban.core.grading.rulebook.nodes import (
    Aggregate,
    Arithmetic,
    Choose,
    Copeland,
    Geometric,
    Greatest,
    Harmonic,
    Least,
    PowerMean,
    Product,
    Ratio,
    Sum,
    Topsis,
    Zeros,
)
from mashangban.core.grading.table import Table


@dataclass(frozen=True, slots=True)
class Parts:
    """scores: float64[n, k], NaN where a part is missing and its weight goes to the others.

    weights: float64[k]; senses: k, -1 for a part of which less is better; ids: k.
    """

    scores: Floats
    weights: Floats
    senses: Floats
    ids: tuple[str, ...]

    def of(self, rows: NDArray[np.intp]) -> "Parts":
        return Parts(self.scores[rows], self.weights, self.senses, self.ids)


def aggregate(rule: Aggregate, parts: Parts, table: Table, rows: NDArray[np.intp]) -> Floats:
    """Return float64[n], NaN where no part with weight is there; `rows` are places in the table.

    Raises DataError where the rule is not defined, without saying for which group.
    """
    match rule:
        case Arithmetic():
            return _mean(parts, parts.scores)
        case Sum():
            return _weighted_sum(parts, parts.scores)
        case Product():
            _refuse(parts.scores <= 0, parts, table, rows, "a product of powers")
            return np.asarray(np.exp(_weighted_sum(parts, np.log(parts.scores))))
        case Geometric() | Harmonic() | PowerMean():
            return _power_mean(rule, parts, table, rows)
        case Least() | Greatest():
            return _outermost(parts, least=isinstance(rule, Least))
        case Topsis() | Copeland():
            return _of_complete(parts, _topsis if isinstance(rule, Topsis) else _copeland)
        case Ratio():
            return _ratio(parts, table, rows)
        case Choose():
            return _chosen(rule, parts, table, rows)


def _ratio(parts: Parts, table: Table, rows: NDArray[np.intp]) -> Floats:
    over, under = parts.scores[:, 0], parts.scores[:, 1]
    if (under == 0).any():
        unit = table.units[rows[int(np.argmax(under == 0))]]
        raise DataError(f'unit "{unit}": its second part is 0, by which nothing is divided')
    return over / under


def _weighted_sum(parts: Parts, values: Floats) -> Floats:
    """Return the sum of weight times value over the parts that are there; NaN if none weighs."""
    total, weight = _totals(parts, values)
    return np.where(weight > 0, total, np.nan)


def _mean(parts: Parts, values: Floats) -> Floats:
    total, weight = _totals(parts, values)
    safe = np.where(weight > 0, weight, np.nan)
    return total / safe


def _totals(parts: Parts, values: Floats) -> tuple[Floats, Floats]:
    total, weight = np.zeros(len(values)), np.zeros(len(values))
    for index, own in enumerate(parts.weights):
        there = ~np.isnan(parts.scores[:, index])
        total += np.where(there, own * values[:, index], 0) if own else 0
        weight += own * there
    return total, weight


def _power_mean(
    rule: Geometric | Harmonic | PowerMean, parts: Parts, table: Table, rows: NDArray[np.intp]
) -> Floats:
    s = parts.scores
    floor = None if isinstance(rule, PowerMean) else rule.floor
    if floor is not None:
        s = np.maximum(s, floor)
    counts = parts.weights > 0
    if rule.zeros is Zeros.ZERO:
        _refuse((s < 0) & counts, parts, table, rows, f"the {rule.kind} mean")
    else:
        _refuse((s <= 0) & counts, parts, table, rows, f"the {rule.kind} mean")
    zero = ((s == 0) & counts).any(axis=1)
    safe = np.where(s > 0, s, 1)
    if isinstance(rule, Geometric) or (isinstance(rule, PowerMean) and rule.exponent == 0):
        result = np.exp(_mean(parts, np.log(safe)))
    elif isinstance(rule, Harmonic):
        result = 1 / _mean(parts, 1 / safe)
    else:
        result = _mean(parts, safe**rule.exponent) ** (1 / rule.exponent)
    return np.where(zero & ~np.isnan(result), 0.0, result)


def _outermost(parts: Parts, *, least: bool) -> Floats:
    there = ~np.isnan(parts.scores)
    empty = np.inf if least else -np.inf
    filled = np.where(there, parts.scores, empty)
    result = filled.min(axis=1) if least else filled.max(axis=1)
    return np.where(there.any(axis=1), result, np.nan)


def _chosen(rule: Choose, parts: Parts, table: Table, rows: NDArray[np.intp]) -> Floats:
    texts = table.texts(rule.column)
    place = {identifier: index for index, identifier in enumerate(parts.ids)}
    result = np.empty(len(rows))
    for index, row in enumerate(rows):
        if texts[row] not in place:
            raise DataError(
                f'unit "{table.units[row]}", column "{rule.column}": "{texts[row]}" names no part; '
                f"there are: {', '.join(parts.ids)}"
            )
        result[index] = parts.scores[index, place[texts[row]]]
    return result


def _of_complete(parts: Parts, of: Callable[[Parts], Floats]) -> Floats:
    """Compare the units that have every part; the others get no result."""
    complete = np.flatnonzero(~np.isnan(parts.scores).any(axis=1))
    result = np.full(len(parts.scores), np.nan)
    if len(complete):
        result[complete] = of(parts.of(complete))
    return result


def _topsis(parts: Parts) -> Floats:
    v = parts.scores * parts.weights
    signed = v * parts.senses
    best, worst = signed.max(axis=0) * parts.senses, signed.min(axis=0) * parts.senses
    to_best, to_worst = _distance(v, best), _distance(v, worst)
    if not (to_best + to_worst > 0).all():
        raise DataError("all units are equal in every part, so that there is no ideal")
    return to_worst / (to_best + to_worst)


def _distance(v: Floats, point: Floats) -> Floats:
    total = np.zeros(len(v))
    for index in range(v.shape[1]):
        total += (v[:, index] - point[index]) ** 2
    return np.sqrt(total)


def _copeland(parts: Parts) -> Floats:
    result = np.zeros(len(parts.scores))
    half = parts.weights.sum() / 2
    for index, own in enumerate(parts.scores):
        better = ((own - parts.scores) * parts.senses > 0) @ parts.weights
        worse = ((own - parts.scores) * parts.senses < 0) @ parts.weights
        result[index] = (better > half).sum() - (worse > half).sum()
    return result


def _refuse(where: Flags, parts: Parts, table: Table, rows: NDArray[np.intp], what: str) -> None:
    if where.any():
        row, column = (int(place[0]) for place in np.nonzero(where))
        raise DataError(
            f'unit "{table.units[rows[row]]}": {what} is not defined for the score '
            f'{parts.scores[row, column]:g} of "{parts.ids[column]}"; write a floor above 0, '
            "or zeros: zero where 0 is meant"
        )
