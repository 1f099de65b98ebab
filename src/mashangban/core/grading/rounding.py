"""Rounding that follows decimals, and ranks."""

import numpy as np

from mashangban.core.grading.plan import Floats
from mashangban.core.grading.rulebook.base import Ties
from mashangban.core.grading.rulebook.outcome import RoundingMode

TIE = 1e-9  # of the last digit: what sums of floats lose must not decide


def round_to(values: Floats, decimals: int, mode: RoundingMode = RoundingMode.HALF_UP) -> Floats:
    """Return the values rounded; ties go away from 0, or to the even digit. NaN stays.

    A value within a billionth of the last digit of a tie is one: 0.285 is a tie, though as a
    float it is a little less. The result is the float nearest to the decimal number.
    """
    scale = 10.0**decimals
    size = np.abs(values) * scale
    whole = np.floor(size)
    rest = size - whole
    tie = np.abs(rest - 0.5) <= TIE
    up = whole % 2 == 1 if mode is RoundingMode.HALF_EVEN else True
    rounded = whole + np.where(tie, up, rest > 0.5)
    # + 0.0: no negative zero.
    return np.copysign(rounded / scale, values) + 0.0


def ranks(values: Floats, *, ties: Ties = Ties.MINIMUM, lowest_first: bool = False) -> Floats:
    """Return the rank of each value, 1 for the highest; NaN where there is no value."""
    result = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    keys = values[there] if lowest_first else -values[there]
    _, place, counts = np.unique(keys, return_inverse=True, return_counts=True)
    after = np.cumsum(counts)
    before = after - counts
    by_value = {
        Ties.MINIMUM: before + 1.0,
        Ties.MAXIMUM: after.astype(np.float64),
        Ties.AVERAGE: (before + 1 + after) / 2,
        Ties.DENSE: np.arange(1.0, len(counts) + 1),
    }[ties]
    result[there] = by_value[place]
    return result
