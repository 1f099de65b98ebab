"""Bounds for shares and rates of few cases: Wilson's interval and the limits of funnel plots."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy import stats
from scipy.special import ndtri

from mashangban.core.grading.doubt.arrays import Floats, Integers


@dataclass(frozen=True)
class Bounds:
    low: Floats
    high: Floats


class Standing(IntEnum):
    """Where a unit stands in a funnel."""

    BELOW = -1
    INSIDE = 0
    ABOVE = 1


def wilson(successes: Floats, trials: Floats, *, level: float = 0.95) -> Bounds:
    """Return Wilson's score interval of shares; without trials it is 0 to 1.

    E. B. Wilson, “Probable inference, the law of succession, and statistical inference”, Journal of
    the American Statistical Association 22 (1927). Raises ValueError for impossible counts.
    """
    x, n = _counted(successes, trials)
    z2 = ndtri((1 + level) / 2) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (x + z2 / 2) / (n + z2)
        half = np.sqrt(z2) / (n + z2) * np.sqrt(x * (n - x) / n + z2 / 4)
    none = n == 0
    low, high = np.where(none, 0.0, centre - half), np.where(none, 1.0, centre + half)
    # Exactly the ends, where rounding would pass them.
    low = np.where((x == 0) & ~none, 0.0, np.maximum(low, 0.0))
    high = np.where((x == n) & ~none, 1.0, np.minimum(high, 1.0))
    return Bounds(low, high)


def binomial_funnel(trials: Floats, *, target: float, level: float = 0.95) -> Bounds:
    """Return the limits that a unit with the `target` share keeps with probability `level`.

    Exact, between the steps of the binomial as D. J. Spiegelhalter, “Funnel plots for comparing
    institutional performance”, Statistics in Medicine 24 (2005), appendix A.1.1; the upper limit
    mirrors the lower one, a step further out than there, so that the probability beyond a limit is
    never more than asked for. Without trials: 0 to 1.
    """
    n = np.asarray(trials, dtype=np.float64)
    if (n < 0).any() or (n != np.floor(n)).any() or not 0 < target < 1:
        raise ValueError("A funnel needs whole numbers of trials and a target between 0 and 1.")
    with np.errstate(invalid="ignore", divide="ignore"):
        low = _limit(stats.binom, (1 - level) / 2, n, target) / n
        high = (_limit(stats.binom, (1 + level) / 2, n, target) + 1) / n
    none = n == 0
    return Bounds(np.where(none, 0.0, np.clip(low, 0, 1)), np.where(none, 1.0, np.clip(high, 0, 1)))


def poisson_funnel(expected: Floats, *, level: float = 0.95) -> Bounds:
    """Return the limits of observed over expected that hold with probability `level`.

    The same source. Raises ValueError if nothing is expected: there is no ratio then.
    """
    e = np.asarray(expected, dtype=np.float64)
    if not (e > 0).all():
        raise ValueError("Expected numbers are above 0; leave out units without exposure.")
    low = np.maximum(_limit(stats.poisson, (1 - level) / 2, e), 0.0) / e
    return Bounds(low, (_limit(stats.poisson, (1 + level) / 2, e) + 1) / e)


def standing(values: Floats, bounds: Bounds) -> Integers:
    """Return for each value whether it is BELOW, INSIDE or ABOVE; NaN is inside."""
    below, above = values < bounds.low, values > bounds.high
    return np.where(below, Standing.BELOW, np.where(above, Standing.ABOVE, Standing.INSIDE))


def _limit(family: stats.rv_discrete, p: float, *parameters: Floats | float) -> Floats:
    """Return the number of cases at probability `p`, between the steps of the distribution."""
    r = family.ppf(p, *parameters)
    here, before = family.cdf(r, *parameters), family.cdf(r - 1, *parameters)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(r - (here - p) / (here - before))


def _counted(successes: Floats, trials: Floats) -> tuple[Floats, Floats]:
    x, n = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(trials, dtype=np.float64)
    )
    if not ((x >= 0) & (x <= n)).all():
        raise ValueError("Successes are from 0 to the number of trials.")
    return x, n
