"""All files of a result, by name."""

from collections.abc import Iterator

from mashangban.core.grading.companies import drop_worst, grade_companies
from mashangban.core.grading.grading import Graded
from mashangban.core.grading.reporting import (
    companies_csv,
    events_csv,
    grades_csv,
    manifest_json,
    scores_csv,
    states_csv,
    steps_csv,
    table_csv,
    traces_jsonl,
    weights_csv,
)
from mashangban.core.grading.rulebook.loading import canonical_text

INPUTS = ("rulebook.json", "data.csv", "weights.csv", "events.csv")


def result_files(graded: Graded, *, engine: str) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file: inputs, manifest, results, traces.

    The same inputs give the same bytes, in whatever order their rows came. `engine` is the
    version of the program. Raises TraceBroken if a result does not follow from the inputs.
    """
    run = graded.run
    inputs = {
        "rulebook.json": canonical_text(run.loaded.rulebook) + "\n",
        "data.csv": table_csv(run.table),
        "weights.csv": weights_csv(run.plan),
        "events.csv": events_csv(graded.events),
    }
    yield from inputs.items()
    yield "manifest.json", manifest_json(graded, engine=engine, files=inputs)
    yield "grades.csv", grades_csv(graded)
    yield "scores.csv", scores_csv(graded)
    yield "states.csv", states_csv(graded)
    yield "steps.csv", steps_csv(graded)
    if run.loaded.rulebook.company:
        yield "companies.csv", companies_csv(grade_companies(graded), drop_worst(graded))
    yield "traces.jsonl", "".join(traces_jsonl(graded))
