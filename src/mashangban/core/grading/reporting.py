"""Results as texts: CSV and JSON, the same bytes for the same inputs.

Floats are written so that reading them gives the same number; NaN is an empty cell or null.
"""

import csv
import hashlib
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter

from mashangban.core.grading.companies import CompanyScore, Dropped
from mashangban.core.grading.events import COLUMNS, Event
from mashangban.core.grading.explaining import Tracer
from mashangban.core.grading.grading import Graded
from mashangban.core.grading.plan import Plan, State
from mashangban.core.grading.table import Table
from mashangban.core.grading.traces import Explanation

FORMAT = 1
TRACE = TypeAdapter(Explanation)


def table_csv(table: Table) -> str:
    """Return the table, units by id."""
    rows = ([column[row] for column in table.columns.values()] for row in range(len(table.units)))
    return csv_text(list(table.columns), rows)


def weights_csv(plan: Plan) -> str:
    """Return the weight of each part in its group, as it was used."""
    rows = (
        [group.id, plan.ids[part], number_text(plan.weight[edge])]
        for group in plan.groups
        for edge, part in enumerate(group.parts, group.first)
    )
    return csv_text(["group", "id", "weight"], rows)


def events_csv(events: Iterable[Event]) -> str:
    """Return the events as `read_events` reads them."""
    rows = (
        [
            event.id,
            event.unit,
            event.type,
            event.on.isoformat(),
            event.document,
            event.until.isoformat() if event.until else "",
            event.appeal,
        ]
        for event in events
    )
    return csv_text(COLUMNS, rows)


def scores_csv(graded: Graded) -> str:
    """Return one line a unit: the score of every node."""
    run = graded.run
    rows = (
        [unit, *(number_text(value) for value in run.scores.values[row])]
        for row, unit in enumerate(run.table.units)
    )
    return csv_text(["unit", *run.plan.ids], rows)


def states_csv(graded: Graded) -> str:
    """Return one line a unit: the state of every node."""
    run = graded.run
    names = {int(state): state.name.lower() for state in State}
    rows = (
        [unit, *(names[int(code)] for code in run.scores.states[row])]
        for row, unit in enumerate(run.table.units)
    )
    return csv_text(["unit", *run.plan.ids], rows)


def steps_csv(graded: Graded) -> str:
    """Return one line a unit and indicator: the value after each step."""
    run, leaves = graded.run, graded.run.leaves
    columns = (leaves.raw, leaves.denominated, leaves.filled, leaves.treated, leaves.scores)
    rows = (
        [unit, leaf.id, *(number_text(column[row, index]) for column in columns)]
        for row, unit in enumerate(run.table.units)
        for index, leaf in enumerate(run.plan.leaves)
    )
    head = ["unit", "indicator", "value", "denominated", "filled", "treated", "score"]
    return csv_text(head, rows)


def grades_csv(graded: Graded) -> str:
    """Return one line a unit: score, rank, grade, and the corrections that changed it."""
    run, grades = graded.run, graded.outcome.grades
    rows = (
        [
            unit,
            number_text(graded.exact[row]),
            number_text(graded.published[row]),
            number_text(graded.rank[row]),
            grades[int(graded.by_cuts[row])].id if graded.by_cuts[row] >= 0 else "",
            graded.grade_id(row) or "",
            "; ".join(change.correction for change in graded.changes[row]),
        ]
        for row, unit in enumerate(run.table.units)
    )
    head = ["unit", "exact", "published", "rank", "grade_by_score", "grade", "corrections"]
    return csv_text(head, rows)


def companies_csv(companies: Sequence[CompanyScore], dropped: Sequence[Dropped]) -> str:
    """Return one line a company, with what giving up its worst area would do."""
    simulated = {own.company: own for own in dropped}
    also = [column for column, _ in companies[0].also] if companies else []
    head = ["company", "mean", *(f"mean_by_{column}" for column in also)]
    head += ["worst", "exact", "published", "rank", "grade", "areas", "not_rated"]
    head += ["if_it_gave_up", "exact_then"]
    rows = (
        [
            own.company,
            number_text(own.mean),
            *(number_text(value) for _, value in own.also),
            own.worst or "",
            number_text(own.exact),
            number_text(own.published),
            number_text(own.rank),
            own.grade or "",
            str(len(own.areas)),
            " ".join(own.not_rated),
            simulated[own.company].area if own.company in simulated else "",
            number_text(simulated[own.company].after) if own.company in simulated else "",
        ]
        for own in companies
    )
    return csv_text(head, rows)


def traces_jsonl(graded: Graded) -> Iterator[str]:
    """Yield the trace of each unit as a line of JSON. Raises TraceBroken."""
    tracer = Tracer(graded)
    for unit in graded.run.table.units:
        yield trace_json(tracer.explain(unit)) + "\n"


def trace_json(explanation: Explanation) -> str:
    """Return a trace as JSON: keys in the order of `traces`, points as texts, no blanks."""
    return TRACE.dump_json(explanation).decode()


def manifest_json(graded: Graded, *, engine: str, files: Mapping[str, str]) -> str:
    """Return what the result was made of: `files` by name are texts, given here by SHA-256.

    `run` is the digest of all the rest: who has the same has the same result.
    """
    loaded = graded.run.loaded
    entries: dict[str, Any] = {
        "format": FORMAT,
        "engine": engine,
        "rulebook": loaded.rulebook.id,
        "version": loaded.rulebook.version,
        "status": loaded.rulebook.status,
        "digest": loaded.digest,
        "on": loaded.on.isoformat(),
        "followed_after_its_end": loaded.followed,
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()},
    }
    entries["run"] = hashlib.sha256(_json(entries).encode()).hexdigest()
    return _json(entries) + "\n"


def _json(value: Any) -> str:
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )


def number_text(value: float) -> str:
    """Return a number as text that reads as the same number, nothing for NaN."""
    if math.isnan(value):
        return ""
    return repr(float(value)).removesuffix(".0")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as CSV with a line of names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue()
