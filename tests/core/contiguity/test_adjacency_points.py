"""What positions alone allow: a bounded guess, never a wall."""

from itertools import combinations
from math import hypot

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity.adjacency import (
    AdjacencyError,
    Barriers,
    Edge,
    EdgeKind,
    Origin,
    Plane,
    from_points,
)
from mashangban.core.coordinates import Point, distance_m


def pairs(places: dict[str, tuple[float, float]], within: float = 300, **options) -> set:
    return {edge.pair for edge in from_points(places, within_m=within, **options).edges}


def test_neighbours_are_joined_up_to_the_bound() -> None:
    places = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (100.0, 120.0), "d": (900.0, 0.0)}
    # c lies outside the circle between a and b (radius 100).
    assert pairs(places) == {("a", "b"), ("a", "c"), ("b", "c")}
    assert pairs(places, within=180) == {("a", "c"), ("b", "c")}


def test_a_third_compound_between_two_parts_them() -> None:
    places = {"a": (0.0, 0.0), "b": (200.0, 0.0), "c": (100.0, 60.0)}
    assert pairs(places) == {("a", "c"), ("b", "c")}
    assert pairs(places, gabriel=False) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_a_line_of_compounds_is_a_chain() -> None:
    places = {f"c{number}": (number * 100.0, number * 50.0) for number in range(5)}
    assert pairs(places) == {(f"c{number}", f"c{number + 1}") for number in range(4)}
    assert pairs({"a": (0.0, 0.0), "b": (100.0, 0.0)}) == {("a", "b")}
    assert pairs({"a": (0.0, 0.0)}) == set()
    assert pairs({}) == set()


def test_compounds_at_one_position_share_their_neighbours() -> None:
    places = {"a": (0.0, 0.0), "b": (0.0, 0.0), "c": (100.0, 0.0)}
    assert pairs(places) == {("a", "b"), ("a", "c"), ("b", "c")}


def test_edges_of_points_are_uncertain_and_have_no_wall() -> None:
    road = shapely.LineString([(50, -10), (50, 10)])
    river = shapely.LineString([(150, -10), (150, 10)])
    places = {"a": (0.0, 0.0), "b": (100.0, 0.0), "c": (200.0, 0.0), "d": (300.0, 0.0)}
    graph = from_points(
        places, within_m=300, barriers=Barriers(arterial_roads=[road], rivers=[river])
    )
    assert [edge.kind for edge in graph.edges] == [
        EdgeKind.ARTERIAL_ROAD,
        EdgeKind.RIVER,
        EdgeKind.WALKING_DISTANCE,
    ]
    assert all(edge.uncertain and not edge.has_wall for edge in graph.edges)


def test_nobody_can_make_a_wall_of_points() -> None:
    with pytest.raises(AdjacencyError, match="positions alone cannot show a shared wall"):
        Edge(one="a", other="b", kind=EdgeKind.SHARED_WALL, origin=Origin.POINTS)


spots = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(
    lambda spot: (spot[0] * 25.0, spot[1] * 25.0)
)


@given(st.lists(spots, min_size=1, max_size=14, unique=True), st.randoms(use_true_random=False))
def test_gabriel_is_what_the_circle_says_in_any_order(found, random) -> None:
    places = {f"c{number:02}": spot for number, spot in enumerate(found)}
    expected = set()
    for one, other in combinations(sorted(places), 2):
        (x1, y1), (x2, y2) = places[one], places[other]
        radius = hypot(x1 - x2, y1 - y2) / 2
        inside = [
            name
            for name, (x, y) in places.items()
            if hypot(x - (x1 + x2) / 2, y - (y1 + y2) / 2) <= radius + 1e-6
        ]
        if len(inside) == 2 and 2 * radius <= 300:
            expected.add((one, other))
    shuffled = list(places.items())
    random.shuffle(shuffled)
    assert pairs(places) == expected
    assert pairs(dict(shuffled)) == expected


def test_the_plane_measures_metres_and_goes_back() -> None:
    here, there = Point(121.40, 31.20), Point(121.45, 31.24)
    plane = Plane.around([here, there])
    degrees = np.array([[here.longitude, here.latitude], [there.longitude, there.latitude]])
    metres = plane.to_metres(degrees)
    assert hypot(*(metres[0] - metres[1])) == pytest.approx(distance_m(here, there), rel=1e-3)
    assert plane.to_degrees(metres) == pytest.approx(degrees, abs=1e-12)
