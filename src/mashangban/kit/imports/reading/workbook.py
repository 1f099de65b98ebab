"""Excel workbooks (.xlsx): one sheet's values, typed as the sheet has them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.findings import noted_of_file
from mashangban.kit.imports.reading.archive import checked_workbook
from mashangban.kit.imports.reading.limits import MOST_CELLS
from mashangban.kit.imports.reading.scanning import WorkbookScan
from mashangban.kit.imports.reading.tables import Area, Table
from mashangban.kit.imports.types import Finding
from mashangban.kit.imports.words import MOST_EXACT

Value = int | float | str | bool | date | datetime | time | timedelta


def read_workbook(content: bytes, sheet: str) -> tuple[Table, list[Finding]]:
    """Read the sheet that is called `sheet`, or the first that can be seen when that is "".

    Of formulas only the values are read, which Excel stored beside them. Raises UnreadableFile.
    """
    scan = WorkbookScan()
    try:
        with (
            checked_workbook(content, scan.parser_of) as path,
            CalamineWorkbook.from_path(str(path)) as workbook,
        ):
            name, findings = _choose(workbook, sheet)
            return _table(workbook.get_sheet_by_name(name), scan.failed(name)), findings
    except CalamineError as error:
        raise UnreadableFile(
            _("The workbook is broken: %(why)s. Open it in Excel and save it anew.")
            % {"why": error}
        ) from None


def _choose(workbook: CalamineWorkbook, wanted: str) -> tuple[str, list[Finding]]:
    """Return the name of the sheet to read; told when there was a choice."""
    sheets = [each.name for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    visible = [
        each.name
        for each in workbook.sheets_metadata
        if each.name in sheets and each.visible == SheetVisibleEnum.Visible
    ]
    names = {"wanted": wanted, "sheets": ", ".join(f"“{name}”" for name in sheets)}
    if wanted:
        if wanted not in sheets:
            raise UnreadableFile(
                _("The workbook has no sheet “%(wanted)s”; it has: %(sheets)s.") % names
            )
        return wanted, []
    if not visible:
        raise UnreadableFile(_("The workbook has no sheet that can be seen."))
    if len(visible) == 1:
        return visible[0], []
    reason = _("Of the sheets %(sheets)s, “%(read)s” was read; the mapping's sheet: names another.")
    return visible[0], [noted_of_file(reason % {**names, "read": visible[0]})]


def _table(sheet: CalamineSheet, failed: Mapping[tuple[int, int], str]) -> Table:
    start = sheet.start
    if start is None:
        raise UnreadableFile(_("The sheet “%(name)s” is empty.") % {"name": sheet.name})
    # The rows come from the first of the sheet on, the columns from the first that has a value.
    empty: list[Any] = [None] * start[1]
    rows = [empty + [_plain(value) for value in row] for row in sheet.iter_rows()]
    for (row, column), shown in failed.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = shown
    return Table(rows, _merged(sheet, rows))


def _merged(sheet: CalamineSheet, rows: Sequence[Sequence[Any]]) -> tuple[Area, ...]:
    """Return the merged areas as far as they lie in the grid."""
    height, width = len(rows), max(map(len, rows))
    areas = [
        Area(top, left, min(bottom, height - 1), min(right, width - 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if top < height and left < width
    ]
    if sum(area.bottom - area.top + 1 for area in areas) > MOST_CELLS:
        raise UnreadableFile(_("The merged cells of the sheet lie over each other."))
    return tuple(areas)


def _plain(value: Value) -> Value | None:
    """Return a cell's value: whole numbers as int, which is what 1991.0 was before Excel."""
    if isinstance(value, float) and value.is_integer() and abs(value) < MOST_EXACT:
        return int(value)
    return None if value == "" else value
