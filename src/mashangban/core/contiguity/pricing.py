"""The inner loops over all columns: reduced costs, exact in integers, and subset-row cuts.

A cut is a triple T of nodes: at most one chosen column has two or more nodes of T. The dual value
of a column is what its nodes, its cuts and its side rows cost; its reduced cost is its value less
that.
"""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mashangban.core.contiguity.arrays import Floats, Ints, Nodes, compiled

Figures = TypeVar("Figures", Ints, Floats)
Triples = npt.NDArray[np.int32]  # one row a cut, ascending

NOTHING = 1e-9  # of a share
NO_CUTS: Triples = np.zeros((0, 3), np.int32)


@compiled
def cuts_at(cuts: Triples, nodes: int) -> tuple[Ints, Ints]:
    """Return which cuts each node is in, as offsets and numbers of cuts."""
    offsets = np.zeros(nodes + 1, np.int64)
    for cut in range(len(cuts)):
        for place in range(3):
            offsets[cuts[cut, place] + 1] += 1
    for node in range(nodes):
        offsets[node + 1] += offsets[node]
    filled = offsets[:-1].copy()
    which = np.empty(3 * len(cuts), np.int64)
    for cut in range(len(cuts)):
        for place in range(3):
            node = cuts[cut, place]
            which[filled[node]] = cut
            filled[node] += 1
    return offsets, which


@compiled
def reduced_costs(
    offsets: Ints, members: Nodes, values: Figures, nodes: Figures, cuts: Triples, prices: Figures
) -> Figures:
    """Return value less the prices of nodes and cuts, of each column.

    All figures are integers, or all are floats; side rows are taken off `values` before.
    """
    result = values.copy()
    at, which = cuts_at(cuts, len(nodes))
    met = np.zeros(len(cuts), np.int64)
    for column in range(len(offsets) - 1):
        cost = result[column]
        for place in range(offsets[column], offsets[column + 1]):
            node = members[place]
            cost -= nodes[node]
            for slot in range(at[node], at[node + 1]):
                cut = which[slot]
                met[cut] += 1
                if met[cut] == 2:
                    cost -= prices[cut]
        if len(cuts):
            for place in range(offsets[column], offsets[column + 1]):
                node = members[place]
                for slot in range(at[node], at[node + 1]):
                    met[which[slot]] = 0
        result[column] = cost
    return result


@compiled
def repaired(offsets: Ints, members: Nodes, reduced: Ints, nodes: Ints) -> Ints:
    """Return prices of nodes, raised until no reduced cost is above 0."""
    raised = nodes.copy()
    for column in range(len(offsets) - 1):
        lack = reduced[column]
        if lack <= 0:
            continue
        for place in range(offsets[column], offsets[column + 1]):
            lack -= raised[members[place]] - nodes[members[place]]
        if lack > 0:
            raised[members[offsets[column]]] += lack
    return raised


@compiled
def best_at_nodes(offsets: Ints, members: Nodes, reduced: Floats, least: float, nodes: int) -> Ints:
    """Return the columns, ascending, that have the largest reduced cost at one of their nodes."""
    best = np.full(nodes, -1, np.int64)
    for column in range(len(offsets) - 1):
        if reduced[column] <= least:
            continue
        for place in range(offsets[column], offsets[column + 1]):
            node = members[place]
            if best[node] < 0 or reduced[column] > reduced[best[node]]:
                best[node] = column
    return np.unique(best[best >= 0])


@compiled
def entries(
    offsets: Ints, members: Nodes, cuts: Triples, nodes: int, first: int
) -> tuple[Ints, Ints]:
    """Return the rows of each column, as offsets and rows: nodes, and cuts counted from `first`."""
    at, which = cuts_at(cuts, nodes)
    met = np.zeros(len(cuts), np.int64)
    starts = np.zeros(len(offsets), np.int64)
    rows = np.empty(len(members) + 64, np.int64)
    count = 0
    for column in range(len(offsets) - 1):
        for place in range(offsets[column], offsets[column + 1]):
            node = members[place]
            room = count + 1 + at[node + 1] - at[node] + offsets[column + 1] - place
            if room > len(rows):
                longer = np.empty(2 * room, np.int64)
                longer[:count] = rows[:count]
                rows = longer
            rows[count] = node
            count += 1
            for slot in range(at[node], at[node + 1]):
                cut = which[slot]
                met[cut] += 1
                if met[cut] == 2:
                    rows[count] = first + cut
                    count += 1
        for place in range(offsets[column], offsets[column + 1]):
            node = members[place]
            for slot in range(at[node], at[node + 1]):
                met[which[slot]] = 0
        starts[column + 1] = count
    return starts, rows[:count].copy()


@compiled
def _pairs(offsets: Ints, members: Nodes, shares: Floats, nodes: int) -> tuple[Ints, Floats]:
    """Return the nodes of the columns, ascending, and the share of each pair of them."""
    local = np.full(nodes, -1, np.int64)
    local[members] = 0
    present = np.flatnonzero(local == 0)
    local[present] = np.arange(len(present))
    pairs = np.zeros((len(present), len(present)), np.float64)
    for column in range(len(offsets) - 1):
        for one in range(offsets[column], offsets[column + 1]):
            for other in range(offsets[column], offsets[column + 1]):
                pairs[local[members[one]], local[members[other]]] += shares[column]
    return present, pairs


@compiled
def _over(offsets: Ints, members: Nodes, shares: Floats, triple: Triples) -> float:
    """Return by how much the shares break the cut on `triple`."""
    over = -1.0
    for column in range(len(offsets) - 1):
        met = 0
        for place in range(offsets[column], offsets[column + 1]):
            node = members[place]
            if triple[0] == node or triple[1] == node or triple[2] == node:
                met += 1
        if met >= 2:
            over += shares[column]
    return over


@compiled
def violated(
    offsets: Ints, members: Nodes, shares: Floats, nodes: int, least: float
) -> tuple[Triples, Floats]:
    """Return the triples that the fractional choice `shares` breaks by more than `least`, and how.

    The columns are those with a share between 0 and 1.
    """
    present, pairs = _pairs(offsets, members, shares, nodes)
    found = np.empty((1024, 3), np.int32)
    excess = np.empty(1024, np.float64)
    total = 0
    for middle in range(len(present)):
        near = np.flatnonzero(pairs[middle] > NOTHING)
        near = near[near != middle]
        for a in range(len(near)):
            for b in range(a + 1, len(near)):
                one, other = near[a], near[b]
                # A triple that is joined all round is looked at from its smallest node only.
                if one < middle and pairs[one, other] > NOTHING:
                    continue
                if pairs[middle, one] + pairs[middle, other] + pairs[one, other] <= 1.0 + least:
                    continue
                triple = np.sort(present[np.array([middle, one, other])]).astype(np.int32)
                over = _over(offsets, members, shares, triple)
                if over <= least:
                    continue
                if total == len(found):
                    found = np.concatenate((found, np.empty_like(found)))
                    excess = np.concatenate((excess, np.empty_like(excess)))
                found[total] = triple
                excess[total] = over
                total += 1
    return found[:total].copy(), excess[:total].copy()
