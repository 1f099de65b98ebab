"""All clusters that may be: connected sets of at most K nodes within the caps, each once.

The sets grow from their smallest node as in ESU (Wernicke 2006). Caps are monotone, so a set that
breaks one is neither kept nor grown, and none is missed: each feasible set is reached through
feasible ones.
"""

from dataclasses import dataclass, replace

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Nodes, compiled
from mashangban.core.contiguity.caps import Caps, pack
from mashangban.core.contiguity.columns import Columns, Neighbours

LEAST = 2  # a node alone is no cluster; it is worth 0
LARGEST_SIZE = 16
MOST_COLUMNS = 3_000_000


class TooManyClusters(ValueError):
    """More than `most` clusters are possible at size `size`."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(
            f"There are more than {most:,} clusters of up to {size} compounds. "
            "Tighten a cap or lower the largest size."
        )
        self.size = size
        self.most = most


@dataclass(frozen=True, slots=True, eq=False)
class Enumerated:
    """The clusters of up to `size` nodes; `size` is below what was asked if those were too many."""

    columns: Columns
    size: int


def enumerate_sets(neighbours: Neighbours, caps: Caps, *, most: int = MOST_COLUMNS) -> Columns:
    """Return every connected set of 2 to `caps.size` nodes that keeps the caps, each once.

    The order depends on nothing but the input. Raises TooManyClusters, and ValueError for caps
    that do not fit the graph or a size outside 2 to 16.
    """
    if not LEAST <= caps.size <= LARGEST_SIZE:
        raise ValueError(f"The largest size of a cluster is {LEAST} to {LARGEST_SIZE}.")
    packed = pack(caps, len(neighbours))
    complete, offsets, members = _grow_all(
        neighbours.offsets,
        neighbours.members,
        caps.size,
        most,
        packed.sums,
        packed.sum_limits,
        packed.spreads,
        packed.spread_limits,
        packed.ratios,
        packed.ratio_limits,
        packed.places,
        packed.diameter_squared,
        packed.apart.offsets,
        packed.apart.members,
    )
    if not complete:
        raise TooManyClusters(caps.size, most)
    return Columns(offsets, members)


def enumerate_within(neighbours: Neighbours, caps: Caps, *, most: int = MOST_COLUMNS) -> Enumerated:
    """Return the clusters for the largest size up to `caps.size` that has at most `most` of them.

    Raises TooManyClusters if even pairs are too many.
    """
    for size in range(caps.size, LEAST, -1):
        try:
            columns = enumerate_sets(neighbours, replace(caps, size=size), most=most)
        except TooManyClusters:
            continue
        return Enumerated(columns, size)
    columns = enumerate_sets(neighbours, replace(caps, size=LEAST), most=most)
    return Enumerated(columns, LEAST)


@compiled
def _fits(  # noqa: C901 - one inner loop, every cap in turn
    node: int,
    chosen: Nodes,
    depth: int,
    added: Ints,
    sums: Ints,
    sum_limits: Ints,
    lowest: Ints,
    highest: Ints,
    spreads: Ints,
    spread_limits: Ints,
    ratios: Ints,
    ratio_limits: Ints,
    places: Ints,
    diameter_squared: int,
    apart_offsets: Ints,
    apart: Nodes,
) -> bool:
    """Say whether `node` may join the first `depth` of `chosen`; the tables hold their state."""
    for cap in range(len(sum_limits)):
        if added[depth, cap] + sums[node, cap] > sum_limits[cap]:
            return False
    for cap in range(len(spread_limits)):
        low = min(lowest[depth, cap], spreads[node, cap])
        if max(highest[depth, cap], spreads[node, cap]) - low > spread_limits[cap]:
            return False
    first = len(spread_limits)
    for cap in range(len(ratio_limits)):
        low = min(lowest[depth, first + cap], ratios[node, cap])
        high = max(highest[depth, first + cap], ratios[node, cap])
        if high * ratio_limits[cap, 1] > low * ratio_limits[cap, 0]:
            return False
    if places.shape[1]:
        for place in range(depth):
            across = places[node, 0] - places[chosen[place], 0]
            along = places[node, 1] - places[chosen[place], 1]
            if across * across + along * along > diameter_squared:
                return False
    for place in range(apart_offsets[node], apart_offsets[node + 1]):
        for earlier in range(depth):
            if apart[place] == chosen[earlier]:
                return False
    return True


@compiled
def _note(
    node: int,
    depth: int,
    added: Ints,
    sums: Ints,
    lowest: Ints,
    highest: Ints,
    spreads: Ints,
    ratios: Ints,
) -> None:
    """Write the state after `node` has joined `depth` others into row `depth + 1`."""
    for cap in range(sums.shape[1]):
        added[depth + 1, cap] = added[depth, cap] + sums[node, cap]
    first = spreads.shape[1]
    for cap in range(first + ratios.shape[1]):
        figure = spreads[node, cap] if cap < first else ratios[node, cap - first]
        lowest[depth + 1, cap] = min(lowest[depth, cap], figure)
        highest[depth + 1, cap] = max(highest[depth, cap], figure)


@compiled
def _append(starts: Ints, members: Nodes, count: int, chosen: Nodes) -> tuple[Ints, Nodes]:
    """Write `chosen`, sorted, behind the `count` sets there are; the arrays grow if they must."""
    if count + 2 > len(starts):
        longer = np.empty(2 * len(starts), np.int64)
        longer[: count + 1] = starts[: count + 1]
        starts = longer
    begin = starts[count]
    if begin + len(chosen) > len(members):
        more = np.empty(2 * len(members), np.int32)
        more[:begin] = members[:begin]
        members = more
    for place in range(len(chosen)):
        slot = begin + place
        while slot > begin and members[slot - 1] > chosen[place]:
            members[slot] = members[slot - 1]
            slot -= 1
        members[slot] = chosen[place]
    starts[count + 1] = begin + len(chosen)
    return starts, members


@compiled
def _grow_all(  # noqa: C901 - the recursion of ESU, unrolled onto its own stacks
    offsets: Ints,
    neighbours: Nodes,
    size: int,
    most: int,
    sums: Ints,
    sum_limits: Ints,
    spreads: Ints,
    spread_limits: Ints,
    ratios: Ints,
    ratio_limits: Ints,
    places: Ints,
    diameter_squared: int,
    apart_offsets: Ints,
    apart: Nodes,
) -> tuple[bool, Ints, Nodes]:
    """Grow the sets of all roots; False, and what there is by then, beyond `most` of them."""
    nodes = len(offsets) - 1
    degree = 1
    for node in range(nodes):
        degree = max(degree, offsets[node + 1] - offsets[node])
    ranges = len(spread_limits) + len(ratio_limits)
    # State after `depth` nodes were chosen: row `depth` of each table.
    chosen = np.empty(size + 1, np.int32)
    waiting = np.empty((size + 1, min(nodes, size * degree) + 1), np.int32)
    left = np.zeros(size + 1, np.int64)  # of `waiting`, still to be tried
    marked = np.zeros(nodes, np.bool_)  # the set and all neighbours it ever had, above the root
    fresh = np.empty((size + 1, degree), np.int32)  # marked by the node that came last
    fresh_count = np.zeros(size + 1, np.int64)
    added = np.zeros((size + 1, len(sum_limits)), np.int64)
    lowest = np.zeros((size + 1, ranges), np.int64)
    highest = np.zeros((size + 1, ranges), np.int64)
    lowest[0, :] = 2**62
    highest[0, :] = -(2**62)
    starts = np.zeros(1024, np.int64)
    members = np.empty(4096, np.int32)
    count = 0
    for root in range(nodes):
        waiting[0, 0] = root
        left[0] = 1
        marked[root] = True
        depth = 0
        while depth >= 0:
            if left[depth] == 0:
                for place in range(fresh_count[depth]):
                    marked[fresh[depth, place]] = False
                fresh_count[depth] = 0
                depth -= 1
                continue
            left[depth] -= 1
            node = waiting[depth, left[depth]]
            if not _fits(
                node, chosen, depth, added, sums, sum_limits, lowest, highest, spreads,
                spread_limits, ratios, ratio_limits, places, diameter_squared, apart_offsets, apart,
            ):  # fmt: skip
                continue
            chosen[depth] = node
            reached = depth + 1
            if reached >= LEAST:
                if count == most:
                    return False, starts[: count + 1].copy(), members[: starts[count]].copy()
                starts, members = _append(starts, members, count, chosen[:reached])
                count += 1
            if reached == size:
                continue
            _note(node, depth, added, sums, lowest, highest, spreads, ratios)
            for place in range(left[depth]):
                waiting[reached, place] = waiting[depth, place]
            left[reached] = left[depth]
            fresh_count[reached] = 0
            for place in range(offsets[node], offsets[node + 1]):
                other = neighbours[place]
                if other > root and not marked[other]:
                    marked[other] = True
                    waiting[reached, left[reached]] = other
                    left[reached] += 1
                    fresh[reached, fresh_count[reached]] = other
                    fresh_count[reached] += 1
            depth = reached
        marked[root] = False
    return True, starts[: count + 1].copy(), members[: starts[count]].copy()
