"""The lie of the land: an outline, blocks of houses in it, and subdistricts made of blocks.

The district lies in the open East China Sea, more than 150 km from the nearest island. There, near
the latitude of Shanghai, sizes, distances and maps behave as in a real district, and nobody can
take a subdistrict of it for a real place.
"""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt
from typing import Any, Final

import shapely
from shapely import MultiPoint, Polygon, STRtree
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from mashangban.demonstration.chance import around
from mashangban.registry.types import Point

_MIDDLE: Final = Point(longitude=124.6, latitude=30.4)
_METRES_PER_DEGREE: Final = 111_320.0
_BLOCK_SIDE: Final = 300.0  # metres; a block holds one compound, a park or offices
_CORNERS: Final = 180
_RELAXATIONS: Final = 4
_LEAST_SHARED_EDGE: Final = 1.0  # metres


@dataclass(frozen=True, slots=True)
class Tract:
    """One subdistrict's land: its boundary as GeoJSON, and a place for a compound in each block."""

    boundary: dict[str, Any]
    places: tuple[Point, ...]


def lay_out(chance: random.Random, *, tracts: int, blocks: int) -> list[Tract]:
    """Divide a district of so many blocks into that many connected tracts, from north to south."""
    outline = _outline(chance, area=blocks * _BLOCK_SIDE**2)
    cells = _cells(chance, outline, blocks)
    owner = _grow(chance, cells, tracts)
    drawn = [
        (shapely.union_all([cells[each] for each in mine]), [cells[each] for each in mine])
        for mine in (
            [cell for cell, of in enumerate(owner) if of == tract] for tract in range(tracts)
        )
    ]
    drawn.sort(key=lambda pair: -pair[0].centroid.y)
    return [
        Tract(_boundary(shape), tuple(_place_in(chance, cell) for cell in mine))
        for shape, mine in drawn
    ]


def _outline(chance: random.Random, *, area: float) -> Polygon:
    """Return a rounded, uneven outline, wider than high, in metres around the middle."""
    radius = sqrt(area / pi)
    waves = [
        (k, 0.16 / k * chance.uniform(0.6, 1.4), chance.uniform(0, 2 * pi))
        for k in (2, 3, 5, 8, 13)
    ]
    corners = []
    for step in range(_CORNERS):
        turn = 2 * pi * step / _CORNERS
        away = radius * (1 + sum(size * cos(k * turn + phase) for k, size, phase in waves))
        corners.append((1.15 * away * cos(turn), away / 1.15 * sin(turn)))
    return Polygon(corners)


def _cells(chance: random.Random, outline: Polygon, count: int) -> list[Polygon]:
    """Tile the outline with `count` cells of about one size: Voronoi cells, evened out (Lloyd)."""
    west, south, east, north = outline.bounds
    points: list[tuple[float, float]] = []
    while len(points) < count:
        x, y = chance.uniform(west, east), chance.uniform(south, north)
        if outline.contains(shapely.Point(x, y)):
            points.append((x, y))
    for _ in range(_RELAXATIONS):
        cells = _voronoi(points, outline)
        points = [(cell.centroid.x, cell.centroid.y) for cell in cells]
    return _voronoi(points, outline)


def _voronoi(points: Sequence[tuple[float, float]], outline: Polygon) -> list[Polygon]:
    diagram = shapely.voronoi_polygons(MultiPoint(points), extend_to=outline)
    clipped = [cell.intersection(outline) for cell in diagram.geoms]
    # Where the outline bends inwards a cell may fall apart; the larger part stands for it.
    whole = [max(shapely.get_parts(cell), key=lambda part: part.area) for cell in clipped]
    return sorted(whole, key=lambda cell: (cell.centroid.x, cell.centroid.y))


def _grow(chance: random.Random, cells: Sequence[Polygon], count: int) -> list[int]:
    """Let `count` tracts grow from cells far apart until all are taken; return each cell's tract.

    Growing along shared edges keeps every tract in one piece.
    """
    beside = _neighbours(cells)
    owner = [-1] * len(cells)
    queue = [(0.0, seed, tract) for tract, seed in enumerate(_far_apart(chance, cells, count))]
    heapq.heapify(queue)
    while queue:
        cost, cell, tract = heapq.heappop(queue)
        if owner[cell] >= 0:
            continue
        owner[cell] = tract
        for other in beside[cell]:
            if owner[other] < 0:
                step = cells[cell].centroid.distance(cells[other].centroid)
                heapq.heappush(queue, (cost + around(chance, step, spread=0.25), other, tract))
    return owner


def _neighbours(cells: Sequence[Polygon]) -> list[list[int]]:
    beside: list[list[int]] = [[] for _ in cells]
    tree = STRtree(cells)
    for cell, other in sorted(map(tuple, tree.query(cells, predicate="intersects").T.tolist())):
        shared = cells[cell].intersection(cells[other]).length if cell < other else 0.0
        if shared > _LEAST_SHARED_EDGE:
            beside[cell].append(other)
            beside[other].append(cell)
    return beside


def _far_apart(chance: random.Random, cells: Sequence[Polygon], count: int) -> list[int]:
    """Return `count` cells, each far from those before it, and none at the very edge."""
    middles = [cell.centroid for cell in cells]
    chosen = [chance.randrange(len(cells))]
    while len(chosen) < count:
        candidates = chance.sample(range(len(cells)), min(len(cells), 60))
        chosen.append(
            max(
                candidates,
                key=lambda each: min(middles[each].distance(middles[at]) for at in chosen),
            )
        )
    return chosen


def _place_in(chance: random.Random, cell: Polygon) -> Point:
    """Return a point well inside a cell, near its middle."""
    middle = cell.representative_point() if not cell.contains(cell.centroid) else cell.centroid
    reach = cell.boundary.distance(middle) / 2
    turn = chance.uniform(0, 2 * pi)
    return Point(*_degrees(middle.x + reach * cos(turn), middle.y + reach * sin(turn)))


def _boundary(shape: BaseGeometry) -> dict[str, Any]:
    """Return a shape as GeoJSON in degrees, rounded to a tenth of a metre."""
    boundary: dict[str, Any] = _as_lists(mapping(shapely.transform(shape, _each_in_degrees)))
    return boundary


def _each_in_degrees(corners: Any) -> Any:
    return [_degrees(x, y) for x, y in corners.tolist()]


def _degrees(x: float, y: float) -> tuple[float, float]:
    shrink = cos(radians(_MIDDLE.latitude))
    return (
        round(_MIDDLE.longitude + x / (_METRES_PER_DEGREE * shrink), 6),
        round(_MIDDLE.latitude + y / _METRES_PER_DEGREE, 6),
    )


def _as_lists(geometry: Any) -> Any:
    """Return nested tuples as lists, as they come back from JSON."""
    if isinstance(geometry, dict):
        return {key: _as_lists(value) for key, value in geometry.items()}
    return [_as_lists(each) for each in geometry] if isinstance(geometry, tuple) else geometry
