"""Reads CSV and GeoJSON into rows of cells, whatever program wrote them."""

import codecs
import csv
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile

MOST_BYTES: Final = 64 * 1024 * 1024
GEOMETRY: Final = "geometry"  # the column in which a GeoJSON feature's geometry stands
# Longitude and latitude in degrees on WGS84 or on CGCS2000, which equals it within a metre.
_KNOWN_CRS: Final = ("CRS84", "EPSG::4326", "EPSG:4326", "EPSG::4490", "EPSG:4490")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as it stands in the file: text in CSV, JSON values in GeoJSON."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file read whole."""

    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    encoding: str
    sha256: str


def read_sheet(path: Path) -> Sheet:
    """Read a .csv, .geojson or .json file; raises UnreadableFile."""
    content = _read_bytes(path)
    digest = hashlib.sha256(content).hexdigest()
    text, encoding = decode(content)
    match path.suffix.lower():
        case ".csv":
            columns, rows = _read_csv(text)
        case ".geojson" | ".json":
            columns, rows = _read_geojson(text)
        case suffix:
            raise UnreadableFile(
                _("“%(suffix)s” files cannot be read; save it as .csv or .geojson.")
                % {"suffix": suffix or path.name}
            )
    if not rows:
        raise UnreadableFile(_("The file has no rows."))
    return Sheet(columns, tuple(rows), encoding, digest)


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was in: UTF-8, UTF-16 with its mark, or GB18030.

    Raises UnreadableFile.
    """
    if content.startswith(b"PK\x03\x04"):
        raise UnreadableFile(
            _("This is an Excel workbook. Save the sheet as “CSV UTF-8” and import that.")
        )
    if content.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, encoding
    raise UnreadableFile(
        _("The file is not text in UTF-8 or GB18030. Save it as “CSV UTF-8” and import that.")
    )


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableFile(
                _("The file is larger than %(most)d MB. Split it and import the parts.")
                % {"most": MOST_BYTES // 1024 // 1024}
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            _("The file “%(name)s” cannot be opened: %(why)s.")
            % {"name": path.name, "why": error.strerror}
        ) from None


def _read_csv(text: str) -> tuple[tuple[str, ...], list[SourceRow]]:
    separator = max(",\t;", key=text.partition("\n")[0].count)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise UnreadableFile(_("The CSV is broken: %(why)s.") % {"why": error}) from None
    if not records:
        raise UnreadableFile(_("The file is empty."))
    columns = tuple(name.strip() for name in records[0])
    _require_names(columns)
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(columns):
            raise UnreadableFile(
                _(
                    "Row %(row)d has %(found)d cells, the header has %(expected)d: perhaps a comma "
                    "or a line break that is not between quotes."
                )
                % {"row": number, "found": len(record), "expected": len(columns)}
            )
        rows.append(SourceRow(number, dict(zip(columns, record, strict=True))))
    return columns, rows


def _require_names(columns: tuple[str, ...]) -> None:
    if not all(columns):
        raise UnreadableFile(
            _("Column %(place)d has no name in the first row.") % {"place": columns.index("") + 1}
        )
    twice = {name for name in columns if columns.count(name) > 1}
    if twice:
        raise UnreadableFile(_("More than one column is called “%(name)s”.") % {"name": min(twice)})


def _read_geojson(text: str) -> tuple[tuple[str, ...], list[SourceRow]]:
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_("The JSON is broken: %(why)s.") % {"why": error}) from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFile(_("The file is not a GeoJSON FeatureCollection (RFC 7946)."))
    _require_wgs84(document)
    rows = [SourceRow(place, _cells_of(each, place)) for place, each in enumerate(features, 1)]
    # Every name that occurs, in the order of first occurrence.
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return tuple(columns), rows


def _cells_of(feature: Any, place: int) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise UnreadableFile(
            _("Feature %(place)d has no properties; it cannot be told what it is.")
            % {"place": place}
        )
    return {**properties, GEOMETRY: feature.get("geometry")}


def _require_wgs84(document: dict[str, Any]) -> None:
    if "crs" not in document:
        return
    named = json.dumps(document["crs"])
    if not any(known in named for known in _KNOWN_CRS):
        raise UnreadableFile(
            _(
                "The file's coordinates are in another system (%(crs)s); export it in WGS84 or "
                "CGCS2000 degrees."
            )
            % {"crs": named[:120]}
        )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
