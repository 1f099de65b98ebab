"""What the draws ask of a compiled rulebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from mashangban.core.grading.doubt.arrays import Floats
from mashangban.core.grading.doubt.draws.tree import Mean, Tree

Chosen = Mapping[str, str]  # alternative by factor; what is not named is as the rulebook has it


class Model(Protocol):
    """Units in a fixed order, a tree, and the scores of its leaves under each way of working.

    `leaves` returns units × leaves, NaN where a value is not applicable and the others carry its
    weight. With `noise` (units × leaves, added to the raw values) it works everything out again,
    without noise it is asked once for each combination. `means` are those of the tree's nodes.
    """

    @property
    def units(self) -> Sequence[str]: ...
    @property
    def tree(self) -> Tree: ...
    def leaves(self, chosen: Chosen, noise: Floats | None = None) -> Floats: ...
    def means(self, chosen: Chosen) -> Sequence[Mean]: ...


@dataclass(frozen=True)
class ScoredLeaves:
    """A model without ways to choose from: leaf scores as they are, units × leaves."""

    units: Sequence[str]
    tree: Tree
    scores: Floats

    def leaves(self, chosen: Chosen, noise: Floats | None = None) -> Floats:
        return self.scores if noise is None else self.scores + noise

    def means(self, chosen: Chosen) -> Sequence[Mean]:
        return [node.mean for node in self.tree.nodes]
