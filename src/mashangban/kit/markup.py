"""Parts that pages draw by the hundred: chips, tags, tables.

Written in Python, because a list of fifty rows spends most of its time in the template engine
otherwise. The tags of `templatetags.kit` hand these on.
"""

from collections.abc import Callable
from html import escape
from typing import Any, Final

from django.utils.safestring import SafeString

from mashangban.kit.components import (
    Cell,
    Clock,
    Column,
    Grade,
    Link,
    Matter,
    Severity,
    SeverityLevel,
    Table,
)

_CHIP_STEP: Final = 5  # percent; the stylesheet has a picture for each


def clock_chip(clock: Clock) -> SafeString:
    """Draw a deadline: a circle filling up, then "!", bars or a tick, always with its words."""
    share = min(100, max(0, round(clock.percent / _CHIP_STEP) * _CHIP_STEP))
    return SafeString(
        f'<span class="clock clock-{clock.state.value} pc-{share}">{escape(clock.text)}</span>'
    )


def severity_tag(severity: Severity) -> SafeString:
    """Draw how pressing a report is; nothing for a normal one."""
    if severity.level is SeverityLevel.NORMAL:
        return SafeString("")
    return SafeString(
        f'<span class="sev sev-{severity.level.value}">{escape(severity.text)}</span>'
    )


def grade_tag(grade: Grade) -> SafeString:
    """Draw a grade as its word on its colour."""
    return SafeString(f'<span class="grade grade-{grade.level.value}">{escape(grade.text)}</span>')


def table(data: Table) -> SafeString:
    """Draw a list: a table on the desk, a card for each row on the phone."""
    headings = "".join(
        f'<th scope="col"{_classes(column.classes)}>{escape(column.heading)}</th>'
        for column in data.columns
    )
    openings = [_opening(column) for column in data.columns]
    tags = (
        [f'<tr data-key="{escape(key)}">' for key in data.keys]
        if data.keys
        else ["<tr>"] * len(data.rows)
    )
    rows = "".join(
        tag
        + "".join(
            f"{opening}{_draw(cell)}</td>" for opening, cell in zip(openings, row, strict=True)
        )
        + "</tr>\n"
        for tag, row in zip(tags, data.rows, strict=True)
    )
    return SafeString(
        f'<table class="table t {escape(data.classes)}"><thead><tr>{headings}</tr></thead>'
        f"<tbody>\n{rows}</tbody></table>"
    )


def _opening(column: Column) -> str:
    label = f' data-label="{escape(column.heading)}"' if column.labelled else ""
    return f"<td{_classes(column.classes)}{label}>"


def _classes(names: str) -> str:
    return f' class="{escape(names)}"' if names else ""


def _draw(cell: Cell) -> str:
    return escape(cell) if type(cell) is str else _DRAWN_BY[type(cell)](cell)


def _matter(cell: Matter) -> str:
    severity = severity_tag(cell.severity) + " " if cell.severity else ""
    said = f' <span class="said">{escape(cell.said)}</span>' if cell.said else ""
    note = f' <span class="muted">{escape(cell.note)}</span>' if cell.note else ""
    return f'{severity}<a href="{escape(cell.url)}"><b>{escape(cell.text)}</b>{said}</a>{note}'


def _link(cell: Link) -> str:
    return f'<a class="cell-link" href="{escape(cell.url)}">{escape(cell.text)}</a>'


_DRAWN_BY: Final[dict[type, Callable[[Any], str]]] = {
    Clock: clock_chip,
    Grade: grade_tag,
    Link: _link,
    Matter: _matter,
}
