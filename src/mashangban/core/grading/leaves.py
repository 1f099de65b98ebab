"""The way of a column: denominator, filling in, treatment, score, policy, rounding."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.cells import NAMES, read_cells
from mashangban.core.grading.plan import Codes, Floats, LeafColumns, LeafPlan, Plan, State
from mashangban.core.grading.rounding import round_to
from mashangban.core.grading.rulebook.document import Data
from mashangban.core.grading.rulebook.missing import Fill, FixedScore, FixedValue
from mashangban.core.grading.rulebook.scores import RatioToPlan, Score
from mashangban.core.grading.scoring import score
from mashangban.core.grading.table import Table
from mashangban.core.grading.treating import treat

TYPICAL: dict[str, Callable[[Floats], Any]] = {
    "mean": np.mean,
    "median": np.median,
    "minimum": np.min,
    "maximum": np.max,
}


def score_leaves(plan: Plan, data: Data, table: Table) -> LeafColumns:
    """Return all leaves after each step.

    Raises DataError for a cell, a column or a state that the rulebook has no answer to; the
    sentence names unit and column.
    """
    raw, states = read_cells(plan, data, table)
    columns = {name: np.empty_like(raw) for name in ("denominated", "filled", "treated", "scores")}
    counted = states == State.PRESENT
    for index, leaf in enumerate(plan.leaves):
        _refuse_unforeseen(leaf, states[:, index], table)
        after = values_of(leaf, raw[:, index], states[:, index], plan.order, table)
        for name, column in after.items():
            columns[name][:, index] = column
        columns["scores"][:, index], fixed = scores_of(
            leaf, after["treated"], states[:, index], table
        )
        counted[:, index] |= fixed
    return LeafColumns(
        raw=raw,
        denominated=columns["denominated"],
        filled=columns["filled"],
        treated=columns["treated"],
        scores=columns["scores"],
        states=states,
        counted=counted,
    )


def values_of(
    leaf: LeafPlan, raw: Floats, states: Codes, order: tuple[str, ...], table: Table
) -> dict[str, Floats]:
    """Return the column after each of the steps before scoring, in the rulebook's order.

    The keys are denominated, filled and treated; what comes last is what is scored, and is
    called treated also if treatment came earlier.
    """
    x, after = raw, {}
    for step in order:
        if step == "denominate":
            x = after["denominated"] = _denominated(leaf, x, table)
        elif step == "fill":
            x = after["filled"] = _filled(leaf, x, states, table)
        else:
            x = after["treated"] = _treated(leaf, x)
    return after | {"treated": x}


def scores_of(
    leaf: LeafPlan, treated: Floats, states: Codes, table: Table, rule: Score | None = None
) -> tuple[Floats, np.ndarray]:
    """Return the scores of a column and which of them were fixed by a policy.

    `rule` scores in another way than the rulebook (in draws).
    """
    rule = rule or leaf.rules.score
    there = ~np.isnan(treated)
    result = np.full(len(treated), np.nan)
    place = np.cumsum(there) - 1
    peers = [place[rows[there[rows]]] for rows in table.peers(getattr(rule, "within", None))]
    try:
        result[there] = score(
            treated[there],
            rule,
            lower=leaf.rules.direction == "lower",
            peers=peers,
            plan=_plan_column(rule, table, there),
        )
    except DataError as error:
        raise DataError(
            f'Indicator "{leaf.id}" (column "{leaf.rules.source_column}"): {error}.'
        ) from None
    fixed = np.zeros(len(treated), dtype=bool)
    for code, state in NAMES.items() if states.any() else ():
        policy = leaf.missing.policy(state)
        if isinstance(policy, FixedScore):
            hit = states == code
            result[hit], fixed = policy.score, fixed | hit
    if leaf.rules.round is not None:
        result = round_to(result, leaf.rules.round)
    return result, fixed


def _refuse_unforeseen(leaf: LeafPlan, states: Codes, table: Table) -> None:
    for code, state in NAMES.items():
        rows = np.flatnonzero(states == code)
        if len(rows) and leaf.missing.policy(state) is None:
            raise DataError(
                f'Unit "{table.units[rows[0]]}", indicator "{leaf.id}": it is {state}, for which '
                f"the rulebook has no policy. Write missing: {{{state}: {{kind: …}}}}: reweight, "
                "score, void, fill or value."
            )


def _denominated(leaf: LeafPlan, x: Floats, table: Table) -> Floats:
    rule = leaf.rules.denominator
    if rule is None:
        return x
    there = np.flatnonzero(~np.isnan(x))
    texts = table.texts(rule.column)
    by = np.full(len(x), np.nan)
    by[there] = [table.number(texts[row], rule.column, int(row)) for row in there]
    wrong = there[~(by[there] > 0)]
    if len(wrong):
        raise DataError(
            f'Unit "{table.units[wrong[0]]}", indicator "{leaf.id}": its denominator '
            f'"{rule.column}" must be a number above 0.'
        )
    return np.asarray(x / by * rule.times)


def _filled(leaf: LeafPlan, x: Floats, states: Codes, table: Table) -> Floats:
    if not states.any():
        return x
    result = x.copy()
    for code, state in NAMES.items():
        policy = leaf.missing.policy(state)
        hit = states == code
        if isinstance(policy, FixedValue):
            result[hit] = policy.value
        elif isinstance(policy, Fill) and hit.any():
            result[hit] = _typical(leaf, policy, x, table)[hit]
    return result


def _typical(leaf: LeafPlan, policy: Fill, x: Floats, table: Table) -> Floats:
    """Return for each unit the mean (…) of its peers that have a value, or of all."""
    of = TYPICAL[policy.by]
    known = x[~np.isnan(x)]
    if not len(known):
        raise DataError(
            f'Indicator "{leaf.id}": no unit has a value to fill in from; write another policy.'
        )
    result = np.full(len(x), of(known))
    for rows in table.peers(policy.within):
        values = x[rows][~np.isnan(x[rows])]
        if len(values):
            result[rows] = of(values)
    return result


def _treated(leaf: LeafPlan, x: Floats) -> Floats:
    if not leaf.rules.treatment:
        return x
    result = x.copy()
    there = ~np.isnan(x)
    values = x[there]
    for step in leaf.rules.treatment:
        try:
            values = treat(values, step)
        except DataError as error:
            raise DataError(f'Indicator "{leaf.id}", treatment {step.kind}: {error}.') from None
    result[there] = values
    return result


def _plan_column(rule: Score, table: Table, there: np.ndarray) -> Floats | None:
    if isinstance(rule, RatioToPlan) and isinstance(rule.plan, str):
        return np.asarray(table.numbers(rule.plan)[there])
    return None
