"""Which clusters are worth keeping: none that its own parts replace without loss.

A cluster S goes if it splits into two connected parts A and B, each a cluster or a single node
(worth 0), with best(A) + best(B) >= value(S), where best(X) is the most that X gives when it is cut
up. Leaving such a set out keeps the optimum: put the parts in its place. Two parts are enough, for
if S falls apart into several, some two groups of them are connected on either side.

With side rows the parts must also use no more of any row together than S does; then only the
values of the parts themselves count, not of what they could be cut into.
"""

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask, Nodes, compiled
from mashangban.core.contiguity.columns import Columns, Neighbours

EMPTY = -1


def undominated(
    neighbours: Neighbours, columns: Columns, values: Ints, *, uses: Ints | None = None
) -> Mask:
    """Say of each column whether to keep it.

    `values` has one figure a column, `uses` one row a column and one figure for each side row.
    A part that is not among the columns is not used.
    """
    if uses is None:
        uses = np.zeros((len(columns), 0), np.int64)
    order = np.argsort(columns.sizes, kind="stable")
    rng = np.random.default_rng(0)  # keys only spread the table; what is found is compared
    keys = rng.integers(1, 2**63 - 1, len(neighbours), np.int64)
    return _filter(
        neighbours.offsets,
        neighbours.members,
        columns.offsets,
        columns.members,
        values.astype(np.int64),
        np.ascontiguousarray(uses, np.int64),
        order,
        keys,
    )


@compiled
def _filter(
    graph: Ints,
    neighbours: Nodes,
    offsets: Ints,
    members: Nodes,
    values: Ints,
    uses: Ints,
    order: Ints,
    keys: Ints,
) -> Mask:
    table = np.full(_table_size(len(order)), EMPTY, np.int64)
    best = values.copy()
    keep = np.zeros(len(order), np.bool_)
    joined = np.zeros(64, np.int64)
    split = uses.shape[1] == 0
    for column in order:
        nodes = members[offsets[column] : offsets[column + 1]]
        size = len(nodes)
        _local(graph, neighbours, nodes, joined)
        whole = (1 << size) - 1
        most = 0  # every node alone
        for mask in range(1, whole, 2):  # the part that holds the first node
            rest = whole ^ mask
            if not (_connected(mask, joined) and _connected(rest, joined)):
                continue
            one = _find(table, offsets, members, keys, nodes, mask)
            other = _find(table, offsets, members, keys, nodes, rest)
            if split:
                worth = 0
                if one != EMPTY:
                    worth += max(0, best[one])
                if other != EMPTY:
                    worth += max(0, best[other])
                most = max(most, worth)
            else:
                most = max(most, _affordable(values, uses, column, one, other))
        if split:
            keep[column] = values[column] > most
            best[column] = max(values[column], most)
        else:
            keep[column] = values[column] > most or not _frugal(uses[column])
        _insert(table, keys, nodes, column)
    return keep


@compiled
def _table_size(count: int) -> int:
    size = 16
    while size < 2 * count + 2:
        size *= 2
    return size


@compiled
def _frugal(row: Ints) -> bool:
    """Say whether using nothing uses no more than `row` (false of figures below 0)."""
    return bool((row >= 0).all())


@compiled
def _affordable(values: Ints, uses: Ints, column: int, one: int, other: int) -> int:
    """Return the most that one part or both give without using more than the whole; at least 0."""
    both, first, second = one != EMPTY and other != EMPTY, one != EMPTY, other != EMPTY
    for row in range(uses.shape[1]):
        whole = uses[column, row]
        if first and uses[one, row] > whole:
            first = False
        if second and uses[other, row] > whole:
            second = False
        if both and uses[one, row] + uses[other, row] > whole:
            both = False
    most = 0
    if first:
        most = max(most, values[one])
    if second:
        most = max(most, values[other])
    if both:
        most = max(most, values[one] + values[other])
    return int(most)


@compiled
def _local(graph: Ints, neighbours: Nodes, nodes: Nodes, joined: Ints) -> None:
    """Write into `joined` which places of `nodes` are neighbours, as bits."""
    for place in range(len(nodes)):
        joined[place] = 0
        for edge in range(graph[nodes[place]], graph[nodes[place] + 1]):
            for other in range(len(nodes)):
                if nodes[other] == neighbours[edge]:
                    joined[place] |= 1 << other


@compiled
def _connected(mask: int, joined: Ints) -> bool:
    reached = mask & -mask
    edge = reached
    while edge:
        grown = 0
        place = 0
        while edge:
            if edge & 1:
                grown |= joined[place]
            edge >>= 1
            place += 1
        edge = grown & mask & ~reached
        reached |= edge
    return reached == mask


@compiled
def _slot(key: int, table: Ints) -> int:
    return (key ^ (key >> 29)) & (len(table) - 1)


@compiled
def _find(table: Ints, offsets: Ints, members: Nodes, keys: Ints, nodes: Nodes, mask: int) -> int:
    """Return the column that has exactly the nodes of `mask`, or EMPTY."""
    key = 0
    size = 0
    for place in range(len(nodes)):
        if mask >> place & 1:
            key ^= keys[nodes[place]]
            size += 1
    if size == 1:
        return EMPTY
    slot = _slot(key, table)
    while table[slot] != EMPTY:
        column = int(table[slot])
        if offsets[column + 1] - offsets[column] == size:
            at = offsets[column]
            same = True
            for place in range(len(nodes)):
                if mask >> place & 1:
                    if members[at] != nodes[place]:
                        same = False
                        break
                    at += 1
            if same:
                return column
        slot = (slot + 1) & (len(table) - 1)
    return EMPTY


@compiled
def _insert(table: Ints, keys: Ints, nodes: Nodes, column: int) -> None:
    key = 0
    for node in nodes:
        key ^= keys[node]
    slot = _slot(key, table)
    while table[slot] != EMPTY:
        slot = (slot + 1) & (len(table) - 1)
    table[slot] = column
