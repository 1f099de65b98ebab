"""Treatments, applied to the numbers of one column (no NaN among them)."""

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Floats
from mashangban.core.grading.rulebook.treatments import (
    Affine,
    BoxCox,
    Clip,
    Log,
    LogForm,
    Power,
    Reciprocal,
    Start,
    Treatment,
    UntilWellShaped,
    WinsorisePoints,
    WinsoriseQuantiles,
)


def treat(x: Floats, step: Treatment) -> Floats:
    """Return the column after one treatment. Raises DataError where it is not defined."""
    match step:
        case UntilWellShaped():
            return _until_well_shaped(x, step)
        case WinsorisePoints():
            return _winsorise(x, step)
        case WinsoriseQuantiles():
            if not len(x):
                return x
            low, high = np.quantile(x, [step.low, step.high])
            return np.clip(x, low, high)
        case _:
            return pointwise(x, step)


def pointwise(x: Floats, step: Affine | Clip | Reciprocal | Power | Log | BoxCox) -> Floats:
    """Return each value transformed. Raises DataError where that is not defined."""
    match step:
        case Affine():
            return x * step.times + step.plus
        case Clip():
            return np.clip(x, step.low, step.high)
        case Reciprocal():
            _refuse(x == 0, "the reciprocal of 0")
            return 1 / x
        case Power():
            with np.errstate(all="ignore"):
                result = np.power(x, step.exponent)
            _refuse(~np.isfinite(result), f"a value to the power {step.exponent:g}")
            return result
        case Log():
            return _log(x, step)
        case BoxCox():
            _refuse(x <= 0, "the Box-Cox transform of a value of 0 or less")
            return np.log(x) if step.exponent == 0 else (x**step.exponent - 1) / step.exponent


def skewness(x: Floats) -> float:
    """Return the skewness adjusted for small samples (G1), NaN for a constant or n < 3."""
    n, spread = len(x), _spread(x)
    if n < 3 or spread == 0:
        return float("nan")
    d = x - x.mean()
    return float((d**3).mean() / spread**1.5 * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(x: Floats) -> float:
    """Return the excess kurtosis adjusted for small samples (G2), NaN for a constant or n < 4."""
    n, spread = len(x), _spread(x)
    if n < 4 or spread == 0:
        return float("nan")
    d = x - x.mean()
    g2 = (d**4).mean() / spread**2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))


def well_shaped(x: Floats, *, skew: float, kurt: float) -> bool:
    """Tell whether |skewness| or kurtosis is within its limit; so is what has no shape."""
    return not (abs(skewness(x)) > skew and kurtosis(x) > kurt)


def _spread(x: Floats) -> float:
    """Return the variance; exactly 0 for a constant, whatever the mean was rounded to."""
    if not len(x) or x.min() == x.max():
        return 0.0
    return float(((x - x.mean()) ** 2).mean())


def _log(x: Floats, step: Log) -> Floats:
    if step.form is LogForm.FROM_MINIMUM:
        if not len(x):
            return x
        width = x.max() - x.min()
        if width == 0:
            raise DataError("a constant column has no range for log from_minimum")
        x = x - x.min() + step.share * width
    elif step.form is LogForm.ONE_PLUS:
        x = x + 1
    _refuse(x <= 0, "the logarithm of a value of 0 or less")
    return np.log(x) / (np.log(step.base) if step.base else 1)


def _winsorise(x: Floats, step: WinsorisePoints) -> Floats:
    x, above, below = x.copy(), 0, 0
    while above + below < step.points and len(x) and x.min() < x.max():
        if not step.always and well_shaped(x, skew=step.skewness, kurt=step.kurtosis):
            break
        # Those moved before at that end are among the outermost again.
        if skewness(x) < 0:
            outer = x == x.min()
            x[outer], below = x[~outer].min(), int(outer.sum())
        else:
            outer = x == x.max()
            x[outer], above = x[~outer].max(), int(outer.sum())
    return x


def _until_well_shaped(x: Floats, step: UntilWellShaped) -> Floats:
    result = x
    for attempt in step.attempts:
        if well_shaped(result, skew=step.skewness, kurt=step.kurtosis):
            break
        result = treat(x if step.begin_from is Start.ORIGINAL else result, attempt)
    return result


def _refuse(where: np.ndarray, what: str) -> None:
    if where.any():
        raise DataError(f"{what} is asked for, which there is not; clip or shift before")
