"""Scores of the numbers of one column (no NaN among them), group of peers by group."""

import numpy as np
from numpy.typing import NDArray

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Floats
from mashangban.core.grading.rounding import ranks
from mashangban.core.grading.rulebook.base import Ties
from mashangban.core.grading.rulebook.scores import (
    AsIs,
    Beyond,
    Constant,
    Deductions,
    DistanceForm,
    DistanceToBest,
    Goalposts,
    Lower,
    MinMax,
    PartOf,
    Percentile,
    PercentileForm,
    Piecewise,
    RankScore,
    RatioToPlan,
    Score,
    Steps,
    Whole,
    YesNo,
    ZScore,
)


def score(
    x: Floats,
    rule: Score,
    *,
    lower: bool,
    peers: list[NDArray[np.intp]],
    plan: Floats | None = None,
) -> Floats:
    """Return the scores of the values; `lower`: less is better; `plan`: for ratio_to_plan.

    `peers` are the places of each group that is scored by itself. Raises DataError where the
    rulebook refuses, without saying for which column.
    """
    result = np.empty_like(x)
    for rows in peers:
        if len(rows):
            own_plan = None if plan is None else plan[rows]
            result[rows] = _score(x[rows], rule, lower, own_plan)
    return result


def _score(x: Floats, rule: Score, lower: bool, plan: Floats | None) -> Floats:
    match rule:
        case AsIs():
            if rule.between:
                low, high = rule.between
                _refuse(x, (x < low) | (x > high), f"outside {low:g} to {high:g}")
            return x.copy()
        case YesNo():
            return np.where(x == 1, rule.yes, np.where(x == 0, rule.no, _undocumented(rule)))
        case Deductions():
            return np.maximum(rule.full - x, rule.floor)
        case Steps():
            limits = [step.at_least for step in rule.steps[:-1] if step.at_least is not None]
            return np.select(
                [x >= limit for limit in limits],
                [step.score for step in rule.steps[:-1]],
                rule.steps[-1].score,
            ).astype(np.float64)
        case Piecewise():
            values, scores = zip(*rule.points, strict=True)
            return np.asarray(np.interp(x, values, scores))
        case Goalposts():
            return _goalposts(x, rule, lower)
        case RatioToPlan():
            return _ratio_to_plan(x, rule, lower, plan)
        case _:
            return _relative(x, rule, lower)


def _relative(
    x: Floats, rule: MinMax | ZScore | Percentile | RankScore | DistanceToBest | PartOf, lower: bool
) -> Floats:
    match rule:
        case MinMax():
            constant = _constant(x, rule.constant)
            part = _between(x, x.min(), x.max(), lower) if constant is None else constant
            return _onto(np.broadcast_to(part, x.shape), rule.to)
        case ZScore():
            return _z_score(x, rule, lower)
        case Percentile():
            return _onto(_percentile(-x if lower else x, rule.form), rule.to)
        case RankScore():
            best_first = rule.count == "places"
            return ranks(x, ties=rule.ties, lowest_first=lower == best_first)
        case DistanceToBest():
            return _distance(x, rule, lower)
        case PartOf():
            return _part_of(x, rule, lower)


def _goalposts(x: Floats, rule: Goalposts, lower: bool) -> Floats:
    low, high = rule.low, rule.high
    if rule.log:
        # Below the low goalpost a clipped value needs no logarithm of its own.
        if rule.beyond is Beyond.CLIP:
            x = np.maximum(x, low)
        _refuse(x, x <= 0, "0 or less, which has no logarithm")
        x, low, high = np.log(x), float(np.log(low)), float(np.log(high))
    return _onto(_bounded(_between(x, low, high, lower), rule.beyond, x), rule.to)


def _ratio_to_plan(x: Floats, rule: RatioToPlan, lower: bool, plan: Floats | None) -> Floats:
    target = np.full_like(x, rule.plan) if isinstance(rule.plan, float | int) else plan
    if target is None:
        raise ValueError("The column of the plan was not handed in.")
    over, under = (target, x) if lower else (x, target)
    _refuse(under, ~(under > 0), "no plan above 0" if not lower else "0 or less")
    ratio = over / under
    if rule.at_most is not None:
        ratio = np.minimum(ratio, rule.at_most)
    return np.asarray(rule.full * ratio)


def _z_score(x: Floats, rule: ZScore, lower: bool) -> Floats:
    if x.min() == x.max():
        if not rule.constant_is_centre:
            raise DataError(
                f"all {len(x)} values are {x[0]:g}, which have no z-scores; "
                "write constant_is_centre: true where that is meant"
            )
        return np.full_like(x, rule.centre)
    z = (x - x.mean()) / x.std(ddof=rule.ddof)
    if rule.clip is not None:
        z = np.clip(z, -rule.clip, rule.clip)
    return np.asarray((-z if lower else z) * rule.spread + rule.centre)


def _percentile(x: Floats, form: PercentileForm) -> Floats:
    below = ranks(x, lowest_first=True) - 1
    upto = ranks(x, ties=Ties.MAXIMUM, lowest_first=True)
    match form:
        case PercentileForm.MEAN:
            return (below + upto) / 2 / len(x)
        case PercentileForm.WEAK:
            return upto / len(x)
        case PercentileForm.STRICT:
            return below / len(x)
        case PercentileForm.OTHERS:
            if len(x) < 2:
                raise DataError("a percentile among others needs two values at least")
            return below / (len(x) - 1)


def _distance(x: Floats, rule: DistanceToBest, lower: bool) -> Floats:
    best = float(x.min() if lower else x.max()) if rule.best is None else rule.best
    if rule.form is DistanceForm.RANGE:
        worst = float(x.max() if lower else x.min())
        if worst == best:
            raise DataError("a constant column has no distances by range; write form: ratio")
        part = (x - worst) / (best - worst)
    else:
        under = x if lower else np.full_like(x, best)
        _refuse(x, under == 0, "0, by which nothing can be divided")
        part = best / x if lower else x / best
    return _onto(_bounded(part, rule.beyond, x), rule.to)


def _part_of(x: Floats, rule: PartOf, lower: bool) -> Floats:
    inverted = lower and rule.lower is Lower.RECIPROCAL
    if inverted:
        _refuse(x, x == 0, "0, which has no reciprocal")
        x = 1 / x
    whole = {
        Whole.SUM: x.sum(),
        Whole.NORM: np.sqrt((x**2).sum()),
        Whole.MAXIMUM: x.max(),
        Whole.SUM_WITH_BEST: x.sum() + (x.min() if lower and not inverted else x.max()),
    }[rule.whole]
    if whole == 0:
        raise DataError(f"the {rule.whole} of the column is 0, of which nothing is a part")
    part = x / whole
    if lower and rule.lower is Lower.COMPLEMENT:
        part = 1 - part
    if lower and rule.lower is Lower.NEGATE:
        part = -part
    return np.asarray(part * rule.full)


def _constant(x: Floats, policy: Constant) -> float | None:
    """Return the part of the range that a constant column gets, None if it is not constant."""
    if x.min() < x.max():
        return None
    if policy is Constant.REFUSE:
        raise DataError(
            f"all {len(x)} values are {x[0]:g}, so that no one is better; write constant: worst, "
            "middle or best, or fixed goalposts"
        )
    return {Constant.WORST: 0.0, Constant.MIDDLE: 0.5, Constant.BEST: 1.0}[policy]


def _between(x: Floats, low: float, high: float, lower: bool) -> Floats:
    return (high - x) / (high - low) if lower else (x - low) / (high - low)


def _bounded(part: Floats, beyond: Beyond, x: Floats) -> Floats:
    if beyond is Beyond.REFUSE:
        _refuse(x, (part < 0) | (part > 1), "beyond the ends of the scale")
    return np.clip(part, 0, 1) if beyond is Beyond.CLIP else part


def _onto(part: Floats, to: tuple[float, float]) -> Floats:
    return to[0] + part * (to[1] - to[0])


def _undocumented(rule: YesNo) -> float:
    return rule.no if rule.without_document is None else rule.without_document


def _refuse(x: Floats, where: np.ndarray, what: str) -> None:
    if where.any():
        raise DataError(f"{x[where][0]:g} is {what}")
