"""Integer prices that bound every plan: the heart of the certificate.

With prices u of nodes, g of cuts and m of side rows, all 0 or more, such that no column that may
be chosen is worth more than the prices of what it uses, every plan is worth at most the sum of
u + g + m * limit. Prices are whole multiples of 1 / scale; a price of a side row has the finer unit
1 / (scale * ROW_SCALE), since limits are large.
"""

from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Floats, Ints
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.pricing import Triples, reduced_costs, repaired

ROW_SCALE = 2**30
FINEST = 10**6
ROOM = 2**61


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices of the nodes, cuts and side rows of a part, as integers."""

    nodes: Ints
    cuts: Ints
    rows: tuple[int, ...]


def scale_for(instance: Instance) -> int:
    """Return the finest power of ten, up to 10^6, whose sums fit 64 bits."""
    largest = int(np.abs(instance.values).max(initial=1))
    room = ROOM // (largest * (instance.nodes + 2))
    scale = FINEST
    while scale > 1 and scale > room:
        scale //= 10
    return scale


def spent(instance: Instance, rows: tuple[int, ...]) -> Ints:
    """Return what each column pays for side rows, rounded down to 1 / scale."""
    paid = np.zeros(len(instance.columns), object)
    for row, price in zip(instance.rows, rows, strict=True):
        paid[row.columns] += row.coefficients.astype(object) * price
    return (paid // ROW_SCALE).astype(np.int64)


def allowance(instance: Instance, rows: tuple[int, ...]) -> int:
    """Return the prices of the limits of all side rows, rounded up to 1 / scale."""
    total = sum(row.at_most * price for row, price in zip(instance.rows, rows, strict=True))
    return -(-total // ROW_SCALE)


def scaled_values(instance: Instance, rows: tuple[int, ...], scale: int) -> Ints:
    """Return scale * value of each column less what it pays for side rows."""
    values = instance.values * scale
    return values - spent(instance, rows) if instance.rows else values


def integer_reduced(instance: Instance, cuts: Triples, prices: Prices, scale: int) -> Ints:
    """Return the exact reduced costs, in 1 / scale."""
    return reduced_costs(
        instance.columns.offsets,
        instance.columns.members,
        scaled_values(instance, prices.rows, scale),
        prices.nodes,
        cuts,
        prices.cuts,
    )


def valid_prices(
    instance: Instance, cuts: Triples, nodes: Floats, on_cuts: Floats, rows: Floats, scale: int
) -> Prices:
    """Round real prices to integers and raise those of nodes until no column beats them."""
    rough = Prices(
        np.ceil(np.maximum(nodes, 0) * scale - 1e-3).astype(np.int64),
        np.rint(np.maximum(on_cuts, 0) * scale).astype(np.int64),
        tuple(round(max(price, 0.0) * scale * ROW_SCALE) for price in rows.tolist()),
    )
    raised = repaired(
        instance.columns.offsets,
        instance.columns.members,
        integer_reduced(instance, cuts, rough, scale),
        rough.nodes,
    )
    return Prices(raised, rough.cuts, rough.rows)


def bound_of(instance: Instance, prices: Prices) -> int:
    """Return the bound that the prices prove, in 1 / scale."""
    return int(prices.nodes.sum()) + int(prices.cuts.sum()) + allowance(instance, prices.rows)
