"""A guess at the graph of compounds of which only positions are known."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations, pairwise, product

import numpy as np
import shapely
from scipy.spatial import Delaunay, QhullError, cKDTree

from mashangban.core.contiguity.adjacency.barriers import Barriers, crossed
from mashangban.core.contiguity.adjacency.edges import Edge, EdgeKind, Origin
from mashangban.core.contiguity.adjacency.graph import Graph
from mashangban.core.contiguity.adjacency.plane import Metres
from mashangban.core.contiguity.adjacency.polygons import DECIMALS, NO_BARRIERS

SAME_PLACE_M = 0.01
ON_THE_CIRCLE = 1 + 1e-9  # a point on the circle counts as in it, whatever the last bit says
FEW = 3  # fewer points make no triangle

Place = tuple[float, float]


def from_points(
    places: Mapping[str, Place],
    *,
    within_m: float,
    barriers: Barriers = NO_BARRIERS,
    gabriel: bool = True,
) -> Graph:
    """Return the graph of `places`: metres east and north on one plane.

    Joined are neighbours of the Delaunay triangulation at most `within_m` apart; with `gabriel`
    only those with no third compound in the circle between them. All edges are uncertain: walking
    distance, or what the line between the points crosses, never a wall. Compounds at one position
    are joined to each other and share their neighbours.
    """
    at: defaultdict[Place, list[str]] = defaultdict(list)
    for name in sorted(places):
        x, y = places[name]
        at[round(x, DECIMALS), round(y, DECIMALS)].append(name)
    spots = np.array(sorted(at), np.float64).reshape(-1, 2)
    named = [at[spot] for spot in sorted(at)]
    pairs = _neighbours(spots, within_m, gabriel=gabriel)
    edges = [(one, other, 0.0) for names in named for one, other in combinations(names, 2)]
    for one, other in pairs:
        gap = round(float(np.hypot(*(spots[one] - spots[other]))), DECIMALS)
        edges += [(min(pair), max(pair), gap) for pair in product(named[one], named[other])]
    return Graph.of(places, _typed(edges, places, barriers))


def _neighbours(spots: Metres, within_m: float, *, gabriel: bool) -> list[tuple[int, int]]:
    pairs = [
        (one, other)
        for one, other in sorted(_triangulated(spots))
        if np.hypot(*(spots[one] - spots[other])) <= within_m
    ]
    if not gabriel or not pairs:
        return pairs
    ends = np.array(pairs)
    middles = (spots[ends[:, 0]] + spots[ends[:, 1]]) / 2
    radii = np.hypot(*(spots[ends[:, 0]] - spots[ends[:, 1]]).T) / 2
    inside = cKDTree(spots).query_ball_point(
        middles, radii * ON_THE_CIRCLE + SAME_PLACE_M / 10, return_length=True
    )
    return [pair for pair, count in zip(pairs, inside, strict=True) if count == len(pair)]


def _triangulated(spots: Metres) -> Iterable[tuple[int, int]]:
    """Return the pairs of a Delaunay triangulation; along a line, those that follow each other."""
    if len(spots) >= FEW:
        try:
            corners = Delaunay(spots).simplices
        except QhullError:
            pass
        else:
            sides = (corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]])
            return {(min(one, other), max(one, other)) for side in sides for one, other in side}
    # They come in the order of x and y, which is their order along a line.
    return set(pairwise(range(len(spots))))


def _typed(
    edges: list[tuple[str, str, float]], places: Mapping[str, Place], barriers: Barriers
) -> list[Edge]:
    lines = np.array(
        [shapely.LineString([places[one], places[other]]) for one, other, _ in edges], dtype=object
    )
    river = crossed(lines, barriers.rivers)
    road = crossed(lines, barriers.arterial_roads)
    return [
        Edge(
            one=one,
            other=other,
            kind=_kind(river=bool(wet), road=bool(busy)),
            origin=Origin.POINTS,
            gap_m=gap,
        )
        for (one, other, gap), wet, busy in zip(edges, river, road, strict=True)
    ]


def _kind(*, river: bool, road: bool) -> EdgeKind:
    if river:
        return EdgeKind.RIVER
    return EdgeKind.ARTERIAL_ROAD if road else EdgeKind.WALKING_DISTANCE
