"""What a plan has to know of every cluster, measured in one compiled pass over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Nodes, compiled
from mashangban.core.contiguity.columns import Columns, Neighbours

NEVER = 2**60  # the cost of closing gates that no wall closes


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One figure a compound in each array; the order of the fields is that of the table's columns.

    Areas in square decimetres, fees in fen, `today` the yuan a year that it costs alone; `merge`
    and `open` are 1 where the votes can be had.
    """

    x: Ints
    y: Ints
    households: Ints
    area_dm2: Ints
    green_dm2: Ints
    gates: Ints
    day_gates: Ints
    months: Ints
    fee_fen: Ints
    today: Ints
    subdistrict: Ints
    merge: Ints
    open: Ints

    def table(self) -> Ints:
        """Return one row a compound."""
        return np.stack([getattr(self, each.name) for each in fields(self)], axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """One figure a cluster in each array; the order is that of the columns `_measure` writes.

    `months`: until the last contract ends. `travel`: metres from the best base to the others, each
    times its households. `managers`: the fewest, if one answers for neighbouring areas only.
    `joined`: connected by what areas may be merged across. `fee_fen` and `least_fee_fen`: the one
    fee after a merger, and the lowest before; `rise`: area times rise of the fee, over those whose
    fee rises.
    """

    compounds: Ints
    households: Ints
    area_dm2: Ints
    green_dm2: Ints
    gates: Ints
    day_gates: Ints
    months: Ints
    today: Ints
    travel: Ints
    managers: Ints
    joined: Ints
    merge: Ints
    open: Ints
    one_subdistrict: Ints
    fee_fen: Ints
    least_fee_fen: Ints
    rise: Ints


def measure(
    columns: Columns,
    figures: Figures,
    *,
    joint: Neighbours,
    merge: Neighbours,
    per_manager: int | None,
) -> Measures:
    """Return the measures of all `columns`; `per_manager` areas a manager at most, None: any."""
    names = [field.name for field in fields(Measures)]
    rows = _measure(
        columns.offsets,
        columns.members,
        figures.table(),
        joint.offsets,
        joint.members,
        merge.offsets,
        merge.members,
        per_manager or 0,
        len(names),
    )
    return Measures(**{name: rows[:, place].copy() for place, name in enumerate(names)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Openings:
    """Walls by their two compounds: the gates that an opening closes and its cost in yuan."""

    one: Nodes
    other: Nodes
    gates: Ints
    cost: Ints

    def none(self) -> "Openings":
        """Return no walls at all."""
        return Openings(
            one=self.one[:0], other=self.other[:0], gates=self.gates[:0], cost=self.cost[:0]
        )

    def names(self, wall: int, nodes: Sequence[str]) -> tuple[str, str]:
        """Return the two compounds of a wall."""
        return nodes[int(self.one[wall])], nodes[int(self.other[wall])]

    def cheapest(self, members: tuple[int, ...], *, closed: int, most: int) -> tuple[int, ...]:
        """Return the walls between `members` that close `closed` gates at the least cost.

        `most` gates can be closed. Raises ValueError if no choice of walls closes so many.
        """
        # The best choice for each number of gates closed, as its cost and its walls.
        best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
        among = np.isin(self.one, members) & np.isin(self.other, members)
        for wall in np.flatnonzero(among).tolist():
            for before, (cost, walls) in list(best.items()):
                then = min(most, before + int(self.gates[wall]))
                offer = (cost + int(self.cost[wall]), (*walls, wall))
                best[then] = min(best.get(then, offer), offer)
        if closed not in best:
            raise ValueError(f"No choice of walls closes {closed} gates.")
        return best[closed][1]


def closings(columns: Columns, openings: Openings, gates: Ints, *, kept: int) -> Ints:
    """Return, for each cluster and number of gates closed, the least cost of walls; NEVER: none.

    Row c has the costs of closing 0, 1, 2 … gates; a cluster keeps `kept` gates at least, and what
    walls would close beyond that closes nothing.
    """
    if not len(openings.one):
        return np.zeros((len(columns), 1), np.int64)
    nodes = int(max(openings.one.max(), columns.members.max(initial=0))) + 1
    order = np.argsort(openings.one, kind="stable")
    first = np.searchsorted(openings.one[order], np.arange(nodes + 1)).astype(np.int64)
    return _closings(
        columns.offsets,
        columns.members,
        first,
        openings.other[order].astype(np.int32),
        openings.gates[order],
        openings.cost[order],
        np.maximum(0, gates - kept),
    )


@compiled
def _measure(
    offsets: Ints,
    members: Nodes,
    figures: Ints,
    joint_offsets: Ints,
    joint: Nodes,
    merge_offsets: Ints,
    merge: Nodes,
    per_manager: int,
    width: int,
) -> Ints:
    found = np.zeros((len(offsets) - 1, width), np.int64)
    for column in range(len(offsets) - 1):
        chosen = members[offsets[column] : offsets[column + 1]]
        row = found[column]
        row[0] = len(chosen)
        paid = 0
        row[11] = row[12] = row[13] = 1
        row[15] = 2**60
        for node in chosen:
            of = figures[node]
            for place in range(1, 6):  # households, areas, gates
                row[place] += of[place + 1]
            row[6] = max(row[6], of[7])
            row[7] += of[9]
            row[11] &= of[11]
            row[12] &= of[12]
            row[13] &= of[10] == figures[chosen[0], 10]
            row[15] = min(row[15], of[8])
            paid += of[3] * of[8]
        row[8] = _travel(chosen, figures)
        beside = _ways(chosen, joint_offsets, joint)
        row[9] = _fewest_groups(beside, per_manager) if per_manager else 1
        row[10] = _is_joined(_ways(chosen, merge_offsets, merge), (1 << len(chosen)) - 1)
        area = row[2]
        row[14] = (2 * paid + area) // (2 * area) if area else row[15]
        for node in chosen:
            row[16] += figures[node, 3] * max(0, row[14] - figures[node, 8])
    return found


@compiled
def _travel(chosen: Nodes, figures: Ints) -> int:
    """Return the least sum of metres from a base in the cluster, times households."""
    least = 2**62
    for base in chosen:
        total = 0
        for node in chosen:
            across = figures[node, 0] - figures[base, 0]
            along = figures[node, 1] - figures[base, 1]
            metres = int(np.sqrt(np.float64(across * across + along * along)) + 0.5)
            total += metres * figures[node, 2]
        least = min(least, total)
    return least


@compiled
def _ways(chosen: Nodes, offsets: Ints, neighbours: Nodes) -> Ints:
    """Return for each member, as bits, which members it is joined to."""
    beside = np.zeros(len(chosen), np.int64)
    for place in range(len(chosen)):
        node = chosen[place]
        for way in range(offsets[node], offsets[node + 1]):
            for other in range(len(chosen)):
                if chosen[other] == neighbours[way]:
                    beside[place] |= 1 << other
    return beside


@compiled
def _is_joined(beside: Ints, group: int) -> int:
    """Say (1 or 0) whether the members of the bits `group` hang together."""
    reached = group & -group
    grown = True
    while grown:
        grown = False
        for place in range(len(beside)):
            if reached >> place & 1:
                wider = reached | (beside[place] & group)
                if wider != reached:
                    reached = wider
                    grown = True
    return 1 if reached == group else 0


@compiled
def _fewest_groups(beside: Ints, most: int) -> int:
    """Return into how few groups of `most` members at most, each hanging together, all can go."""
    count = len(beside)
    everyone = (1 << count) - 1
    groups = -(-count // most)
    while not _splits(beside, everyone, groups, most):
        groups += 1
    return groups


@compiled
def _splits(beside: Ints, left: int, groups: int, most: int) -> bool:
    """Say whether the members `left` can go into so many `groups`."""
    if left == 0:
        return True
    if _size(left) > groups * most:
        return False
    # The lowest member is in some group: try each that could hold it.
    lowest = left & -left
    near = lowest
    for _ in range(most - 1):
        for place in range(len(beside)):
            if near >> place & 1:
                near |= beside[place] & left
    near ^= lowest
    part = near
    while True:
        group = part | lowest
        fits = _size(group) <= most and _size(left ^ group) <= (groups - 1) * most
        if fits and _is_joined(beside, group) and _splits(beside, left ^ group, groups - 1, most):
            return True
        if part == 0:
            return False
        part = (part - 1) & near


@compiled
def _size(group: int) -> int:
    size = 0
    while group:
        group &= group - 1
        size += 1
    return size


@compiled
def _closings(
    offsets: Ints,
    members: Nodes,
    first: Ints,
    other: Nodes,
    gates: Ints,
    cost: Ints,
    closable: Ints,
) -> Ints:
    width = 1
    for column in range(len(offsets) - 1):
        width = max(width, closable[column] + 1)
    least = np.full((len(offsets) - 1, width), NEVER, np.int64)
    for column in range(len(offsets) - 1):
        chosen = members[offsets[column] : offsets[column + 1]]
        row = least[column]
        row[0] = 0
        most = closable[column]
        for node in chosen:
            for wall in range(first[node], first[node + 1]):
                inside = False
                for member in chosen:
                    inside |= member == other[wall]
                if not inside:
                    continue
                for closed in range(most, -1, -1):
                    if row[closed] >= NEVER:
                        continue
                    then = min(most, closed + gates[wall])
                    row[then] = min(row[then], row[closed] + cost[wall])
    return least
