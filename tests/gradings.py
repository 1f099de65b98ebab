"""Small rulebooks and tables for the tests of grading."""

from collections.abc import Iterable, Mapping
from datetime import date

from mashangban.core.grading import Graded, Loaded, Run, Table, grade, load, run

HEAD = """\
format: 1
id: small
version: "1"
name: 小规则
status: illustrative
effective_from: 2026-01-01
basis: own
sources: {own: {document: 示例, clause: 第一条, status: illustrative}}
data: {unit: unit}
"""

AS_IS = "score: {kind: as_is}"


def rulebook(body: str, *, on: date | None = None, head: str = HEAD) -> Loaded:
    """Load a rulebook that has what all have, and `body`."""
    return load(head + body, origin="small.yaml", on=on)


def group(aggregate: str, *parts: str, more: str = "") -> str:
    """Return a tree of one group of indicators, each `id` or `id, key: value…`."""
    lines = "".join(f"    - {{id: {part}, {AS_IS}}}\n" for part in parts)
    return f"tree:\n  id: all\n  aggregate: {aggregate}\n{more}  parts:\n{lines}"


def table(rows: Mapping[str, Iterable[object]], columns: str) -> Table:
    """Return a table of units by name; `columns` are names with blanks between."""
    names = columns.split()
    return Table.of(
        [{"unit": unit, **dict(zip(names, cells, strict=True))} for unit, cells in rows.items()],
        unit="unit",
    )


def computed(body: str, rows: Mapping[str, Iterable[object]], columns: str) -> Run:
    return run(rulebook(body), table(rows, columns))


def graded(body: str, rows: Mapping[str, Iterable[object]], columns: str) -> Graded:
    return grade(computed(body, rows, columns))


def root(result: Run) -> list[float]:
    """Return the scores of the root, units by id."""
    return [float(value) for value in result.scores.values[:, result.plan.root]]


def scores_of(score: str, values: Iterable[object], *, more: str = "") -> list[float]:
    """Return the scores of one indicator with the values, in their order."""
    body = f"tree: {{id: x, {more} score: {score}}}\n"
    rows = {f"u{number:02}": [value] for number, value in enumerate(values)}
    return [float(value) for value in computed(body, rows, "x").leaves.scores[:, 0]]
