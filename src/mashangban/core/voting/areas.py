"""Areas as whole square centimetres, so that adding and comparing them loses nothing.

Arithmetic of `Decimal` rounds to the precision of its context; that of integers never does.
"""

from collections.abc import Iterable
from decimal import Decimal

PER_SQUARE_METRE = 10_000
LEAST_PLACES = 2  # as the real-estate register writes areas


def is_area(area: Decimal) -> bool:
    """Say whether `area` (m²) is finite, above 0 and whole in square centimetres."""
    if not area.is_finite() or area <= 0:
        return False
    numerator, denominator = area.as_integer_ratio()
    return numerator * PER_SQUARE_METRE % denominator == 0


def to_cm2(area: Decimal) -> int:
    """Return `area` (m²), one of `is_area`, in square centimetres."""
    numerator, denominator = area.as_integer_ratio()
    return numerator * PER_SQUARE_METRE // denominator


def to_m2(cm2: int) -> Decimal:
    """Return so many square centimetres in square metres, with four decimals; 0 or more."""
    whole, rest = divmod(cm2, PER_SQUARE_METRE)
    return Decimal(f"{whole}.{rest:04d}")


def total(areas: Iterable[Decimal]) -> Decimal:
    """Return the exact sum in m²."""
    return to_m2(sum(map(to_cm2, areas)))


def area_text(area: Decimal) -> str:
    """Return the one way an area is written: 89.50; a third and fourth decimal only if needed."""
    whole, decimals = f"{area:.4f}".split(".")
    return f"{whole}.{decimals.rstrip('0').ljust(LEAST_PLACES, '0')}"
