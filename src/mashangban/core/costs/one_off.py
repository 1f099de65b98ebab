"""What it costs once to join or merge, in whole yuan."""

from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np

from mashangban.core.costs.exact import DM2, PERCENT, Ints, rounded, total_of
from mashangban.core.costs.income import FEN
from mashangban.core.costs.parameters import Tariff


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """Yuan once, of each bundle, by item."""

    handover: Ints
    votes: Ints
    filing: Ints
    harmonisation: Ints
    walls: Ints

    @property
    def total(self) -> Ints:
        """Return the sum of all items."""
        items: list[Ints] = [getattr(self, field.name) for field in fields(self)]
        return total_of(items)


def handover(compounds: Ints, figures: Tariff) -> Ints:
    """Return the cost of taking over so many compounds."""
    return rounded(compounds, figures.handover_cost)


def votes(households: Ints, figures: Tariff, *, matters: int) -> Ints:
    """Return the cost of asking `households` about so many matters."""
    return rounded(households * matters, figures.vote_cost)


def filing(compounds: Ints, figures: Tariff) -> Ints:
    """Return the cost of making one area of so many."""
    return rounded(compounds, figures.filing_cost)


def harmonisation(rise_dm2_fen: Ints, figures: Tariff) -> Ints:
    """Return what it costs to spare households a higher fee while they get used to it.

    `rise_dm2_fen`: of each bundle, area times rise of the fee (fen per m² and month), added up over
    the compounds whose fee rises.
    """
    return rounded(rise_dm2_fen, figures.harmonisation_months / (DM2 * FEN))


def wall(figures: Tariff, *, in_programme: bool, own: int | None = None) -> int:
    """Return the cost of opening one wall; `own` is an estimate for this very wall.

    Inside a renovation programme only a part of it is left to pay.
    """
    cost = figures.wall_cost if own is None else Fraction(own)
    share = figures.wall_in_programme if in_programme else Fraction(PERCENT)
    return int(rounded(np.array([1], np.int64), cost * share / PERCENT)[0])
