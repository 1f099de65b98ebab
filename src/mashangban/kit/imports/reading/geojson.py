"""GeoJSON (RFC 7946): each feature is a row, its properties and its geometry are the cells."""

import json
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading.limits import DEEPEST, MOST_LISTS, MOST_ROWS, MOST_VALUES
from mashangban.kit.imports.reading.sheets import SourceRow
from mashangban.kit.imports.words import grouped, trimmed

GEOMETRY: Final = "geometry"  # the column in which a feature's geometry stands
# What a file may call longitude and latitude in degrees.
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326")
_CGCS2000: Final = ("EPSG::4490", "EPSG:4490")


def read_geojson(text: str) -> tuple[tuple[str, ...], list[SourceRow], str]:
    """Return the columns, the rows, and which system the file says it is in, "" when silent.

    Raises UnreadableFile.
    """
    # Counted before anything is built: two bytes of "[]" become sixty in memory.
    _require_fewer(text.count("[") + text.count("{"), MOST_LISTS)
    _require_fewer(text.count(","), MOST_VALUES)
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise UnreadableFile(_("The JSON is broken: %(why)s.") % {"why": error}) from None
    _require_flat(document)
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise UnreadableFile(_("The file is not a GeoJSON FeatureCollection (RFC 7946)."))
    _require_fewer(len(features), MOST_ROWS)
    rows = [SourceRow(place, _cells_of(each, place)) for place, each in enumerate(features, 1)]
    # Every name that occurs, in the order of first occurrence.
    columns = dict.fromkeys(name for row in rows for name in row.cells)
    return tuple(columns), rows, _named_crs(document)


def _cells_of(feature: Any, place: int) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise UnreadableFile(
            _("Feature %(place)d has no properties; it cannot be told what it is.")
            % {"place": place}
        )
    cells = {trimmed(name): value for name, value in properties.items()}
    return {**cells, GEOMETRY: feature.get("geometry")}


def _named_crs(document: dict[str, Any]) -> str:
    """Return "wgs84", "cgcs2000" or "" for a file that does not say; others are refused."""
    if document.get("crs") is None:
        return ""
    named = json.dumps(document["crs"])
    if any(known in named for known in _CGCS2000):
        return "cgcs2000"
    if any(known in named for known in _WGS84):
        return "wgs84"
    raise UnreadableFile(
        _(
            "The file's coordinates are in another system (%(crs)s); export it in WGS84 or "
            "CGCS2000 degrees."
        )
        % {"crs": named[:120]}
    )


def _require_fewer(found: int, most: int) -> None:
    if found > most:
        raise UnreadableFile(
            _(
                "The GeoJSON has more than %(most)s features, positions or values. Export its "
                "outlines with fewer points, or split it."
            )
            % {"most": grouped(most)}
        )


def _require_flat(document: Any) -> None:
    """Raise UnreadableFile if lists and objects are nested deeper than any GeoJSON's."""
    level = [document]
    for _depth in range(DEEPEST):
        level = [inner for outer in level for inner in _containers(outer)]
        if not level:
            return
    raise _too_deep()


def _containers(value: Any) -> Iterator[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (each for each in inside if isinstance(each, dict | list))


def _too_deep() -> UnreadableFile:
    return UnreadableFile(
        _("The JSON is nested deeper than %(most)d levels; no GeoJSON is.") % {"most": DEEPEST}
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
