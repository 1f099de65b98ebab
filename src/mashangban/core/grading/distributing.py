"""Where the points of a score come from, exactly, and where those to the next grade could."""

import math
from collections.abc import Iterator, Mapping
from decimal import Decimal

from mashangban.core.grading.cutting import NOT_RATED
from mashangban.core.grading.grading import Graded
from mashangban.core.grading.plan import GroupPlan, Plan
from mashangban.core.grading.rounding import round_to
from mashangban.core.grading.rulebook.nodes import Arithmetic, Choose, Sum
from mashangban.core.grading.rulebook.outcome import Bands
from mashangban.core.grading.rulebook.scores import (
    AsIs,
    Deductions,
    DistanceToBest,
    Goalposts,
    MinMax,
    Percentile,
    Piecewise,
    Score,
    Steps,
    YesNo,
)
from mashangban.core.grading.running import Run
from mashangban.core.grading.traces import Contribution, Lever, NextGrade

DECIMALS = 6  # where the rulebook does not round


def weights_used(run: Run, row: int) -> dict[int, float]:
    """Return by edge the weight that a part had for this unit; 0 for one that was left out."""
    plan, values = run.plan, run.scores.values[row]
    used: dict[int, float] = {}
    for group in plan.groups:
        edges = range(group.first, group.last)
        there = {
            edge: 0.0 if math.isnan(values[part]) else float(plan.weight[edge])
            for edge, part in zip(edges, group.parts, strict=True)
        }
        if isinstance(group.aggregate, Choose):
            chosen = run.table.texts(group.aggregate.column)[row]
            there = {
                edge: float(plan.ids[part] == chosen and not math.isnan(values[part]))
                for edge, part in zip(edges, group.parts, strict=True)
            }
        total = 1.0 if group.aggregate.kind in {"sum", "product"} else math.fsum(there.values())
        used |= {edge: weight / total if total else 0.0 for edge, weight in there.items()}
    return used


def contributions(graded: Graded, row: int, used: Mapping[int, float]) -> tuple[Contribution, ...]:
    """Return the points that each leaf adds to the published score; they add up to it exactly.

    Fractions of the last digit go to those that lost most by cutting. A group whose result is not
    a sum of its parts stands for them. Empty for a unit that is not rated.
    """
    exact = float(graded.exact[row])
    if math.isnan(exact):
        return ()
    rounding = graded.outcome.rounding
    decimals = rounding.decimals if rounding else DECIMALS
    target = float(
        graded.published[row] if rounding else round_to(graded.exact[[row]], decimals)[0]
    )
    values = graded.run.scores.values[row]
    points: dict[int, float] = {}
    for node, weight in _paths(graded.run.plan, used):
        points[node] = points.get(node, 0.0) + weight * float(values[node])
    scale = 10**decimals
    whole = {node: math.floor(own * scale) for node, own in points.items()}
    left = round(target * scale) - sum(whole.values())
    by_loss = sorted(points, key=lambda node: (whole[node] - points[node] * scale, node))
    # A whole number lost to the last bit of a sum makes `left` at most one more than there are.
    for index in range(left):
        whole[by_loss[index % len(by_loss)]] += 1
    return tuple(
        Contribution(graded.run.plan.ids[node], Decimal(whole[node]).scaleb(-decimals))
        for node in points
    )


def next_grade(graded: Graded, row: int, used: Mapping[int, float]) -> NextGrade | None:
    """Return what is missing to the next better grade by score; None if there is none to name."""
    cuts, place = graded.outcome.cuts, int(graded.by_cuts[row])
    if not isinstance(cuts, Bands) or place in (NOT_RATED, 0):
        return None
    limit = cuts.at_least[place - 1]
    missing = Decimal(repr(limit)) - Decimal(repr(float(graded.published[row])))
    values, plan = graded.run.scores.values[row], graded.run.plan
    weights: dict[int, float] = {}
    for node, weight in _paths(plan, used):
        weights[node] = weights.get(node, 0.0) + weight
    levers = []
    for node, weight in weights.items():
        top = highest(plan.leaves[node].rules.score) if node < len(plan.leaves) else None
        needed = float(values[node]) + (limit - float(graded.exact[row])) / weight
        if top is not None and needed <= top:
            levers.append(Lever(plan.ids[node], float(values[node]), needed))
    return NextGrade(graded.outcome.grades[place - 1].id, limit, missing, tuple(levers))


def highest(rule: Score) -> float | None:
    """Return the best score that the rule can give; None if there is no such end."""
    match rule:
        case AsIs():
            return rule.between[1] if rule.between else None
        case Goalposts() | MinMax() | Percentile() | DistanceToBest():
            return max(rule.to)
        case Steps():
            return max(step.score for step in rule.steps)
        case Piecewise():
            return max(score for _, score in rule.points)
        case YesNo():
            return max(rule.yes, rule.no)
        case Deductions():
            return rule.full
        case _:
            return None


def _paths(plan: Plan, used: Mapping[int, float]) -> Iterator[tuple[int, float]]:
    """Yield the nodes that the root is a weighted sum of, with the weight of each way there."""
    groups = {group.node: group for group in plan.groups}
    todo = [(plan.root, 1.0)]
    while todo:
        node, weight = todo.pop(0)
        group = groups.get(node)
        if group is None or not _adds_up(group):
            yield node, weight
            continue
        ways = zip(range(group.first, group.last), group.parts, strict=True)
        open_ways = [(part, weight * used[edge]) for edge, part in ways if used[edge]]
        if not open_ways:
            yield node, weight
        todo += open_ways


def _adds_up(group: GroupPlan) -> bool:
    rules = group.rules
    plain = not rules.after and rules.rescale is None and rules.round is None
    return plain and isinstance(group.aggregate, Arithmetic | Sum | Choose)
