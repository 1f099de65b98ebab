"""A rulebook compiled: a tree as arrays, from which scores, draws and traces are computed.

Nodes are numbered: the leaves first, in the order of the rulebook, then the groups, each after its
parts; the root is the last. `n` is the number of units, `L` of leaves, `N` of nodes, `E` of edges
(a group and one of its parts).
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mashangban.core.grading.rulebook.missing import GroupPolicy, Missing
from mashangban.core.grading.rulebook.nodes import Aggregate, Coverage, Group, Indicator

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Codes = NDArray[np.int8]
Flags = NDArray[np.bool_]


class State(IntEnum):
    """Why a score is missing, or was set by a policy; PRESENT if it was measured."""

    PRESENT = 0
    NOT_APPLICABLE = 1
    NOT_COLLECTED = 2
    WITHHELD = 3
    BELOW_MINIMUM = 4
    NOT_RATED = 5  # a group without a result: 暂不评定


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """A leaf. All parameters of its treatment, score, missing states and rounding are in `rules`.

    `sense` is -1 if a smaller score is better (part_of with lower: keep), else 1.
    """

    id: str
    rules: Indicator
    sense: int

    @property
    def missing(self) -> Missing:
        return self.rules.missing


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """A group: `node` is its number, `parts` the numbers of its parts, edges `first` to `last`.

    `weights[k]` belongs to `parts[k]` and is as given, not divided by the total.
    """

    id: str
    node: int
    rules: Group
    parts: tuple[int, ...]
    first: int

    @property
    def last(self) -> int:
        return self.first + len(self.parts)

    @property
    def aggregate(self) -> Aggregate:
        return self.rules.aggregate

    @property
    def coverage(self) -> Coverage:
        return self.rules.coverage

    @property
    def unrated(self) -> GroupPolicy | None:
        return self.rules.unrated


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rulebook computes.

    ids: N; weight: float64[E] and part: int64[E], edge by edge; start: int64[G + 1], the edges of
    group g are `start[g]` up to `start[g + 1]`; order: steps before scoring.
    """

    ids: tuple[str, ...]
    leaves: tuple[LeafPlan, ...]
    groups: tuple[GroupPlan, ...]
    weight: Floats
    part: Integers
    start: Integers
    order: tuple[str, ...]

    @property
    def root(self) -> int:
        return len(self.ids) - 1

    def number(self, identifier: str) -> int:
        """Return the number of the node; raises ValueError."""
        return self.ids.index(identifier)

    def with_weights(self, weight: Floats) -> "Plan":
        """Return the plan with other weights of edges, float64[E]."""
        return replace(self, weight=np.asarray(weight, dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Scores:
    """Results: values float64[n, N], NaN where there is none; states int8[n, N] (State).

    counted: bool[n, N], what coverage counts: measured, or with a fixed score.
    """

    values: Floats
    states: Codes
    counted: Flags


@dataclass(frozen=True, slots=True)
class LeafColumns:
    """Leaves after each step: float64[n, L], NaN where there is no number; states int8[n, L]."""

    raw: Floats
    denominated: Floats
    filled: Floats
    treated: Floats
    scores: Floats
    states: Codes
    counted: Flags


Facts = dict[str, Any]
