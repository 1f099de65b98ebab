"""The relaxation of a part: pricing until no column improves it, cuts until none helps."""

from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Floats, Ints
from mashangban.core.contiguity.duals import Prices, bound_of, valid_prices
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.pricing import (
    NO_CUTS,
    Triples,
    best_at_nodes,
    reduced_costs,
    violated,
)
from mashangban.core.contiguity.progress import Pace, Stage, Stopped
from mashangban.core.contiguity.relaxation import Master, Relaxed

TINY = 1e-6  # of a share
CUTS_A_ROUND = 150
LEAST_EXCESS = 0.02
MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """What the relaxation of a part proves: with these prices, no plan exceeds `bound` / scale.

    `shares` has one figure for every column; `finished` is False if the watch stopped it.
    """

    cuts: Triples
    prices: Prices
    bound: int
    shares: Floats
    finished: bool


def relax(instance: Instance, scale: int, pace: Pace) -> Root:
    """Solve the relaxation of a part and cut it down; what is stopped still bounds."""
    master = Master(instance)
    last: Relaxed | None = None
    finished = True
    try:
        _start(master)
        for _ in range(MOST_ROUNDS):
            last = _priced_out(master, pace)
            cuts = separated(instance, master.columns, last.shares)
            if not len(cuts):
                break
            master.add_cuts(cuts)
    except Stopped:
        finished = False
    return _concluded(master, last, scale, finished)


def separated(instance: Instance, columns: Ints, shares: Floats) -> Triples:
    """Return the cuts that the fractional `shares` of `columns` break most."""
    broken = np.flatnonzero((shares > TINY) & (shares < 1 - TINY))
    if not len(broken):
        return NO_CUTS
    taken = instance.columns.taken(columns[broken])
    cuts, excess = violated(
        taken.offsets, taken.members, shares[broken], instance.nodes, LEAST_EXCESS
    )
    worst = np.lexsort((cuts[:, 2], cuts[:, 1], cuts[:, 0], -np.round(excess, 6)))
    return cuts[worst[:CUTS_A_ROUND]]


def _start(master: Master) -> None:
    """Let in the best columns at each node, by value and by value a node."""
    instance = master.instance
    values = instance.values.astype(np.float64)
    for worth in (values, values / instance.columns.sizes):
        master.add(_best(instance, worth, 0.0))


def _priced_out(master: Master, pace: Pace) -> Relaxed:
    """Solve and let columns in until none has a reduced cost above 0."""
    instance = master.instance
    values = instance.values.astype(np.float64)
    least = max(1.0, float(np.abs(values).max(initial=1.0)) / 1e6) * 1e-5
    while True:
        pace.step(Stage.RELAXATION)
        relaxed = master.solve()
        worth = values.copy()
        for row, price in zip(instance.rows, relaxed.rows, strict=True):
            worth[row.columns] -= price * row.coefficients
        reduced = reduced_costs(
            instance.columns.offsets,
            instance.columns.members,
            worth,
            relaxed.nodes,
            master.cuts,
            relaxed.cuts,
        )
        better = _best(instance, reduced, least)
        better = better[~master.inside[better]]
        if not len(better):
            return relaxed
        master.add(better)


def _best(instance: Instance, reduced: Floats, least: float) -> Ints:
    columns = instance.columns
    return best_at_nodes(columns.offsets, columns.members, reduced, least, instance.nodes)


def _concluded(master: Master, last: Relaxed | None, scale: int, finished: bool) -> Root:
    instance = master.instance
    shares = np.zeros(len(instance.columns))
    if last is None:
        nodes, cuts = np.zeros(instance.nodes), NO_CUTS
        on_cuts, rows = np.zeros(0), np.zeros(len(instance.rows))
    else:
        # A cut that came after the last solution has no price yet.
        nodes, rows, cuts = last.nodes, last.rows, master.cuts[: len(last.cuts)]
        on_cuts = last.cuts
        shares[master.columns[: len(last.shares)]] = last.shares
        used = on_cuts > 0
        cuts, on_cuts = cuts[used], on_cuts[used]
    prices = valid_prices(instance, cuts, nodes, on_cuts, rows, scale)
    return Root(cuts, prices, bound_of(instance, prices), shares, finished)
