"""A computed rulebook as what the draws work on, and ways in which it could be worked otherwise."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mashangban.core.grading.combining import combine
from mashangban.core.grading.compiling import compile_rulebook
from mashangban.core.grading.doubt.arrays import Floats, Integers
from mashangban.core.grading.doubt.draws.errors import CannotDraw
from mashangban.core.grading.doubt.draws.model import Chosen
from mashangban.core.grading.doubt.draws.outcome import Scale
from mashangban.core.grading.doubt.draws.tree import (
    Edges,
    Mean,
    Rule,
    Rules,
    edge_keys,
    levels_of,
)
from mashangban.core.grading.leaves import score_leaves, scores_of, values_of
from mashangban.core.grading.plan import GroupPlan, LeafColumns, Plan, State
from mashangban.core.grading.rulebook import Rulebook
from mashangban.core.grading.rulebook.missing import FixedScore
from mashangban.core.grading.rulebook.nodes import (
    Aggregate,
    AnyNode,
    Arithmetic,
    Choose,
    Geometric,
    Greatest,
    Group,
    Harmonic,
    Indicator,
    Least,
    PowerMean,
    Product,
    Sum,
    Zeros,
)
from mashangban.core.grading.rulebook.outcome import Bands
from mashangban.core.grading.rulebook.scores import Score
from mashangban.core.grading.running import Run
from mashangban.core.grading.table import Table

Way = Callable[[Rulebook], Rulebook]

EXACT = 9  # decimals where the rulebook ranks before rounding: what floats lose must not decide


def as_it_is(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook itself: the first alternative of a choice, as a rule."""
    return rulebook


def without_treatment(rulebook: Rulebook) -> Rulebook:
    """Leave the numbers as they are before scoring."""
    return _changed(rulebook, indicator={"treatment": ()})


def scored_by(score: Score) -> Way:
    """Return the way that scores every indicator by `score`."""
    return lambda rulebook: _changed(rulebook, indicator={"score": score})


def aggregated_by(aggregate: Aggregate, groups: Sequence[str] | None = None) -> Way:
    """Return the way that aggregates `groups` (all, if None) by `aggregate`."""
    return lambda rulebook: _changed(rulebook, group={"aggregate": aggregate}, groups=groups)


@dataclass(frozen=True)
class PlanModel:
    """A run of a rulebook, and `ways`: for each factor its alternatives by name.

    Several factors are applied in the order of their names. Where a unit is without a result
    (暂不评定) it is so in all draws: coverage goes by the weights of the rulebook.
    """

    run: Run
    ways: Mapping[str, Mapping[str, Way]] = field(default_factory=dict)

    @property
    def units(self) -> Sequence[str]:
        return self.run.table.units

    @property
    def leaf_names(self) -> Sequence[str]:
        return [leaf.id for leaf in self.run.plan.leaves]

    @cached_property
    def edges(self) -> Edges:
        plan = self.run.plan
        ends = [(group.id, plan.ids[part]) for group in plan.groups for part in group.parts]
        return Edges(
            start=plan.start,
            child=plan.part,
            weights=plan.weight,
            levels=levels_of(plan.start, plan.part, len(plan.leaves)),
            keys=edge_keys(ends),
        )

    def leaves(self, chosen: Chosen, noise: Floats | None = None) -> Floats:
        plan, columns = self._worked(chosen)
        if noise is None:
            return columns.scores
        raw = columns.raw + noise
        scores = np.empty_like(raw)
        for index, leaf in enumerate(plan.leaves):
            states = columns.states[:, index]
            after = values_of(leaf, raw[:, index], states, plan.order, self._table)
            scores[:, index], _ = scores_of(leaf, after["treated"], states, self._table)
        return scores

    def rules(self, chosen: Chosen) -> Rules | None:
        plan, columns = self._worked(chosen)
        rules = [_rule(group) for group in plan.groups]
        if any(rule is None for rule in rules):
            return None
        states = combine(
            plan,
            scores=columns.scores,
            states=columns.states,
            counted=columns.counted,
            table=self._table,
        ).states
        counting = np.empty((len(self.units), len(plan.groups)), dtype=np.int64)
        for index, group in enumerate(plan.groups):
            rated = states[:, group.node] == State.PRESENT
            counting[:, index] = np.where(rated, self._counting(group, plan), 0)
        return Rules(tuple(rule for rule in rules if rule is not None), counting)

    def combined(self, chosen: Chosen, leaves: Floats, weights: Floats) -> Floats:
        plan, columns = self._worked(chosen)
        scores = combine(
            plan.with_weights(weights),
            scores=leaves,
            states=columns.states,
            counted=columns.counted,
            table=self._table,
        )
        return scores.values[:, plan.root]

    def _counting(self, group: GroupPlan, plan: Plan) -> Integers:
        if not isinstance(group.aggregate, Choose):
            return np.ones(len(self.units), dtype=np.int64)
        place = {plan.ids[part]: at + 2 for at, part in enumerate(group.parts)}
        texts = self._table.texts(group.aggregate.column)
        return np.array([place.get(text, 0) for text in texts])

    def _worked(self, chosen: Chosen) -> tuple[Plan, LeafColumns]:
        """Return plan and leaves with these choices, kept from the first time."""
        key = tuple(sorted(chosen.items()))
        if key not in self._known:
            rulebook = self.run.loaded.rulebook
            for factor, alternative in key:
                if alternative not in self.ways.get(factor, {}):
                    raise CannotDraw(f"The model knows no alternative “{alternative}” of {factor}.")
                rulebook = self.ways[factor][alternative](rulebook)
            plan = compile_rulebook(rulebook)
            if plan.ids != self.run.plan.ids:
                raise CannotDraw("A way of working must leave the tree of the rulebook as it is.")
            plan = plan.with_weights(self.run.plan.weight)
            self._known[key] = plan, score_leaves(plan, rulebook.data, self._table)
        return self._known[key]

    @cached_property
    def _known(self) -> dict[tuple[tuple[str, str], ...], tuple[Plan, LeafColumns]]:
        return {(): (self.run.plan, self.run.leaves)}

    @cached_property
    def _table(self) -> Table:
        return _Remembering(self.run.table.units, self.run.table.columns)


def scale_of(run: Run) -> Scale:
    """Return how the rulebook ranks and grades; grades only of fixed cuts, before corrections."""
    outcome = run.loaded.rulebook.outcome
    exact = outcome.rounding is None or outcome.rank.of == "exact"
    return Scale(
        decimals=EXACT if exact or outcome.rounding is None else outcome.rounding.decimals,
        cuts=outcome.cuts.at_least if isinstance(outcome.cuts, Bands) else (),
        lowest_first=outcome.rank.best == "lowest",
    )


@dataclass(frozen=True)
class _Remembering(Table):
    """A table that reads each column once: noise in cells asks for it in every draw."""

    known_numbers: dict[str, Floats] = field(default_factory=dict)
    known_peers: dict[str | None, list[NDArray[np.intp]]] = field(default_factory=dict)

    def numbers(self, column: str) -> Floats:
        if column not in self.known_numbers:
            self.known_numbers[column] = Table.numbers(self, column)
        return self.known_numbers[column]

    def peers(self, column: str | None) -> list[NDArray[np.intp]]:
        if column not in self.known_peers:
            self.known_peers[column] = Table.peers(self, column)
        return self.known_peers[column]


def _rule(group: GroupPlan) -> Rule | None:
    """Return the rule of a group, None if it is not of a kind that is compiled."""
    if group.rules.after or group.rules.rescale is not None:
        return None
    decimals = -1 if group.rules.round is None else group.rules.round
    fixed = group.unrated.score if isinstance(group.unrated, FixedScore) else np.nan
    match group.aggregate:
        case Geometric(floor=floor, zeros=zeros) | Harmonic(floor=floor, zeros=zeros):
            mean = Mean[group.aggregate.kind.upper()]
            floor = -np.inf if floor is None else floor
            return Rule(mean, 1.0, floor, zeros is Zeros.REFUSE, decimals, fixed)
        case PowerMean(exponent=exponent, zeros=zeros):
            mean = Mean.POWER if exponent else Mean.GEOMETRIC
            return Rule(mean, exponent, -np.inf, zeros is Zeros.REFUSE, decimals, fixed)
        case Arithmetic():
            return Rule(Mean.ARITHMETIC, decimals=decimals, fixed=fixed)
        case Sum():
            return Rule(Mean.SUM, decimals=decimals, fixed=fixed)
        case Product():
            return Rule(Mean.PRODUCT, decimals=decimals, fixed=fixed)
        case Least():
            return Rule(Mean.MINIMUM, decimals=decimals, fixed=fixed)
        case Greatest() | Choose():  # of a single part, whatever its weight
            return Rule(Mean.MAXIMUM, decimals=decimals, fixed=fixed)
        case _:
            return None


def _changed(
    rulebook: Rulebook,
    *,
    indicator: Mapping[str, Any] | None = None,
    group: Mapping[str, Any] | None = None,
    groups: Sequence[str] | None = None,
) -> Rulebook:
    """Return the rulebook with these keys of its indicators, or of `groups`, replaced."""

    def changed(node: AnyNode) -> AnyNode:
        if isinstance(node, Indicator):
            return node.model_copy(update=dict(indicator or {}))
        if not isinstance(node, Group):
            return node
        parts = tuple(changed(part) for part in node.parts)
        own = group if group and (groups is None or node.id in groups) else {}
        return node.model_copy(update={"parts": parts, **own})

    return rulebook.model_copy(update={"tree": changed(rulebook.tree)})
