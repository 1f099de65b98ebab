"""What the draws ask of a compiled rulebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats
from mashangban.core.grading.doubt.draws.tree import Edges, Rules, Tree

Chosen = Mapping[str, str]  # alternative by factor; what is not named is as the rulebook has it


class Model(Protocol):
    """Units in a fixed order, a tree, and the scores of its leaves under each way of working."""

    @property
    def units(self) -> Sequence[str]: ...

    @property
    def leaf_names(self) -> Sequence[str]: ...

    @property
    def edges(self) -> Edges: ...

    def leaves(self, chosen: Chosen, noise: Floats | None = None) -> Floats:
        """Return leaf scores, units × leaves, NaN where others carry the weight.

        With `noise` (added to the raw values) all is worked out again; without it the draws ask
        once for each combination of choices.
        """

    def rules(self, chosen: Chosen) -> Rules | None:
        """Return the rules of the nodes, None if they are of a kind that `combined` works out."""

    def combined(self, chosen: Chosen, leaves: Floats, weights: Floats) -> Floats:
        """Return the scores of the units with these weights of edges, in one draw."""


@dataclass(frozen=True)
class ScoredLeaves:
    """A model without ways to choose from: leaf scores as they are, units × leaves."""

    units: Sequence[str]
    tree: Tree
    scores: Floats

    @property
    def leaf_names(self) -> Sequence[str]:
        return self.tree.leaves

    @cached_property
    def edges(self) -> Edges:
        return self.tree.edges

    def leaves(self, chosen: Chosen, noise: Floats | None = None) -> Floats:
        return self.scores if noise is None else self.scores + noise

    def rules(self, chosen: Chosen) -> Rules | None:
        shape = len(self.units), len(self.tree.nodes)
        return Rules(self.tree.rules, np.ones(shape, dtype=np.int64))

    def combined(self, chosen: Chosen, leaves: Floats, weights: Floats) -> Floats:
        raise NotImplementedError("The rules of this model are all of a kind that is compiled.")
