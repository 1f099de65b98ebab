"""`explain`: a unit's grade, clause by clause, recomputed; it fails rather than tell a story."""

import math
from collections.abc import Mapping

import numpy as np

from mashangban.core.grading.cells import NAMES
from mashangban.core.grading.clauses import Clauses
from mashangban.core.grading.comparing import Comparison
from mashangban.core.grading.cutting import NOT_RATED
from mashangban.core.grading.distributing import contributions, next_grade, weights_used
from mashangban.core.grading.grading import Graded, grade
from mashangban.core.grading.plan import GroupPlan, State
from mashangban.core.grading.rulebook.nodes import Geometric, Indicator
from mashangban.core.grading.running import run
from mashangban.core.grading.traces import (
    ChangeTrace,
    Explanation,
    GroupTrace,
    LeafTrace,
    PartTrace,
)

CLOSE = 1e-12  # relative: two ways to add the same numbers


class TraceBroken(AssertionError):
    """A result does not follow from its inputs; the sentence says where."""


class Tracer:
    """Explains units of a result that it has computed anew from the table first.

    Raises TraceBroken if anything differs from what was handed in.
    """

    def __init__(self, graded: Graded) -> None:
        self._graded = graded
        self._clauses = Clauses(graded.run.loaded.rulebook)
        self._rows = {unit: row for row, unit in enumerate(graded.run.table.units)}
        self._comparisons = [
            Comparison(leaf.rules.score, graded.run.leaves.treated[:, index], graded.run.table)
            for index, leaf in enumerate(graded.run.plan.leaves)
        ]
        _refuse_difference(graded)

    def explain(self, unit: str) -> Explanation:
        """Return the trace of a unit. Raises KeyError for an unknown one, and TraceBroken."""
        graded, row = self._graded, self._rows[unit]
        table, rulebook = graded.run.table, graded.run.loaded.rulebook
        grades = graded.outcome.grades
        first = int(graded.by_cuts[row])
        used = weights_used(graded.run, row)
        return Explanation(
            unit=unit,
            name=table.texts(rulebook.data.name)[row] if rulebook.data.name else "",
            exact=_number(graded.exact[row]),
            published=_number(graded.published[row]),
            rank=_number(graded.rank[row]),
            grade_by_score=None if first == NOT_RATED else grades[first].id,
            grade=graded.grade_id(row),
            leaves=tuple(self._leaf(index, row) for index in range(len(graded.run.plan.leaves))),
            groups=tuple(self._group(group, row, used) for group in graded.run.plan.groups),
            contributions=contributions(graded, row, used),
            changes=tuple(
                ChangeTrace(
                    correction=change.correction,
                    name=self._clauses.name_of_correction(change.correction),
                    clause=self._clauses.of_correction(change.correction),
                    before=grades[change.before].id,
                    after=grades[change.after].id,
                    why=change.why,
                )
                for change in graded.changes[row]
            ),
            next_grade=next_grade(graded, row, used),
        )

    def _leaf(self, index: int, row: int) -> LeafTrace:
        run_, leaf = self._graded.run, self._graded.run.plan.leaves[index]
        columns, table = run_.leaves, run_.table
        state = State(columns.states[row, index])
        rules = leaf.rules
        return LeafTrace(
            id=leaf.id,
            name=rules.name or rules.name_en or leaf.id,
            clause=self._clauses.of_node(leaf.id),
            assessor=rules.assessor,
            column=rules.source_column,
            cell=_cell(rules, table.columns, row),
            evidence=table.texts(rules.evidence)[row] if rules.evidence else "",
            state=state.name.lower(),
            policy=None if state is State.PRESENT else _policy(rules, state),
            value=_number(columns.raw[row, index]),
            denominated=_number(columns.denominated[row, index]),
            filled=_number(columns.filled[row, index]),
            treated=_number(columns.treated[row, index]),
            scored_by=rules.score.kind,
            compared_with=self._comparisons[index].with_what(row),
            score=_number(columns.scores[row, index]),
        )

    def _group(self, group: GroupPlan, row: int, used: Mapping[int, float]) -> GroupTrace:
        run_ = self._graded.run
        values, states = run_.scores.values[row], run_.scores.states[row]
        flags = []
        parts = []
        for edge, part in enumerate(group.parts, group.first):
            score, weight = float(values[part]), float(run_.plan.weight[edge])
            contribution = None
            if not math.isnan(score) and group.node in used_groups(group):
                contribution = _contribution(group, score, used[edge])
            identifier = run_.plan.ids[part]
            parts.append(PartTrace(identifier, _number(score), weight, used[edge], contribution))
            if states[part] != State.PRESENT:
                flags.append(_flag(identifier, State(states[part]), score))
        if states[group.node] == State.NOT_RATED:
            flags.append("not rated: parts are missing that this group cannot do without")
        return GroupTrace(
            id=group.id,
            name=group.rules.name or group.rules.name_en or group.id,
            clause=self._clauses.of_node(group.id),
            aggregate=group.aggregate.kind,
            parts=tuple(parts),
            flags=tuple(flags),
            score=_number(values[group.node]),
        )


def explain(graded: Graded, unit: str) -> Explanation:
    """Return the trace of one unit; for many, make one `Tracer`. Raises TraceBroken."""
    return Tracer(graded).explain(unit)


def used_groups(group: GroupPlan) -> tuple[int, ...]:
    """Return the group's number if its parts contribute: means, sums, choices."""
    additive = group.aggregate.kind in {"arithmetic", "sum", "geometric", "choose"}
    return (group.node,) if additive else ()


def _contribution(group: GroupPlan, score: float, weight: float) -> float | None:
    if not isinstance(group.aggregate, Geometric):
        return weight * score
    score = max(score, group.aggregate.floor or score)
    return weight * math.log(score) if score > 0 else None


def _flag(part: str, state: State, score: float) -> str:
    if math.isnan(score):
        return f"{part} is {state.name.lower()}: left out, its weight goes to the others"
    return f"{part} is {state.name.lower()}: counts with the score {score:g} by policy"


def _policy(rules: Indicator, state: State) -> str | None:
    policy = rules.missing.policy(NAMES[state])
    return policy.kind if policy else None


def _cell(rules: Indicator, columns: Mapping[str, tuple[str, ...]], row: int) -> str:
    if rules.score.kind == "deductions":
        return "; ".join(f"{item.column}={columns[item.column][row]}" for item in rules.score.items)
    return columns[rules.source_column][row]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _refuse_difference(graded: Graded) -> None:
    """Compute everything again from the table and compare, number by number."""
    before = graded.run
    weights = {
        f"{group.id}/{before.plan.ids[part]}": float(before.plan.weight[edge])
        for group in before.plan.groups
        for edge, part in enumerate(group.parts, group.first)
    }
    again = grade(run(before.loaded, before.table, weights), graded.events)
    compared = (
        ("score", before.scores.values, again.run.scores.values),
        ("published score", graded.published, again.published),
        ("rank", graded.rank, again.rank),
        ("grade", graded.grade, again.grade),
    )
    for what, given, computed in compared:
        wrong = np.flatnonzero(~np.isclose(given, computed, rtol=CLOSE, atol=0, equal_nan=True))
        if len(wrong):
            row = int(wrong[0]) // (1 if np.ndim(given) == 1 else np.shape(given)[1])
            raise TraceBroken(
                f'Unit "{before.table.units[row]}": its {what} does not follow from the data and '
                "the rulebook."
            )
