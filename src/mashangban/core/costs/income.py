"""What bundles bring in a year, in whole yuan; and the one fee of a merged area."""

from dataclasses import dataclass, fields
from fractions import Fraction

from mashangban.core.costs.exact import DM2, MONTHS, PERCENT, Ints, rounded, total_of

FEN = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """Yuan a year: fees that are collected, parking, common revenue, incentives."""

    fees: Ints
    parking: Ints
    common: Ints
    incentive: Ints

    @property
    def total(self) -> Ints:
        """Return the sum of all items."""
        items: list[Ints] = [getattr(self, field.name) for field in fields(self)]
        return total_of(items)


def fees(area_dm2: Ints, fee_fen: Ints, collected_percent: Ints) -> Ints:
    """Return the yuan that are collected in a year at `fee_fen` per m² and month."""
    return rounded(area_dm2 * fee_fen * collected_percent, Fraction(MONTHS, DM2 * FEN * PERCENT))


def incentive(area_dm2: Ints, yuan: Fraction) -> Ints:
    """Return a year's incentive at `yuan` per m² and month."""
    return rounded(area_dm2, MONTHS * yuan / DM2)


def one_fee(area_dm2: Ints, fee_fen: Ints) -> int:
    """Return the fee (fen per m² and month) of an area merged of these compounds.

    Same area, same service, same fee (《上海市住宅物业管理规定》art. 48). It is the mean by area,
    to the nearest fen, so that all pay together what they paid before.
    """
    whole = int(area_dm2.sum())
    if not whole:
        return int(fee_fen.max())
    return (2 * int((area_dm2 * fee_fen).sum()) + whole) // (2 * whole)
