"""Limits of a cluster that each part of it keeps if the whole does, so that they prune.

All figures are integers in units of the caller: households, square metres, days, cents, decimetres.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mashangban.core.contiguity.arrays import Ints
from mashangban.core.contiguity.columns import Neighbours

Figures = Sequence[int] | npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SumCap:
    """The figures (0 or more) of the nodes of a cluster add up to at most `at_most`."""

    figures: Figures
    at_most: int


@dataclass(frozen=True, slots=True)
class SpreadCap:
    """The largest and the smallest figure of a cluster differ by at most `at_most`.

    With 0 all are equal: a cluster within one subdistrict.
    """

    figures: Figures
    at_most: int


@dataclass(frozen=True, slots=True)
class RatioCap:
    """The largest figure is at most `numerator / denominator` times the smallest (0 or more)."""

    figures: Figures
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class DiameterCap:
    """No two nodes of a cluster are further apart than `at_most`, in the units of x and y."""

    x: Figures
    y: Figures
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """All limits of a cluster: at most `size` nodes (K), the caps, and pairs that stay apart."""

    size: int
    sums: tuple[SumCap, ...] = ()
    spreads: tuple[SpreadCap, ...] = ()
    ratios: tuple[RatioCap, ...] = ()
    diameter: DiameterCap | None = None
    apart: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """Caps as the arrays that the inner loop reads; one row a node, one column a cap."""

    sums: Ints
    sum_limits: Ints
    spreads: Ints
    spread_limits: Ints
    ratios: Ints
    ratio_limits: Ints
    places: Ints  # x and y, or no column where there is no diameter
    diameter_squared: int
    apart: Neighbours


def pack(caps: Caps, nodes: int) -> Packed:
    """Return `caps` for a graph of `nodes` nodes as arrays.

    Raises ValueError for a cap with another number of figures, a negative figure where none may
    be, or a ratio below 1.
    """
    compared = [cap.figures for cap in caps.sums] + [cap.figures for cap in caps.ratios]
    if any(len(figures) and min(figures) < 0 for figures in compared):
        raise ValueError("Figures that are added or compared as ratios are 0 or more.")
    if any(not 0 < ratio.denominator <= ratio.numerator for ratio in caps.ratios):
        raise ValueError("The ratio of the largest to the smallest figure is at least 1.")
    diameter = caps.diameter
    return Packed(
        sums=_table((cap.figures for cap in caps.sums), nodes),
        sum_limits=np.array([cap.at_most for cap in caps.sums], np.int64),
        spreads=_table((cap.figures for cap in caps.spreads), nodes),
        spread_limits=np.array([cap.at_most for cap in caps.spreads], np.int64),
        ratios=_table((cap.figures for cap in caps.ratios), nodes),
        ratio_limits=np.array(
            [(cap.numerator, cap.denominator) for cap in caps.ratios], np.int64
        ).reshape(-1, 2),
        places=_table((diameter.x, diameter.y) if diameter else (), nodes),
        diameter_squared=diameter.at_most**2 if diameter else 0,
        apart=Neighbours.of(nodes, caps.apart),
    )


def _table(figures: Iterable[Figures], nodes: int) -> Ints:
    columns = [np.asarray(one, np.int64) for one in figures]
    if any(column.shape != (nodes,) for column in columns):
        raise ValueError(f"Each cap needs one figure a node: {nodes}.")
    return np.stack(columns, axis=1) if columns else np.zeros((nodes, 0), np.int64)
