"""Comprehensive evaluation: a rulebook and a table in, scores and grades with their trace out.

loaded = load(text, origin="rules.yaml", on=last_day)
graded = grade(run(loaded, Table.from_csv(data, unit=loaded.rulebook.data.unit)), events)
companies = grade_companies(graded)
print(explain(graded, "D01"))
"""

from mashangban.core.grading.companies import CompanyScore, Dropped, drop_worst, grade_companies
from mashangban.core.grading.compiling import compile_rulebook, read_weights
from mashangban.core.grading.events import Appeal, Event, read_events
from mashangban.core.grading.explaining import TraceBroken, Tracer, explain
from mashangban.core.grading.grading import Change, Graded, grade
from mashangban.core.grading.packaged import packaged_rulebook, packaged_rulebooks
from mashangban.core.grading.plan import GroupPlan, LeafColumns, LeafPlan, Plan, Scores, State
from mashangban.core.grading.rounding import ranks, round_to
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
from mashangban.core.grading.traces import Explanation

__all__ = [
    "Appeal",
    "Change",
    "CompanyScore",
    "Dropped",
    "Event",
    "Explanation",
    "Graded",
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
    "TraceBroken",
    "Tracer",
    "canonical_text",
    "compile_rulebook",
    "digest",
    "drop_worst",
    "explain",
    "grade",
    "grade_companies",
    "json_schema",
    "load",
    "packaged_rulebook",
    "packaged_rulebooks",
    "ranks",
    "read_events",
    "read_weights",
    "round_to",
    "run",
]
