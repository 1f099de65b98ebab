"""Whole numbers times fractions, rounded once, for many bundles at a time."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]

MONTHS = 12
DM2 = 100  # square decimetres in a square metre: areas of two decimals are whole numbers
PERCENT = 100


def rounded(counts: Ints, factor: Fraction) -> Ints:
    """Return `counts` (0 or more) times `factor`, each rounded to the nearest; halves go up."""
    top, bottom = factor.numerator, factor.denominator
    return (2 * counts * top + bottom) // (2 * bottom)


def rounded_up(counts: Ints, factor: Fraction) -> Ints:
    """Return `counts` (0 or more) times `factor`, each rounded up."""
    return -(-counts * factor.numerator // factor.denominator)


def total_of(items: Sequence[Ints]) -> Ints:
    """Return the sum of `items`, bundle by bundle."""
    total: Ints = np.sum(items, axis=0)
    return total
