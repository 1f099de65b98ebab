"""What is read of a file: rows of cells by the names of their columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mashangban.kit.imports.types import Finding


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the rows stand in a file that people arranged.

    `sheet`: which one of a workbook, "" for the first that can be seen. `header_row`: in which row
    the names of the columns stand, counted as a spreadsheet shows it; None: the first that has all
    of `names`.
    """

    names: frozenset[str] = frozenset()
    sheet: str = ""
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stands in the file.

    Cells are text in CSV, JSON values in GeoJSON; in Excel text, int, float, bool, date, datetime,
    time or timedelta, and None when empty.
    """

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read whole.

    `encoding`: what it was written in; for a workbook, "xlsx". `crs`: what a GeoJSON file says of
    its own coordinates, "" when it is silent. `findings`: what there is to tell of the reading;
    rows that could not be read are refused there and missing in `rows`.
    """

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    encoding: str
    sha256: str
    crs: str = ""
    findings: tuple[Finding, ...] = ()
