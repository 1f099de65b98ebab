"""The graph of compounds whose outlines are known."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from mashangban.core.contiguity.adjacency.barriers import Barriers, crossed
from mashangban.core.contiguity.adjacency.edges import AdjacencyError, Edge, EdgeKind, Origin
from mashangban.core.contiguity.adjacency.facing import Lengths, Places, Shapes, facing_lengths
from mashangban.core.contiguity.adjacency.graph import Graph

NO_BARRIERS = Barriers()
DECIMALS = 2  # of metres that are kept: what follows must not hang on the last bit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Up to which gap (m) two outlines share a wall, a lane, a walk; what they must face (m)."""

    wall_m: float
    lane_m: float
    walking_m: float
    least_facing_m: float


def from_polygons(
    outlines: Mapping[str, shapely.Geometry], *, reach: Reach, barriers: Barriers = NO_BARRIERS
) -> Graph:
    """Return the graph of `outlines`: polygons or multipolygons in metres on one plane.

    A pair is within `reach.walking_m`. If the shortest line between the two crosses an arterial
    road or a river, that is what lies between them. Otherwise a narrow gap is a shared wall or a
    lane, as long as they face each other: outlines that only meet at a corner are within walking
    distance and no more. Raises AdjacencyError for an outline that is none.
    """
    names = sorted(outlines)
    shapes = _checked(names, outlines)
    left, right = _candidates(shapes, reach.walking_m)
    lines = shapely.shortest_line(shapes[left], shapes[right])
    gaps = np.round(shapely.length(lines), DECIMALS)
    river = crossed(lines, barriers.rivers)
    road = crossed(lines, barriers.arterial_roads) & ~river
    close = (gaps <= reach.lane_m) & ~river & ~road
    facing = np.full(len(left), np.nan)
    facing[close] = np.round(
        facing_lengths(shapes, left[close], right[close], gaps[close]), DECIMALS
    )
    beside = close & (facing >= reach.least_facing_m)
    # Later lines overwrite earlier ones. numpy keeps the members of the enumeration as text.
    kinds = np.full(len(left), EdgeKind.WALKING_DISTANCE, dtype=object)
    kinds[beside] = EdgeKind.LANE
    kinds[beside & (gaps <= reach.wall_m)] = EdgeKind.SHARED_WALL
    kinds[road] = EdgeKind.ARTERIAL_ROAD
    kinds[river] = EdgeKind.RIVER
    return Graph.of(names, _edges(names, left, right, kinds, gaps, facing))


def _checked(names: list[str], outlines: Mapping[str, shapely.Geometry]) -> Shapes:
    shapes = np.array([outlines[name] for name in names], dtype=object)
    for name, shape in zip(names, shapes, strict=True):
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            raise AdjacencyError(
                f'The outline of "{name}" is no area. Draw it, or leave it out and give a position.'
            )
    invalid = ~shapely.is_valid(shapes) if len(shapes) else np.zeros(0, np.bool_)
    shapes[invalid] = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    return shapes


def _candidates(shapes: Shapes, within_m: float) -> tuple[Places, Places]:
    """Return the pairs of shapes at most `within_m` apart, each once, in one order."""
    if not len(shapes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=within_m)
    once = left < right
    order = np.lexsort((right[once], left[once]))
    return left[once][order], right[once][order]


def _edges(
    names: list[str], left: Places, right: Places, kinds: Shapes, gaps: Lengths, facing: Lengths
) -> list[Edge]:
    return [
        Edge(
            one=names[one],
            other=names[other],
            kind=EdgeKind(kind),
            origin=Origin.POLYGONS,
            gap_m=gap,
            facing_m=None if np.isnan(length) else length,
        )
        for one, other, kind, gap, length in zip(
            left.tolist(), right.tolist(), kinds, gaps.tolist(), facing.tolist(), strict=True
        )
    ]
