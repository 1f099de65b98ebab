"""Comprehensive evaluation: a rulebook and a table in, scores and grades with their trace out."""

from mashangban.core.grading.plan import GroupPlan, LeafColumns, LeafPlan, Plan, Scores, State
from mashangban.core.grading.rulebook import (
    Loaded,
    Rulebook,
    RulebookError,
    canonical_text,
    digest,
    json_schema,
    load,
)
from mashangban.core.grading.running import Run, run
from mashangban.core.grading.table import Table

__all__ = [
    "GroupPlan",
    "LeafColumns",
    "LeafPlan",
    "Loaded",
    "Plan",
    "Rulebook",
    "RulebookError",
    "Run",
    "Scores",
    "State",
    "Table",
    "canonical_text",
    "digest",
    "json_schema",
    "load",
    "run",
]
