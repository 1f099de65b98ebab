"""From the scores of leaves to those of all nodes.

Sums run over the parts, one at a time, in the order of the rulebook: the same bytes on any number
of threads and for any order of rows.
"""

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.aggregating import Parts, aggregate
from mashangban.core.grading.cells import NAMES
from mashangban.core.grading.plan import Codes, Flags, Floats, GroupPlan, Plan, Scores, State
from mashangban.core.grading.rounding import round_to
from mashangban.core.grading.rulebook.missing import FixedScore, Reweight
from mashangban.core.grading.rulebook.nodes import Choose
from mashangban.core.grading.scoring import score
from mashangban.core.grading.table import Table
from mashangban.core.grading.treating import pointwise


def combine(plan: Plan, *, scores: Floats, states: Codes, counted: Flags, table: Table) -> Scores:
    """Return the scores of all nodes from those of the leaves (arrays [n, L]).

    Raises DataError where an aggregation is not defined; the sentence names unit and group.
    """
    n, nodes = len(scores), len(plan.ids)
    values = np.full((n, nodes), np.nan)
    codes = np.full((n, nodes), State.NOT_RATED, dtype=np.int8)
    there = np.zeros((n, nodes), dtype=bool)
    width = len(plan.leaves)
    values[:, :width], codes[:, :width], there[:, :width] = scores, states, counted
    sense = np.ones(nodes)
    sense[:width] = [leaf.sense for leaf in plan.leaves]
    void = void_states(plan)
    for group in plan.groups:
        columns = list(group.parts)
        parts = Parts(
            scores=values[:, columns],
            weights=plan.weight[group.first : group.last],
            senses=sense[columns],
            ids=tuple(plan.ids[part] for part in columns),
        )
        spoilt = void[columns, codes[:, columns]].any(axis=1)
        if isinstance(group.aggregate, Choose):
            # Of a track that is not this unit's nothing need be known.
            spoilt = np.zeros(n, dtype=bool)
        short = below_coverage(group, parts.weights, there[:, columns], parts.ids)
        result = _group(group, parts, spoilt | short, table)
        rated = ~np.isnan(result)
        codes[rated, group.node] = State.PRESENT
        there[:, group.node] = rated
        if isinstance(group.unrated, FixedScore):
            result = np.where(rated, result, group.unrated.score)
            there[:, group.node] = True
        values[:, group.node] = result
    return Scores(values, codes, there)


def void_states(plan: Plan) -> Flags:
    """Return bool[N, 6]: whether that state of that node leaves the group above without result."""
    void = np.zeros((len(plan.ids), len(State)), dtype=bool)
    for index, leaf in enumerate(plan.leaves):
        for code, state in NAMES.items():
            policy = leaf.missing.policy(state)
            void[index, code] = policy is not None and policy.kind == "void"
    for group in plan.groups:
        void[group.node, State.NOT_RATED] = not isinstance(group.unrated, Reweight | FixedScore)
    return void


def below_coverage(
    group: GroupPlan, weights: Floats, counted: Flags, ids: tuple[str, ...]
) -> Flags:
    """Return bool[n]: whose counted parts are fewer, or weigh less, than the group asks for."""
    floor = group.coverage
    share = (counted * weights).sum(axis=1) / weights.sum()
    # A share of exactly the floor must not fail for the last bit of a sum.
    short = (share < floor.weight - 1e-12) | (counted.sum(axis=1) < floor.parts)
    for one in floor.require:
        short |= ~counted[:, ids.index(one)]
    if floor.require_any:
        short |= ~counted[:, [ids.index(one) for one in floor.require_any]].any(axis=1)
    return np.asarray(short)


def _group(group: GroupPlan, parts: Parts, left_out: Flags, table: Table) -> Floats:
    result = np.full(len(parts.scores), np.nan)
    rows = np.flatnonzero(~left_out)
    try:
        result[rows] = aggregate(group.aggregate, parts.of(rows), table, rows)
        there = np.flatnonzero(~np.isnan(result))
        for step in group.rules.after:
            result[there] = pointwise(result[there], step)
        if group.rules.rescale and len(there):
            rule = group.rules.rescale.score
            place = np.full(len(result), -1)
            place[there] = np.arange(len(there))
            peers = [
                place[own][place[own] >= 0] for own in table.peers(getattr(rule, "within", None))
            ]
            result[there] = score(result[there], rule, lower=False, peers=peers)
    except DataError as error:
        raise DataError(f'Group "{group.id}": {error}.') from None
    if group.rules.round is not None:
        result = round_to(result, group.rules.round)
    return result
