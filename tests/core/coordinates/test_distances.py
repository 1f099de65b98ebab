"""Distances against published geodesics and against the ellipsoid summed up in small steps."""

from itertools import pairwise
from math import cos, hypot, pi, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.coordinates import Point, distance_m, offset_m

MAJOR, MINOR = 6_378_137.0, 6_356_752.314245

places = st.builds(Point, st.floats(73, 136), st.floats(3, 54))


def degrees(whole: int, minutes: int, seconds: float) -> float:
    return whole + minutes / 60 + seconds / 3600


def meridian_m(south: float, north: float, steps: int = 2000) -> float:
    """Return the length of a meridian's arc, as a chain of short chords of the ellipse."""
    chain = []
    for step in range(steps + 1):
        phi = radians(south + (north - south) * step / steps)
        radius = MAJOR**2 / sqrt((MAJOR * cos(phi)) ** 2 + (MINOR * sin(phi)) ** 2)
        chain.append((radius * cos(phi), radius * (MINOR / MAJOR) ** 2 * sin(phi)))
    return sum(hypot(x2 - x1, z2 - z1) for (x1, z1), (x2, z2) in pairwise(chain))


def test_a_surveyed_line_of_the_textbooks() -> None:
    """Flinders Peak to Buninyong, 54,972.271 m (Geocentric Datum of Australia manual)."""
    flinders = Point(degrees(144, 25, 29.52440), -degrees(37, 57, 3.72030))
    buninyong = Point(degrees(143, 55, 35.38390), -degrees(37, 39, 10.15610))
    assert distance_m(flinders, buninyong) == pytest.approx(54_972.271, abs=0.1)


@pytest.mark.parametrize(("south", "north"), [(0, 1), (31, 31.01), (20, 50), (-5, 5)])
def test_along_a_meridian(south: float, north: float) -> None:
    expected = meridian_m(south, north)
    assert distance_m(Point(121, south), Point(121, north)) == pytest.approx(expected, rel=1e-5)


def test_along_the_equator() -> None:
    one_degree = 2 * pi * MAJOR / 360
    assert distance_m(Point(100, 0), Point(101, 0)) == pytest.approx(one_degree, rel=1e-9)


@given(places, places)
def test_a_distance_has_two_equal_directions_and_is_none_to_itself(a: Point, b: Point) -> None:
    assert distance_m(a, b) == pytest.approx(distance_m(b, a), rel=1e-12)
    assert distance_m(a, a) == 0
    assert a == b or distance_m(a, b) >= 0


@given(places, places, places)
def test_a_detour_is_never_shorter(a: Point, b: Point, c: Point) -> None:
    direct = distance_m(a, c)
    assert distance_m(a, b) + distance_m(b, c) >= direct * (1 - 2e-5)


@given(places, st.floats(-0.05, 0.05), st.floats(-0.05, 0.05))
def test_an_offset_is_as_long_as_the_distance(origin: Point, dx: float, dy: float) -> None:
    point = Point(origin.longitude + dx, origin.latitude + dy)
    east, north = offset_m(origin, point)
    assert hypot(east, north) == pytest.approx(distance_m(origin, point), rel=1e-4, abs=1e-6)
    assert (east > 0) == (point.longitude > origin.longitude)
    assert (north > 0) == (point.latitude > origin.latitude)


def test_a_short_distance_keeps_its_millimetres() -> None:
    here = Point(121.4, 31.2)
    assert distance_m(here, Point(121.4 + 1e-7, 31.2)) == pytest.approx(0.00953, abs=1e-4)
