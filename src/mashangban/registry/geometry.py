"""Boundaries and points: which subdistrict's outline a point lies in. Pure, WGS84 degrees."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape
from shapely.validation import explain_validity

from mashangban.core.coordinates import Bounds, Point

# About 2 km: a compound at the edge, with the error of a listing's point, still counts as inside.
MARGIN_DEGREES = 0.02
# About 3 m: a tenth of what a pixel shows of a district, and less than boundaries are exact to.
DRAWING_TOLERANCE = 0.00003
DRAWING_DIGITS = 6  # of a degree: a tenth of a metre
# Mending a crossed outline may move its area by this share; more means the drawing is wrong.
MENDING_MAY_CHANGE = 0.001


class BadOutline(ValueError):
    """The geometry is not the outline of an area; the message says why, in English."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A checked boundary as GeoJSON; `mended` says what was wrong with it, "" when nothing was."""

    geometry: dict[str, Any]
    mended: str


def read_outline(geometry: Any) -> Outline:
    """Check a GeoJSON Polygon or MultiPolygon, and mend an outline that crosses itself a little.

    Hand-drawn boundaries often cross themselves by a few square metres where two neighbours meet.
    Raises BadOutline for anything that is not an area, and for crossings that are no slip.
    """
    try:
        drawn = shape(geometry)
    except Exception as error:  # shapely raises whatever its parsing stumbles over
        raise BadOutline(f"not a GeoJSON geometry ({type(error).__name__})") from None
    if not isinstance(drawn, Polygon | MultiPolygon) or drawn.is_empty:
        raise BadOutline(f"a {drawn.geom_type} is not an area")
    west, south, east, north = drawn.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadOutline("coordinates are not degrees of longitude and latitude")
    if drawn.is_valid:
        return Outline(_as_json(drawn), "")
    problem = explain_validity(drawn)
    sound = _areas_of(shapely.make_valid(drawn))
    if abs(sound.area - drawn.area) > MENDING_MAY_CHANGE * drawn.area:
        raise BadOutline(problem)
    return Outline(_as_json(sound), problem)


def centre_of(boundary: Any) -> Point:
    """Return the centre of gravity of a GeoJSON area."""
    centre = shape(boundary).centroid
    return Point(centre.x, centre.y)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A boundary fit to be drawn, and the place for its name, (longitude, latitude)."""

    geometry: dict[str, Any]
    middle: tuple[float, float]


def drawings(boundaries: Iterable[Any]) -> list[Drawing]:
    """Return boundaries (GeoJSON) with as many corners as can be seen, in the same order.

    Borders that neighbours share are thinned out as one, so that no gap opens between them; for
    pictures only, since nothing is decided by such an outline.
    """
    outlines = [shape(boundary) for boundary in boundaries]
    thinned = shapely.coverage_simplify(outlines, DRAWING_TOLERANCE)
    return [
        Drawing(
            geometry=_rounded(_as_json(outline)),
            middle=_rounded(tuple(shapely.maximum_inscribed_circle(_largest(outline)).coords[0])),
        )
        for outline in thinned
    ]


class SubdistrictMap:
    """The boundaries of subdistricts, ready to be asked for points."""

    def __init__(self, boundaries: Iterable[tuple[str, Any]]) -> None:
        """Take (official code, GeoJSON geometry) pairs."""
        # Sorted, so that a point on a shared border always falls to the same side.
        ordered = sorted(boundaries, key=lambda pair: pair[0])
        self._codes = [code for code, _ in ordered]
        self._outlines = [shape(geometry) for _, geometry in ordered]
        self._tree = shapely.STRtree(self._outlines)

    def __bool__(self) -> bool:
        return bool(self._codes)

    def at(self, point: Point) -> str | None:
        """Return the code of the subdistrict whose boundary holds `point`, None outside all."""
        hits = self._tree.query(
            shapely.Point(point.longitude, point.latitude), predicate="intersects"
        )
        return self._codes[min(hits)] if len(hits) else None

    @property
    def bounds(self) -> Bounds | None:
        """Return the box around all boundaries with a margin of about 2 km, None without any."""
        if not self._outlines:
            return None
        west, south, east, north = (float(edge) for edge in shapely.total_bounds(self._outlines))
        return Bounds(
            west - MARGIN_DEGREES,
            south - MARGIN_DEGREES,
            east + MARGIN_DEGREES,
            north + MARGIN_DEGREES,
        )


def _areas_of(geometry: shapely.Geometry) -> Polygon | MultiPolygon:
    """Return the parts of `geometry` that are areas: mending may leave stray lines and points."""
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    nested = [part for part in shapely.get_parts(geometry) if isinstance(part, MultiPolygon)]
    parts += [polygon for part in nested for polygon in part.geoms]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _as_json(geometry: Polygon | MultiPolygon) -> dict[str, Any]:
    """Return GeoJSON with lists for tuples, as it comes back from the database."""
    found = mapping(geometry)
    return {"type": found["type"], "coordinates": _lists(found["coordinates"])}


def _lists(value: Any) -> Any:
    return [_lists(part) for part in value] if isinstance(value, tuple | list) else value


def _largest(area: Polygon | MultiPolygon) -> Polygon:
    parts = area.geoms if isinstance(area, MultiPolygon) else [area]
    largest: Polygon = max(parts, key=lambda part: part.area)
    return largest


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_rounded(part) for part in value)
    return round(value, DRAWING_DIGITS) if isinstance(value, float) else value
