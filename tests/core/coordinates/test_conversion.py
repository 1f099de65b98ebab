"""Published pairs of coordinates; there and back everywhere in China; nothing done abroad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.coordinates import CRS, Bounds, Point, distance_m, from_wgs84, to_wgs84
from mashangban.core.coordinates.conversion import SHIFTED

# From Zengmu reef to the Amur, from the Pamirs to Fuyuan: all land and sea that China claims.
CHINA = Bounds(west=73.4, south=3.5, east=135.2, north=53.6)
SHANGHAI = Point(121.4737, 31.2304)
SHIFTING = (CRS.GCJ02, CRS.BD09)

in_china = st.builds(Point, st.floats(CHINA.west, CHINA.east), st.floats(CHINA.south, CHINA.north))
anywhere = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))
systems = st.sampled_from(CRS)


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        # The test points of the library eviltransform: Shanghai, Shenzhen, Beijing.
        (Point(121.5272106, 31.1774276), Point(121.531541859215, 31.17530398364597)),
        (Point(113.912316, 22.543847), Point(113.9171764808363, 22.540796131694766)),
        (Point(116.377817, 39.911954), Point(116.38404722455657, 39.91334545536069)),
        # The example of the library coordtransform.
        (Point(116.404, 39.915), Point(116.41024449916938, 39.91640428150164)),
        # Beijing railway station, from the manual of the R package geoChina, to 1e-5 degree.
        (Point(116.42079, 39.90105), Point(116.42703, 39.90245)),
    ],
)
def test_points_that_others_have_published(wgs84: Point, gcj02: Point) -> None:
    assert distance_m(from_wgs84(wgs84, CRS.GCJ02), gcj02) < 2
    assert distance_m(to_wgs84(gcj02, CRS.GCJ02), wgs84) < 2


def test_baidu_is_one_more_shift_on_top_of_gcj02() -> None:
    gcj02, bd09 = from_wgs84(SHANGHAI, CRS.GCJ02), from_wgs84(SHANGHAI, CRS.BD09)
    assert bd09.longitude - gcj02.longitude == pytest.approx(0.0065, abs=2e-4)
    assert bd09.latitude - gcj02.latitude == pytest.approx(0.006, abs=4e-4)
    # The example of the library coordtransform: the same figures taken for GCJ-02.
    beijing = to_wgs84(Point(116.404, 39.915), CRS.GCJ02)
    expected = Point(116.41036949371029, 39.92133699351021)
    assert distance_m(from_wgs84(beijing, CRS.BD09), expected) < 0.001


@given(in_china, systems)
def test_there_and_back_is_less_than_a_millimetre(place: Point, crs: CRS) -> None:
    assert distance_m(to_wgs84(from_wgs84(place, crs), crs), place) < 0.001


@given(in_china, systems)
def test_back_and_there_is_less_than_a_millimetre(read: Point, crs: CRS) -> None:
    assert distance_m(from_wgs84(to_wgs84(read, crs), crs), read) < 0.001


@given(in_china)
def test_the_shifts_stay_in_their_bounds(place: Point) -> None:
    assert distance_m(place, from_wgs84(place, CRS.GCJ02)) < 900
    assert distance_m(place, from_wgs84(place, CRS.BD09)) < 2000


@given(anywhere, systems)
def test_outside_the_rectangle_nothing_is_shifted(place: Point, crs: CRS) -> None:
    if not SHIFTED.contains(place):
        assert from_wgs84(place, crs) == to_wgs84(place, crs) == place


@given(in_china)
def test_cgcs2000_is_taken_for_wgs84(place: Point) -> None:
    assert from_wgs84(place, CRS.CGCS2000) == to_wgs84(place, CRS.CGCS2000) == place


@pytest.mark.parametrize("crs", SHIFTING)
@pytest.mark.parametrize("longitude", [105.0, 105.0 + 1e-12])
def test_the_kink_of_the_formula_does_no_harm(crs: CRS, longitude: float) -> None:
    """The formula has a square root of the distance from 105° E, whose slope there is infinite."""
    place = Point(longitude, 30.0)
    assert distance_m(to_wgs84(from_wgs84(place, crs), crs), place) < 0.001


@pytest.mark.parametrize("crs", SHIFTING)
def test_the_edges_of_the_rectangle_belong_to_it(crs: CRS) -> None:
    edge = Point(SHIFTED.west, 40.0)
    assert from_wgs84(edge, crs) != edge
    beyond = Point(SHIFTED.west - 1e-9, 40.0)
    assert from_wgs84(beyond, crs) == beyond


@pytest.mark.parametrize(
    ("longitude", "latitude"),
    [(181.0, 0.0), (0.0, -90.001), (31.2, 121.5), (float("nan"), 0.0), (0.0, float("inf"))],
)
def test_what_is_no_place_is_refused(longitude: float, latitude: float) -> None:
    with pytest.raises(ValueError, match="not degrees"):
        Point(longitude, latitude)
