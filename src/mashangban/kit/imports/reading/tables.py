"""From a grid of cells, as people arrange them, to rows under the names of their columns."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.findings import noted, noted_of_file, refused
from mashangban.kit.imports.reading.limits import (
    HEADER_WITHIN,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
)
from mashangban.kit.imports.reading.sheets import Layout, SourceRow
from mashangban.kit.imports.types import Finding
from mashangban.kit.imports.words import grouped, trimmed

_LETTERS: Final = 26


class Area(NamedTuple):
    """Merged cells: first and last row and column, counted from 0, both included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells; row 1 of the spreadsheet is `rows[0]`. Empty cells are None or "".

    In a merged area only the first cell has a value.
    """

    rows: Sequence[Sequence[Any]]
    merged: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table: their names by their place, and the row in which the data begin."""

    names: dict[int, str]
    width: int
    first_row: int


def require_size(*, rows: int, columns: int, cells: int) -> None:
    """Raise UnreadableFile if a table is larger than any district's real ones."""
    if rows > MOST_ROWS:
        raise _too_large(_("The sheet has more than %(most)s rows."), MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise _too_large(_("The sheet has more than %(most)s columns."), MOST_COLUMNS)
    if cells > MOST_CELLS:
        raise _too_large(_("The sheet has more than %(most)s cells."), MOST_CELLS)


def _too_large(sentence: str, most: int) -> UnreadableFile:
    return UnreadableFile(
        _("%(what)s Is it the right file? If so, split it and import the parts.")
        % {"what": sentence % {"most": grouped(most)}}
    )


def name_columns(
    table: Table, layout: Layout
) -> tuple[tuple[str, ...], list[SourceRow], list[Finding]]:
    """Return the names of a table's columns, its rows, and what there is to tell of both.

    Empty rows, columns without a name and titles above the header are passed over and told; a row
    with more or fewer cells than the header is refused. Raises UnreadableFile when there is no
    header, or one that names a wanted column twice.
    """
    columns, findings = _header(table, layout)
    values = _MergedValues(table, columns)
    rows: list[SourceRow] = []
    empty: list[int] = []
    last = 0
    for number, cells in enumerate(table.rows[columns.first_row :], start=columns.first_row + 1):
        if _is_empty(cells):
            empty.append(number)
            continue
        last = number
        if wrong := _wrong_width(number, cells, columns.width):
            findings.append(wrong)
            continue
        rows.append(
            SourceRow(
                number,
                {
                    name: values.at(number - 1, place, cells[place])
                    for place, name in columns.names.items()
                },
            )
        )
    between = [number for number in empty if number < last]
    if between:
        findings.append(
            noted(
                between[0],
                "",
                "",
                _("Empty rows between the others were passed over: %(count)d.")
                % {"count": len(between)},
            )
        )
    findings += values.findings()
    return tuple(columns.names.values()), rows, findings


def letters(place: int) -> str:
    """Return what a spreadsheet calls its column number `place`, counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def _header(table: Table, layout: Layout) -> tuple[Columns, list[Finding]]:
    place = _header_place(table, layout)
    cells = table.rows[place]
    over = [area for area in table.merged if area.top <= place <= area.bottom]
    spelt = _spelt(table, place)
    names: dict[int, str] = {}
    for column, name in enumerate(spelt):
        if not name:
            continue
        if name in names.values():
            # Sheets have two columns “Remarks”; that is no harm unless one of them is wanted.
            if name in layout.names:
                raise UnreadableFile(
                    _("More than one column is called “%(name)s”.") % {"name": name}
                )
            continue
        names[column] = name
    if not names:
        raise UnreadableFile(
            _("Row %(row)d has no names of columns; name the header's row in the mapping.")
            % {"row": place + 1}
        )
    columns = Columns(names, len(cells), _last_of_header(place, over) + 1)
    return columns, [*_told_of_header(table, place, over), *_nameless(table, columns, spelt, place)]


def _header_place(table: Table, layout: Layout) -> int:
    """Return the place of the row with the columns' names: named, found, or the first."""
    if layout.header_row is not None:
        if layout.header_row > len(table.rows):
            raise UnreadableFile(
                _("The mapping names row %(row)d as the header; the sheet has %(rows)d rows.")
                % {"row": layout.header_row, "rows": len(table.rows)}
            )
        return layout.header_row - 1
    filled = (place for place, cells in enumerate(table.rows) if not _is_empty(cells))
    candidates = list(itertools.islice(filled, HEADER_WITHIN))
    if not candidates:
        raise UnreadableFile(_("The file is empty."))
    # The first of those that have the most: when names are missing, it can be said which.
    return max(candidates, key=lambda place: len(layout.names & set(_spelt(table, place))))


def _spelt(table: Table, place: int) -> list[str]:
    """Return the names in a row; one that was merged downwards stands in a row above."""
    names = [trimmed(cell) for cell in table.rows[place]]
    for area in table.merged:
        if area.top < place <= area.bottom and area.left < len(names):
            names[area.left] = trimmed(table.rows[area.top][area.left])
    return names


def _told_of_header(table: Table, place: int, over: Sequence[Area]) -> Iterator[Finding]:
    if any(not _is_empty(cells) for cells in table.rows[:place]):
        yield noted_of_file(
            _("The names of the columns stand in row %(row)d; the rows above it were passed over.")
            % {"row": place + 1}
        )
    first, last = min((area.top for area in over), default=place), _last_of_header(place, over)
    if first < last:
        yield noted_of_file(
            _("The header is merged over the rows %(first)d to %(last)d.")
            % {"first": first + 1, "last": last + 1}
        )
    for area in over:
        if area.left < area.right:
            yield noted(
                area.top + 1,
                letters(area.left),
                trimmed(table.rows[area.top][area.left]),
                _("The header's cells are merged; the name was taken for the first column only."),
            )


def _last_of_header(place: int, over: Sequence[Area]) -> int:
    """Return the place of the header's last row: cells in it may be merged downwards."""
    return max([place, *(area.bottom for area in over)])


def _nameless(
    table: Table, columns: Columns, spelt: Sequence[str], place: int
) -> Iterator[Finding]:
    """Find the columns that have values but no name of their own."""
    for column, name in enumerate(spelt):
        if column not in columns.names and any(
            column < len(cells) and trimmed(cells[column])
            for cells in table.rows[columns.first_row :]
        ):
            reason = (
                _("Another column has the same name; this one was left out.")
                if name
                else _("This column has no name; it was left out.")
            )
            yield noted(place + 1, letters(column), name, reason)


def _wrong_width(number: int, cells: Sequence[Any], width: int) -> Finding | None:
    """Return the refusal of a row that is not as wide as the header, None for one that is."""
    if len(cells) == width or (len(cells) > width and _is_empty(cells[width:])):
        return None
    reason = _(
        "The row has %(found)d cells, the header has %(expected)d: perhaps a comma or a line break "
        "that is not between quotes."
    ) % {"found": len(cells), "expected": width}
    return refused(number, "", ", ".join(map(trimmed, cells))[:200], reason)


class _MergedValues:
    """Gives cells that were merged downwards the value that all of them show."""

    def __init__(self, table: Table, columns: Columns) -> None:
        self._rows = table.rows
        self._areas: dict[tuple[int, int], Area] = {}
        self._used: set[Area] = set()
        self._names = columns.names
        for area in table.merged:
            if area.left in columns.names and area.top >= columns.first_row:
                for row in range(area.top + 1, area.bottom + 1):
                    self._areas[row, area.left] = area

    def at(self, row: int, column: int, value: Any) -> Any:
        """Return the value at a place where the grid has `value`."""
        area = self._areas.get((row, column))
        shown = None if area is None else self._rows[area.top][column]
        if area is None or trimmed(value) or not trimmed(shown):
            return value
        self._used.add(area)
        return shown

    def findings(self) -> Iterator[Finding]:
        """Tell which values were taken for several rows."""
        for area in sorted(self._used):
            yield noted(
                area.top + 1,
                self._names[area.left],
                trimmed(self._rows[area.top][area.left]),
                _("The cells are merged; the value was taken for the rows %(first)d to %(last)d.")
                % {"first": area.top + 1, "last": area.bottom + 1},
            )


def _is_empty(cells: Sequence[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)
