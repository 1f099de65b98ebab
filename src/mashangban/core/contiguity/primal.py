"""Good plans, without proof: greedy choices, and HiGHS on a few promising columns."""

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Nodes, compiled
from mashangban.core.contiguity.instance import Instance, SideRow
from mashangban.core.contiguity.pricing import Triples
from mashangban.core.contiguity.relaxation import Master

LONGEST = 30.0  # seconds of HiGHS; only problems of another kind come near it


def restricted(instance: Instance, columns: Ints) -> Instance:
    """Return the instance with only `columns`, numbered in that order."""
    place = np.full(len(instance.columns), -1, np.int64)
    place[columns] = np.arange(len(columns))
    rows = []
    for row in instance.rows:
        here = place[row.columns] >= 0
        rows.append(
            SideRow(row.name, place[row.columns[here]], row.coefficients[here], row.at_most)
        )
    return Instance(
        instance.nodes, instance.columns.taken(columns), instance.values[columns], tuple(rows)
    )


def greedy(instance: Instance, order: Ints) -> Ints:
    """Choose columns in `order` whenever they still fit; those of value 0 or less never."""
    use = np.zeros((len(instance.rows), len(instance.columns)), np.int64)
    for number, row in enumerate(instance.rows):
        use[number, row.columns] = row.coefficients
    left = np.array([row.at_most for row in instance.rows], np.int64)
    return _greedy(
        instance.columns.offsets,
        instance.columns.members,
        instance.values,
        use,
        left,
        order,
        instance.nodes,
    )


@compiled
def _greedy(
    offsets: Ints, members: Nodes, values: Ints, use: Ints, left: Ints, order: Ints, nodes: int
) -> Ints:
    taken = np.zeros(nodes, np.bool_)
    chosen = np.empty(nodes, np.int64)
    count = 0
    for column in order:
        if values[column] <= 0:
            continue
        free = True
        for place in range(offsets[column], offsets[column + 1]):
            if taken[members[place]]:
                free = False
                break
        for row in range(len(left)):
            if use[row, column] > left[row]:
                free = False
        if not free:
            continue
        for place in range(offsets[column], offsets[column + 1]):
            taken[members[place]] = True
        for row in range(len(left)):
            left[row] -= use[row, column]
        chosen[count] = column
        count += 1
    return np.sort(chosen[:count])


def best_of(instance: Instance, cuts: Triples, *, nodes: int) -> Ints:
    """Return the best plan that HiGHS finds within so many nodes of its own tree; maybe none."""
    master = Master(instance, whole=True)
    master.add_cuts(cuts)
    return master.integral(nodes=nodes, seconds=LONGEST)


def is_plan(instance: Instance, chosen: Ints) -> bool:
    """Say whether the columns `chosen` share no node and keep the side rows."""
    taken = instance.columns.taken(chosen)
    if len(np.unique(taken.members)) != len(taken.members):
        return False
    inside = np.zeros(len(instance.columns), np.int64)
    inside[chosen] = 1
    return all(
        sum((inside[row.columns] * row.coefficients).tolist()) <= row.at_most
        for row in instance.rows
    )
