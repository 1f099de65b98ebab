"""Sets of nodes by the million: offsets and members, as compressed rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask, Nodes, compiled, frozen


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Row i has the nodes `members[offsets[i]:offsets[i + 1]]`, ascending."""

    offsets: Ints
    members: Nodes

    def __post_init__(self) -> None:
        frozen(self.offsets)
        frozen(self.members)

    def __len__(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Columns(_Rows):
    """Column c has the nodes `members[offsets[c]:offsets[c + 1]]`, ascending."""

    def __getitem__(self, column: int) -> tuple[int, ...]:
        start, stop = self.offsets[column], self.offsets[column + 1]
        return tuple(self.members[start:stop].tolist())

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return (self[column] for column in range(len(self)))

    @property
    def sizes(self) -> Ints:
        """Return how many nodes each column has."""
        return np.diff(self.offsets)

    def kept(self, mask: Mask) -> "Columns":
        """Return the columns that `mask` keeps, in their order."""
        return self.taken(np.flatnonzero(mask))

    def taken(self, which: Ints) -> "Columns":
        """Return the columns of the numbers `which`, in that order."""
        return Columns(*_taken(self.offsets, self.members, which.astype(np.int64)))

    @staticmethod
    def of(sets: Iterable[Sequence[int]]) -> "Columns":
        """Make columns of `sets`, in their order; nodes are sorted within each."""
        ordered = [sorted(members) for members in sets]
        offsets = np.zeros(len(ordered) + 1, np.int64)
        np.cumsum([len(members) for members in ordered], out=offsets[1:])
        flat = [node for members in ordered for node in members]
        return Columns(offsets, np.array(flat, np.int32))


@compiled
def _taken(offsets: Ints, members: Nodes, which: Ints) -> tuple[Ints, Nodes]:
    starts = np.zeros(len(which) + 1, np.int64)
    for place in range(len(which)):
        column = which[place]
        starts[place + 1] = starts[place] + offsets[column + 1] - offsets[column]
    taken = np.empty(starts[-1], np.int32)
    for place in range(len(which)):
        column = which[place]
        taken[starts[place] : starts[place + 1]] = members[offsets[column] : offsets[column + 1]]
    return starts, taken


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours(_Rows):
    """An undirected graph: node i is joined to `members[offsets[i]:offsets[i + 1]]`, ascending."""

    @staticmethod
    def of(nodes: int, edges: Iterable[tuple[int, int]]) -> "Neighbours":
        """Make the graph of `nodes` nodes and the pairs `edges`; each counts once, loops never.

        Raises ValueError for a node that is not there.
        """
        pairs = np.array([pair for pair in edges if pair[0] != pair[1]], np.int64).reshape(-1, 2)
        if pairs.size and (pairs.min() < 0 or pairs.max() >= nodes):
            raise ValueError(f"An edge names a node outside 0 to {nodes - 1}.")
        both = np.unique(np.concatenate([pairs, pairs[:, ::-1]]), axis=0)
        offsets = np.zeros(nodes + 1, np.int64)
        np.cumsum(np.bincount(both[:, 0], minlength=nodes), out=offsets[1:])
        return Neighbours(offsets, both[:, 1].astype(np.int32))
