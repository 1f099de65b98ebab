"""The page that goes with a result: what a reader sees first, in Chinese, without any script."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from mashangban.core.datafiles import read_yaml
from mashangban.core.grading import Graded, grade_companies

if TYPE_CHECKING:
    from mashangban.core.grading.doubt.draws.outcome import Outcome

SHOWN = 200  # units; the rest stands in grades.csv
STYLE = """
:root { color-scheme: light; --line: #d9dde3; --ink: #1f2933; --soft: #5f6b7a; --bar: #2f6fde; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 3rem; color: var(--ink);
  background: #fff; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; color: var(--soft); overflow-wrap: anywhere; }
.tag { display: inline-block; padding: 0 .5rem; border: 1px solid currentcolor;
  border-radius: .25rem; font-size: .875rem; color: #8a4b08; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .375rem .5rem; border-bottom: 1px solid var(--line); text-align: start;
  white-space: nowrap; }
th { font-weight: 600; }
.number { text-align: end; }
.wide { white-space: normal; min-width: 10rem; }
.bar { display: block; height: .75rem; background: var(--bar); border-radius: 2px; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } }
"""


def summary_page(graded: Graded, drawn: "Outcome | None" = None) -> str:
    """Return the HTML of one page: grades, units, companies, and what it was made of.

    With the outcome of draws each rank stands beside the interval that it moved in.
    """
    loaded = graded.run.loaded
    rulebook = loaded.rulebook
    words = _words()
    tag = words["status"][rulebook.status]
    version = words["version"].format(
        version=rulebook.version,
        on=loaded.on,
        followed=words["followed"] if loaded.followed else "",
    )
    sections = [_distribution(graded), _units(graded, drawn)]
    if rulebook.company:
        sections.append(_companies(graded))
    title = escape(rulebook.name)
    return f"""<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{title} <span class="tag">{tag}</span></h1>
<p>{escape(version)}</p>
<p>{words["digest"].format(digest=loaded.digest)}</p>
{"".join(sections)}
<h2>{words["check"]}</h2>
<p>{words["check_how"]}</p>
</main>
</body>
</html>
"""


@cache
def _words() -> Mapping[str, Any]:
    """Return the words of the page, which are data: it is for people of the district."""
    entry = files("mashangban") / "rulebooks" / "grading" / "summary.yaml"
    return read_yaml(entry.read_text(encoding="utf-8"), origin=entry.name).values


def _distribution(graded: Graded) -> str:
    words = _words()
    grades = graded.outcome.grades
    total = len(graded.grade)
    counts = [
        (own.name or own.name_en or own.id, int((graded.grade == place).sum()))
        for place, own in enumerate(grades)
    ]
    missing = int(np.isnan(graded.published).sum())
    if not grades:
        counts.append((words["scored"], total - missing))
    counts.append((words["not_rated"], missing))
    rows = (
        [
            escape(name),
            f"{count}",
            f'<span class="bar" style="width: {100 * count / total:.1f}%"></span>',
        ]
        for name, count in counts
    )
    head = (words["grade"], "#" + words["count"], "*")
    return f"<h2>{words['distribution'].format(total=total)}</h2>" + _table(head, rows)


def _units(graded: Graded, drawn: "Outcome | None") -> str:
    words, run, table = _words(), graded.run, graded.run.table
    data = run.loaded.rulebook.data
    names = table.texts(data.name) if data.name else table.units
    order = sorted(
        range(len(table.units)),
        key=lambda row: (math.isnan(graded.rank[row]), graded.rank[row], table.units[row]),
    )
    between = words["between_corrections"]
    moved = {} if drawn is None else _intervals(drawn)
    corrections = {own.id: own.name or own.name_en or own.id for own in graded.outcome.corrections}
    rows = (
        [
            _number(graded.rank[row]),
            *([] if drawn is None else [moved[table.units[row]]]),
            escape(names[row]),
            _number(graded.published[row]),
            escape(_grade_name(graded, row)),
            escape(between.join(corrections[own.correction] for own in graded.changes[row])),
        ]
        for row in order[:SHOWN]
    )
    rest = len(order) - SHOWN
    note = f"<p>{words['rest'].format(rest=rest)}</p>" if rest > 0 else ""
    head = (
        "#" + words["rank"],
        *([] if drawn is None else ["#" + words["interval"]]),
        words["name"],
        "#" + words["score"],
        words["grade"],
        "*" + words["corrections"],
    )
    how = "" if drawn is None else _how_drawn(drawn)
    return f"<h2>{words['units']}</h2>{how}" + _table(head, rows) + note


def _intervals(drawn: "Outcome") -> dict[str, str]:
    """Return of each unit the ranks that it moved between; empty where it has none."""
    ends = zip(drawn.units, drawn.best.tolist(), drawn.worst.tolist(), strict=True)
    return {unit: f"{best}–{worst}" if best else "" for unit, best, worst in ends}


def _how_drawn(drawn: "Outcome") -> str:
    how = _words()["interval_how"].format(draws=f"{drawn.draws:,}", level=f"{drawn.level:.0%}")
    return f"<p>{how}</p>"


def _companies(graded: Graded) -> str:
    words, rule = _words(), graded.run.loaded.rulebook.company
    names = {own.id: own.name or own.id for own in rule.grades} if rule else {}
    found = sorted(
        grade_companies(graded), key=lambda own: (math.isnan(own.rank), own.rank, own.company)
    )
    rows = (
        [
            _number(own.rank),
            escape(own.company),
            _number(own.published),
            escape(names.get(own.grade or "", words["not_rated"])),
            str(len(own.areas)),
            escape(own.worst or ""),
        ]
        for own in found
    )
    head = (
        "#" + words["rank"],
        words["companies"],
        "#" + words["score"],
        words["grade"],
        "#" + words["areas"],
        words["held_by"],
    )
    return f"<h2>{words['companies']}</h2>" + _table(head, rows)


def _grade_name(graded: Graded, row: int) -> str:
    place = int(graded.grade[row])
    if math.isnan(graded.published[row]):
        return str(_words()["not_rated"])
    if place < 0:
        return ""
    own = graded.outcome.grades[place]
    return own.name or own.name_en or own.id


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a heading with # is of numbers, with * of texts that may wrap."""
    classes = [{"#": ' class="number"', "*": ' class="wide"'}.get(own[:1], "") for own in head]
    cells = "".join(
        f'<th scope="col"{kind}>{escape(own.lstrip("#*"))}</th>'
        for own, kind in zip(head, classes, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind}>{own}</td>" for own, kind in zip(row, classes, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{cells}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g}"
