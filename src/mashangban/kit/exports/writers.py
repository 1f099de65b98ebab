"""The three formats. Each writes row by row, so that the memory does not grow with the list."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

import xlsxwriter

from mashangban.kit.clock import SHANGHAI
from mashangban.kit.exports.sheet import Column, Format, Kind, Sheet, Value
from mashangban.kit.formulas import harmless

_LONGEST_SHEET_NAME: Final = 31
_NO_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_FOOT_SIZE: Final = 255  # characters that Excel takes at the foot of a page
_EXCEL_FORMATS: Final = {Kind.DAY: "yyyy-mm-dd", Kind.INSTANT: "yyyy-mm-dd hh:mm"}


def write(sheet: Sheet, form: Format, file: IO[bytes]) -> int:
    """Write the sheet into a binary file and return the number of its rows.

    Raises TooManyRows, and ValueError for GeoJSON of a sheet without points.
    """
    return _WRITERS[form](sheet, file)


def _write_csv(sheet: Sheet, file: IO[bytes]) -> int:
    """Write UTF-8 with a byte order mark, which tells Excel so."""
    columns = sheet.marked_columns()
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    lines = csv.writer(text)
    lines.writerow([harmless(column.heading) for column in columns])
    count = 0
    for row in sheet.marked_rows():
        lines.writerow(
            [_for_csv(column, value) for column, value in zip(columns, row, strict=True)]
        )
        count += 1
    text.flush()
    text.detach()
    return count


def _for_csv(column: Column, value: Value) -> str:
    plain = _plain(value)
    if plain is None:
        return ""
    return harmless(str(plain)) if column.kind is Kind.TEXT else str(plain)


def _write_xlsx(sheet: Sheet, file: IO[bytes]) -> int:
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        return _fill(book, sheet)
    finally:
        book.close()  # it holds a temporary file of its own


def _fill(book: Any, sheet: Sheet) -> int:
    page = book.add_worksheet(sheet.title.translate(_NO_SHEET_NAME)[:_LONGEST_SHEET_NAME])
    columns = sheet.marked_columns()
    heading = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": how}) for kind, how in _EXCEL_FORMATS.items()}
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)  # A4
    if sheet.mark:
        page.set_footer("&L" + sheet.mark.replace("&", "&&")[: _FOOT_SIZE - 2])
    for at, column in enumerate(columns):
        page.set_column(at, at, column.width)
        page.write_string(0, at, column.heading, heading)
    count = 0
    for count, row in enumerate(sheet.marked_rows(), start=1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            _write_cell(page, count, at, value, formats.get(column.kind))
    page.autofilter(0, 0, count, len(columns) - 1)
    return count


def _write_cell(page: Any, row: int, at: int, value: Value, form: Any) -> None:
    match value:
        case None | "":
            return
        case datetime():
            page.write_datetime(row, at, value.astimezone(SHANGHAI).replace(tzinfo=None), form)
        case date():
            page.write_datetime(row, at, value, form)
        case int() | float() | Decimal():
            page.write_number(row, at, value)
        case _:
            page.write_string(row, at, value)


def _write_geojson(sheet: Sheet, file: IO[bytes]) -> int:
    """Write a FeatureCollection (RFC 7946); a row without a point has no geometry."""
    if sheet.point is None:
        raise ValueError(f"“{sheet.title}” has no points.")
    columns = sheet.marked_columns()
    keys = [column.key for column in columns]
    longitude, latitude = (keys.index(name) for name in sheet.point)
    file.write(b'{"type":"FeatureCollection","features":[')
    count = 0
    for count, row in enumerate(sheet.marked_rows(), start=1):
        feature = {
            "type": "Feature",
            "geometry": _point(row[longitude], row[latitude]),
            "properties": {
                key: _plain(value)
                for key, value in zip(keys, row, strict=True)
                if key not in sheet.point
            },
        }
        text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        file.write((",\n" if count > 1 else "\n").encode() + text.encode())
    file.write(b"\n]}\n")
    return count


def _point(longitude: Value, latitude: Value) -> dict[str, object] | None:
    if longitude is None or latitude is None:
        return None
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _plain(value: Value) -> str | int | float | None:
    """Return the value as text files hold it: exact figures as written, times with their offset."""
    match value:
        case datetime():
            return value.astimezone(SHANGHAI).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


_WRITERS: Final[dict[Format, Callable[[Sheet, IO[bytes]], int]]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
    Format.GEOJSON: _write_geojson,
}
