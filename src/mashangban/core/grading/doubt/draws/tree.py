"""The structure that scores are aggregated over, and the same as arrays."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers, Keys
from mashangban.core.grading.doubt.draws import kernels
from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.randomness import unit_keys


class Mean(IntEnum):
    """How a node makes one number of its children's."""

    ARITHMETIC = kernels.ARITHMETIC
    GEOMETRIC = kernels.GEOMETRIC
    HARMONIC = kernels.HARMONIC
    POWER = kernels.POWER
    SUM = kernels.SUM
    PRODUCT = kernels.PRODUCT
    MINIMUM = kernels.MINIMUM
    MAXIMUM = kernels.MAXIMUM


@dataclass(frozen=True, slots=True)
class Rule:
    """How a node works; `exponent` of POWER (not 0), children below `floor` count as it.

    Geometric, harmonic and power means of a 0 are 0, or are refused. `decimals`: -1 for none.
    `fixed`: the value of a unit that is not rated here, NaN for none.
    """

    mean: Mean = Mean.ARITHMETIC
    exponent: float = 1.0
    floor: float = -np.inf
    refuses_zero: bool = True
    decimals: int = -1
    fixed: float = np.nan

    @property
    def row(self) -> tuple[float, ...]:
        return (
            float(self.mean),
            self.exponent,
            self.floor,
            float(self.refuses_zero),
            float(self.decimals),
            self.fixed,
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all nodes, and what counts there for which unit.

    `counting`, units × nodes: 0 where the unit is not rated, 1 where all children count, 1 + k
    where only the k-th does.
    """

    of: tuple[Rule, ...]
    counting: Integers

    @property
    def table(self) -> Floats:
        return np.array([rule.row for rule in self.of])


@dataclass(frozen=True, slots=True)
class Node:
    """A named node, its children by name with their weights (above 0, of any sum), and its rule."""

    name: str
    children: tuple[str, ...]
    weights: tuple[float, ...]
    rule: Rule = Rule()


@dataclass(frozen=True, slots=True)
class Edges:
    """A tree as arrays. An edge leads from a node to a child; edges stand node by node.

    `start`: the first edge of each node, and the end; `child`: leaves count first, then nodes;
    `levels`: 1 for the edges of the root, 2 for those below; `keys`: what their random numbers are
    addressed by. A child may have several parents.
    """

    start: Integers
    child: Integers
    weights: Floats
    levels: Integers
    keys: Keys


@dataclass(frozen=True)
class Tree:
    """Leaves in the order of the columns, and nodes with children before parents, the root last.

    Raises CannotDraw if a child is unknown, used twice or stands behind its parent, if a node but
    the root has no parent, or if a weight is not above 0.
    """

    leaves: tuple[str, ...]
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        known = set(self.leaves)
        if not self.nodes or len(known) < len(self.leaves):
            raise CannotDraw("A tree needs a node, and leaves of different names.")
        orphans = set(self.leaves)
        for node in self.nodes:
            if not node.children or len(node.children) != len(node.weights):
                raise CannotDraw(f"{node.name} needs children, and a weight for each.")
            if not all(np.isfinite(weight) and weight > 0 for weight in node.weights):
                raise CannotDraw(
                    f"A weight in {node.name} is not above 0. Leave out what does not count."
                )
            for child in node.children:
                if child not in orphans:
                    raise CannotDraw(f"{child}, a child of {node.name}, is unknown or used twice.")
                orphans.remove(child)
            if node.name in known:
                raise CannotDraw(f"There are two of the name {node.name}.")
            known.add(node.name)
            orphans.add(node.name)
        if orphans != {self.nodes[-1].name}:
            lost = ", ".join(sorted(orphans - {self.nodes[-1].name}))
            raise CannotDraw(f"No node has {lost} as a child. The root stands last.")

    @cached_property
    def edges(self) -> Edges:
        names = [*self.leaves, *(node.name for node in self.nodes)]
        place = {name: at for at, name in enumerate(names)}
        ends = [(node.name, child) for node in self.nodes for child in node.children]
        start = np.cumsum([0, *(len(node.children) for node in self.nodes)])
        child = np.array([place[child] for _, child in ends])
        return Edges(
            start=start,
            child=child,
            weights=np.concatenate([np.array(node.weights, float) for node in self.nodes]),
            levels=levels_of(start, child, len(self.leaves)),
            keys=edge_keys(ends),
        )

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(node.rule for node in self.nodes)


def levels_of(start: Integers, child: Integers, leaves: int) -> Integers:
    """Return the level of each edge: that of its node's nearest parent, and one more."""
    nodes = len(start) - 1
    depth = np.full(nodes, nodes + 1)
    depth[-1] = 1
    for node in range(nodes - 1, -1, -1):
        for below in child[start[node] : start[node + 1]] - leaves:
            if below >= 0:
                depth[below] = min(depth[below], depth[node] + 1)
    return np.repeat(depth, np.diff(start))


def edge_keys(ends: Iterable[tuple[str, str]]) -> Keys:
    """Return the key of each edge, from the names of its ends."""
    return unit_keys(f"{node}/{child}" for node, child in ends)
