"""A set-packing problem: choose columns that share no node, worth as much as possible.

A node in no chosen column stays alone, worth 0. Side rows couple columns of any nodes: a budget,
a number of projects. Everything is an integer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Nodes, compiled, frozen
from mashangban.core.contiguity.columns import Columns

LARGEST = 10**15  # of values, coefficients and limits: their sums must fit 64 bits


class InstanceError(ValueError):
    """The instance is not one; the sentence says what is wrong and where."""


@dataclass(frozen=True, slots=True, eq=False)
class SideRow:
    """The coefficients (each of the column beside it) of what is chosen add up to `at_most`.

    A column that is not named has the coefficient 0.
    """

    name: str
    columns: Ints
    coefficients: Ints
    at_most: int

    @staticmethod
    def of(name: str, coefficients: Sequence[int] | Ints, at_most: int) -> "SideRow":
        """Make a row of one coefficient for every column."""
        dense = np.asarray(coefficients, np.int64)
        columns = np.flatnonzero(dense).astype(np.int64)
        return SideRow(name, columns, dense[columns], at_most)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """`values` has one figure a column; nodes count from 0 to `nodes - 1`.

    Raises InstanceError for an empty column, a node that is not there or is twice in a column,
    lengths that do not fit, figures beyond 10^15, and a side row that leaving all alone breaks.
    """

    nodes: int
    columns: Columns
    values: Ints
    rows: tuple[SideRow, ...] = ()

    def __post_init__(self) -> None:
        if len(self.values) != len(self.columns):
            raise InstanceError(
                f"There are {len(self.columns)} columns and {len(self.values)} values; "
                "give one value for each column."
            )
        frozen(self.values)
        fault, column = _first_fault(self.columns.offsets, self.columns.members, self.nodes)
        if fault:
            raise InstanceError(FAULTS[fault].format(column=column, last=self.nodes - 1))
        _refuse_large("value", self.values)
        for row in self.rows:
            self._check(row)

    def _check(self, row: SideRow) -> None:
        if row.at_most < 0:
            raise InstanceError(
                f'Side row "{row.name}" asks for at most {row.at_most}; a limit is 0 or more, '
                "so that choosing nothing is a plan."
            )
        if len(row.columns) != len(row.coefficients):
            raise InstanceError(f'Side row "{row.name}" needs one coefficient for each column.')
        if len(row.columns) and not 0 <= row.columns.min() <= row.columns.max() < len(self.columns):
            raise InstanceError(f'Side row "{row.name}" names a column that is not there.')
        if len(np.unique(row.columns)) != len(row.columns):
            raise InstanceError(f'Side row "{row.name}" names a column twice.')
        _refuse_large(f'coefficient of side row "{row.name}"', row.coefficients)
        _refuse_large(f'limit of side row "{row.name}"', np.array([row.at_most], np.int64))


FAULTS = {
    1: "Column {column} has no node; every column needs one at least.",
    2: "Column {column} names a node outside 0 to {last}.",
    3: "Column {column} names a node twice.",
}


@compiled
def _first_fault(offsets: Ints, members: Nodes, nodes: int) -> tuple[int, int]:
    """Return the number in FAULTS and the column; members ascend within a column."""
    for column in range(len(offsets) - 1):
        start, stop = offsets[column], offsets[column + 1]
        if stop <= start:
            return 1, column
        if members[start] < 0 or members[stop - 1] >= nodes:
            return 2, column
        for place in range(start + 1, stop):
            if members[place] == members[place - 1]:
                return 3, column
    return 0, 0


def _refuse_large(what: str, figures: Ints) -> None:
    if len(figures) and max(int(figures.max()), -int(figures.min())) > LARGEST:
        raise InstanceError(f"A {what} is beyond {LARGEST:,}; use a larger unit.")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of an instance that shares no node and no side row with the others.

    `nodes` and `columns` are the numbers in the whole; `problem` counts both from 0, `rows` names
    the side rows by their place in the whole.
    """

    nodes: Ints
    columns: Ints
    rows: tuple[int, ...]
    problem: Instance


def parts(instance: Instance) -> tuple[Part, ...]:
    """Split an instance into what can be solved apart, by the smallest node."""
    columns = instance.columns
    if not len(columns):
        return ()
    group = _groups(columns.offsets, columns.members, instance.nodes)
    first = columns.members[columns.offsets[:-1]]
    for row in instance.rows:
        touched = np.unique(group[first[row.columns]])
        if len(touched) > 1:
            group[np.isin(group, touched)] = touched[0]
    of_column = group[first]
    order = np.argsort(of_column, kind="stable")
    names, starts = np.unique(of_column[order], return_index=True)
    members = np.argsort(group, kind="stable")
    node_starts = np.searchsorted(group[members], names)
    node_stops = np.searchsorted(group[members], names, side="right")
    # The number of each node and column within its part.
    node = np.zeros(instance.nodes, np.int32)
    node[members] = np.arange(instance.nodes) - np.searchsorted(group[members], group[members])
    column = np.zeros(len(columns), np.int64)
    column[order] = np.arange(len(columns)) - starts[np.searchsorted(names, of_column[order])]
    rows: dict[int, list[int]] = {}
    for place, row in enumerate(instance.rows):
        if len(row.columns):
            rows.setdefault(int(group[first[row.columns[0]]]), []).append(place)
    cuts = zip(names, np.split(order, starts[1:]), node_starts, node_stops, strict=True)
    return tuple(
        _part(instance, members[start:stop], which, tuple(rows.get(int(name), ())), node, column)
        for name, which, start, stop in cuts
    )


def _part(
    instance: Instance,
    nodes: Ints,
    which: Ints,
    rows: tuple[int, ...],
    node: Nodes,
    column: Ints,
) -> Part:
    taken = instance.columns.taken(which)
    problem = Instance(
        len(nodes),
        Columns(taken.offsets, node[taken.members]),
        instance.values[which],
        tuple(
            SideRow(row.name, column[row.columns], row.coefficients, row.at_most)
            for row in (instance.rows[place] for place in rows)
        ),
    )
    return Part(nodes, which, rows, problem)


@compiled
def _groups(offsets: Ints, members: Nodes, nodes: int) -> Ints:
    """Return for each node the smallest one that columns join it with."""
    above = np.arange(nodes)
    for column in range(len(offsets) - 1):
        one = members[offsets[column]]
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        for place in range(offsets[column] + 1, offsets[column + 1]):
            other = members[place]
            while above[other] != other:
                above[other] = above[above[other]]
                other = above[other]
            if other < one:
                above[one] = other
                one = other
            elif one < other:
                above[other] = one
    for node in range(nodes):
        above[node] = above[above[node]]
    return above
