"""Reads CSV, Excel and GeoJSON into rows of cells, whatever program wrote them.

Every limit stands in `limits` and is checked before, or while, a file is taken apart.
"""

import hashlib
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading.archive import looks_like_workbook
from mashangban.kit.imports.reading.decoding import decode
from mashangban.kit.imports.reading.geojson import GEOMETRY, read_geojson
from mashangban.kit.imports.reading.limits import MEGABYTE, MOST_BYTES
from mashangban.kit.imports.reading.separated import read_csv
from mashangban.kit.imports.reading.sheets import Layout, Sheet, SourceRow
from mashangban.kit.imports.reading.tables import name_columns
from mashangban.kit.imports.reading.workbook import read_workbook
from mashangban.kit.imports.types import Outcome

__all__ = ["GEOMETRY", "Layout", "Sheet", "SourceRow", "decode", "read_sheet"]

_CSV: Final = frozenset({".csv", ".tsv", ".txt"})
_GEOJSON: Final = frozenset({".geojson", ".json"})
# Macros, a binary form and an old container that cannot be guarded as a zip can.
_OTHER_WORKBOOKS: Final = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods", ".et"})


def read_sheet(path: Path, layout: Layout | None = None) -> Sheet:
    """Read a .csv, .xlsx, .geojson or .json file; raises UnreadableFile."""
    layout = layout or Layout()
    suffix = path.suffix.lower()
    if suffix in _OTHER_WORKBOOKS:
        raise UnreadableFile(
            _("“%(suffix)s” workbooks are not read. Save the sheet as .xlsx or .csv.")
            % {"suffix": suffix}
        )
    if layout.sheet and suffix != ".xlsx":
        raise UnreadableFile(
            _("The mapping names a sheet (“%(sheet)s”); only a workbook has sheets.")
            % {"sheet": layout.sheet}
        )
    content = _read_bytes(path)
    sheet = _read(content, suffix or path.name, layout)
    if not sheet.rows and not any(each.outcome is Outcome.REFUSED for each in sheet.findings):
        raise UnreadableFile(_("The file has no rows."))
    return sheet


def _read(content: bytes, suffix: str, layout: Layout) -> Sheet:
    digest = hashlib.sha256(content).hexdigest()
    if suffix == ".xlsx":
        table, told = read_workbook(content, layout.sheet)
        columns, rows, findings = name_columns(table, layout)
        return Sheet(columns, tuple(rows), "xlsx", digest, findings=(*told, *findings))
    if looks_like_workbook(content):
        raise UnreadableFile(_("This is an Excel workbook, whatever its name says; name it .xlsx."))
    if suffix in _CSV:
        text, encoding = decode(content)
        columns, rows, findings = name_columns(read_csv(text), layout)
        return Sheet(columns, tuple(rows), encoding, digest, findings=tuple(findings))
    if suffix in _GEOJSON:
        text, encoding = decode(content)
        columns, rows, crs = read_geojson(text)
        return Sheet(columns, tuple(rows), encoding, digest, crs=crs)
    raise UnreadableFile(
        _("“%(suffix)s” files cannot be read; save it as .csv, .xlsx or .geojson.")
        % {"suffix": suffix}
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(
                _("The file is larger than %(most)d MB. Split it and import the parts.")
                % {"most": MOST_BYTES // MEGABYTE}
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file “%(name)s” cannot be opened: %(why)s.")
            % {"name": path.name, "why": error.strerror}
        ) from None
