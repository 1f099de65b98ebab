"""The structure that scores are aggregated over, and the same as arrays."""

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
    MINIMUM = kernels.MINIMUM


@dataclass(frozen=True, slots=True)
class Node:
    """A named node, its children by name with their weights (above 0, of any sum), and its mean."""

    name: str
    children: tuple[str, ...]
    weights: tuple[float, ...]
    mean: Mean = Mean.ARITHMETIC


@dataclass(frozen=True, slots=True)
class Arrays:
    """A tree for the kernels. An edge leads from a node to a child; edges stand node by node.

    `start`: the first edge of each node, and the end; `child`: leaves count first, then nodes;
    `weights` add up to 1 in each node; `levels`: 1 for the edges of the root, 2 for those below.
    """

    start: Integers
    child: Integers
    weights: Floats
    means: Integers
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
    def arrays(self) -> Arrays:
        names = [*self.leaves, *(node.name for node in self.nodes)]
        place = {name: at for at, name in enumerate(names)}
        depths = {self.nodes[-1].name: 1}
        for node in reversed(self.nodes):
            depths |= dict.fromkeys(node.children, depths[node.name] + 1)
        edges = [(node, child) for node in self.nodes for child in node.children]
        return Arrays(
            start=np.cumsum([0, *(len(node.children) for node in self.nodes)]),
            child=np.array([place[child] for _, child in edges]),
            weights=np.concatenate(
                [np.array(node.weights) / np.sum(node.weights) for node in self.nodes]
            ),
            means=np.array([node.mean for node in self.nodes], dtype=np.int64),
            levels=np.array([depths[node.name] for node, _ in edges]),
            keys=unit_keys(f"{node.name}/{child}" for node, child in edges),
        )
