"""The sheet of edges, made from outlines or positions and corrected by hand."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
import shapely

from mashangban.core.contiguity.adjacency import (
    AdjacencyError,
    Barriers,
    Change,
    Correction,
    EdgeKind,
    Graph,
    Plane,
    Reach,
    corrected,
    from_points,
    from_polygons,
)
from mashangban.core.contiguity.files.documents import sheet
from mashangban.core.contiguity.files.tables import EDGE_NEEDED, EDGE_OPTIONAL, WALL
from mashangban.core.coordinates import Point

CORRECTIONS = ("change", "one", "other", "kind", "reason")
AREAS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True)
class Places:
    """Compounds by name, as outlines or as points; degrees (WGS84)."""

    shapes: Mapping[str, shapely.Geometry]

    @property
    def outlined(self) -> bool:
        """Say whether there are outlines."""
        return any(_is_area(shape) for shape in self.shapes.values())


def read_places(text: str) -> Places:
    """Read compounds from GeoJSON (outlines or points with a `name`) or CSV (name, longitude, …).

    Raises AdjacencyError; also where some have outlines and some have not.
    """
    named = _from_geojson(text) if text.lstrip("\ufeff \r\n").startswith("{") else _from_csv(text)
    names = [name for name, _ in named]
    if len(set(names)) != len(names):
        raise AdjacencyError("A name is there twice: give each compound one of its own.")
    places = Places(dict(named))
    if places.outlined and not all(_is_area(shape) for _, shape in named):
        raise AdjacencyError(
            "Some compounds have an outline and some only a point: neighbours of both kinds are "
            "not told apart. Give all outlines, or make the sheet from points and correct it."
        )
    return places


def read_shapes(text: str) -> list[shapely.Geometry]:
    """Read roads or rivers from GeoJSON, degrees (WGS84). Raises AdjacencyError."""
    return [shape for _, shape in _features(text)]


def read_corrections(text: str) -> list[Correction]:
    """Read a CSV of changes (add, cut, retype) with reasons. Raises AdjacencyError."""
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    if set(rows.fieldnames or ()) != set(CORRECTIONS):
        raise AdjacencyError(f"Corrections have the columns {', '.join(CORRECTIONS)}.")
    try:
        return [
            Correction(
                change=Change(row["change"]),
                one=row["one"],
                other=row["other"],
                kind=EdgeKind(row["kind"]) if row["kind"] else None,
                reason=row["reason"],
            )
            for row in rows
        ]
    except AdjacencyError:
        raise
    except ValueError as error:
        raise AdjacencyError(f"Corrections, line {rows.line_num}: {error}.") from None


def neighbours(
    places: Places,
    *,
    reach: Reach,
    within_m: float,
    roads: Sequence[shapely.Geometry] = (),
    rivers: Sequence[shapely.Geometry] = (),
    corrections: Sequence[Correction] = (),
) -> Graph:
    """Return the graph of `places`: from outlines within `reach`, else from points `within_m`."""
    names = sorted(places.shapes)
    centres = shapely.centroid([places.shapes[name] for name in names])
    plane = Plane.around(Point(centre.x, centre.y) for centre in centres)

    def metres(shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, plane.to_metres)

    barriers = Barriers([metres(road) for road in roads], [metres(river) for river in rivers])
    shapes = {name: metres(places.shapes[name]) for name in names}
    if places.outlined:
        graph = from_polygons(shapes, reach=reach, barriers=barriers)
    else:
        points = {
            name: (float(shapely.get_x(shape)), float(shapely.get_y(shape)))
            for name, shape in shapes.items()
        }
        graph = from_points(points, within_m=within_m, barriers=barriers)
    return corrected(graph, corrections)


def edges_sheet(graph: Graph) -> str:
    """Return the edges as the sheet that `read_sheets` reads; what is known of walls is empty."""
    heading = [*EDGE_NEEDED, *EDGE_OPTIONAL, *WALL]
    return sheet(
        heading,
        [
            [
                edge.one,
                edge.other,
                edge.kind,
                edge.origin,
                "" if edge.gap_m is None else f"{edge.gap_m:.2f}",
                "" if edge.facing_m is None else f"{edge.facing_m:.2f}",
                edge.reason,
                *[""] * len(WALL),
            ]
            for edge in graph.edges
        ],
    )


def _is_area(shape: shapely.Geometry) -> bool:
    return shapely.get_type_id(shape) in AREAS


def _from_geojson(text: str) -> list[tuple[str, shapely.Geometry]]:
    found = []
    for number, (properties, shape) in enumerate(_features(text), 1):
        name = properties.get("name")
        if not isinstance(name, str) or not name:
            raise AdjacencyError(f'Feature {number} has no property "name".')
        if not _is_area(shape) and shapely.get_type_id(shape) != shapely.GeometryType.POINT:
            raise AdjacencyError(f'"{name}" is neither an area nor a point.')
        found.append((name, shape))
    return found


def _features(text: str) -> list[tuple[Mapping[str, Any], shapely.Geometry]]:
    try:
        features = json.loads(text.removeprefix("\ufeff"))["features"]
        return [
            (each.get("properties") or {}, shapely.from_geojson(json.dumps(each["geometry"])))
            for each in features
        ]
    except (ValueError, KeyError, TypeError, AttributeError, shapely.GEOSException):
        raise AdjacencyError(
            "This is no GeoJSON FeatureCollection with a geometry in each feature."
        ) from None


def _from_csv(text: str) -> list[tuple[str, shapely.Geometry]]:
    rows = list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
    try:
        return [
            (
                row["name"],
                shapely.Point(np.array([float(row["longitude"]), float(row["latitude"])])),
            )
            for row in rows
        ]
    except (KeyError, TypeError, ValueError):
        raise AdjacencyError("Compounds need the columns name, longitude, latitude.") from None
