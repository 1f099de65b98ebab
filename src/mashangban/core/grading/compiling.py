"""From a rulebook to a plan."""

import csv
import io
import math
from collections.abc import Mapping

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import GroupPlan, LeafPlan, Plan
from mashangban.core.grading.rulebook.checking import part_ids
from mashangban.core.grading.rulebook.document import Rulebook
from mashangban.core.grading.rulebook.nodes import AnyNode, Group, Indicator
from mashangban.core.grading.rulebook.scores import Lower, PartOf

Weights = Mapping[str, float]


def compile_rulebook(rulebook: Rulebook, weights: Weights | None = None) -> Plan:
    """Return the plan. `weights` replace those of the rulebook: by id, or by "group/id".

    Raises DataError for a weight of nothing, or below 0, or a group that is left with none.
    """
    leaves = [
        LeafPlan(node.id, node, _sense(node))
        for node in rulebook.nodes()
        if isinstance(node, Indicator)
    ]
    ordered = _in_order({node.id: node for node in rulebook.nodes()}, rulebook.tree)
    ids = [leaf.id for leaf in leaves] + [group.id for group in ordered]
    number = {identifier: index for index, identifier in enumerate(ids)}
    groups: list[GroupPlan] = []
    weight: list[float] = []
    for group in ordered:
        parts = tuple(number[identifier] for identifier in part_ids(group))
        groups.append(GroupPlan(group.id, number[group.id], group, parts, len(weight)))
        weight += [part.weight for part in group.parts]
    part = [index for group in groups for index in group.parts]
    plan = Plan(
        ids=tuple(ids),
        leaves=tuple(leaves),
        groups=tuple(groups),
        weight=np.array(weight, dtype=np.float64),
        part=np.array(part, dtype=np.int64),
        start=np.array([0, *(group.last for group in groups)], dtype=np.int64),
        order=rulebook.order,
    )
    return _reweighted(plan, weights) if weights else plan


def read_weights(text: str) -> dict[str, float]:
    """Read weights from CSV with the columns id and weight, and group where an id has several.

    Raises DataError.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    names = set(reader.fieldnames or ())
    if not {"id", "weight"} <= names or names - {"id", "weight", "group"}:
        raise DataError("Weights have the columns id, weight and, where needed, group.")
    weights: dict[str, float] = {}
    for row in reader:
        key = f"{row['group']}/{row['id']}" if row.get("group") else row["id"]
        try:
            weight = float(row["weight"])
        except (TypeError, ValueError):
            weight = math.nan
        if not (math.isfinite(weight) and weight >= 0):
            raise DataError(
                f"Weights, line {reader.line_num}: a weight is a number of 0 or more, "
                f"found {row['weight']!r}."
            )
        if key in weights:
            raise DataError(f'Weights, line {reader.line_num}: "{key}" is there twice.')
        weights[key] = weight
    return weights


def _reweighted(plan: Plan, weights: Weights) -> Plan:
    given = plan.weight.copy()
    used: set[str] = set()
    for group in plan.groups:
        for edge, part in enumerate(group.parts, group.first):
            for key in (plan.ids[part], f"{group.id}/{plan.ids[part]}"):
                if key in weights:
                    given[edge] = weights[key]
                    used.add(key)
        if not (given[group.first : group.last] >= 0).all():
            raise DataError(f'Weights of "{group.id}": each must be a number of 0 or more.')
        if not given[group.first : group.last].any():
            raise DataError(f'Weights of "{group.id}": all are 0; at least one must count.')
    # A weight of the root is no mistake: tables of weights often have one.
    if unknown := sorted(set(weights) - used - {plan.ids[plan.root]}):
        raise DataError(
            f"Weights of {', '.join(unknown)}: no part of a group is called so; "
            f"there are: {', '.join(plan.ids[:-1])}."
        )
    return plan.with_weights(given)


def _in_order(nodes: Mapping[str, Indicator | Group], tree: AnyNode) -> list[Group]:
    """Return the groups, each once and after all of its parts."""
    done: dict[str, Group] = {}

    def visit(identifier: str) -> None:
        node = nodes[identifier]
        if identifier in done or not isinstance(node, Group):
            return
        for part in part_ids(node):
            visit(part)
        done[identifier] = node

    if isinstance(tree, Group):
        visit(tree.id)
    return list(done.values())


def _sense(leaf: Indicator) -> int:
    keeps = isinstance(leaf.score, PartOf) and leaf.score.lower is Lower.KEEP
    return -1 if keeps and leaf.direction == "lower" else 1
