"""A rulebook and a table in, the scores of every node out."""

from dataclasses import dataclass

from mashangban.core.grading.combining import combine
from mashangban.core.grading.compiling import Weights, compile_rulebook
from mashangban.core.grading.leaves import score_leaves
from mashangban.core.grading.plan import LeafColumns, Plan, Scores
from mashangban.core.grading.rulebook.loading import Loaded
from mashangban.core.grading.table import Table


@dataclass(frozen=True, slots=True)
class Run:
    """What was computed from what; rows of all arrays are `table.units`."""

    loaded: Loaded
    plan: Plan
    table: Table
    leaves: LeafColumns
    scores: Scores


def run(loaded: Loaded, table: Table, weights: Weights | None = None) -> Run:
    """Return the scores of all nodes. Raises DataError; its sentence is for who sent the data."""
    plan = compile_rulebook(loaded.rulebook, weights)
    leaves = score_leaves(plan, loaded.rulebook.data, table)
    scores = combine(
        plan, scores=leaves.scores, states=leaves.states, counted=leaves.counted, table=table
    )
    return Run(loaded, plan, table, leaves, scores)
