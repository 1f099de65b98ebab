"""Outlines and points, without a database."""

from typing import Any

import pytest

from mashangban.registry import queries
from mashangban.registry.geometry import BadOutline, SubdistrictMap, read_outline
from mashangban.registry.types import Point
from tests.apps.registry.conftest import Place, square


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in (*points, points[0])]]}


def test_a_sound_outline_stays_as_it_is() -> None:
    drawn = square(121.4, 31.2)
    outline = read_outline(drawn)
    assert outline.geometry == drawn
    assert outline.mended == ""


def test_a_small_crossing_is_mended_and_told() -> None:
    nearly_square = polygon(
        (121.40, 31.20), (121.42, 31.20), (121.42, 31.22), (121.41, 31.22),
        (121.40999, 31.22001), (121.41001, 31.22001), (121.40, 31.22),
    )  # fmt: skip
    outline = read_outline(nearly_square)
    assert "Self-intersection" in outline.mended
    assert read_outline(outline.geometry).mended == ""
    assert SubdistrictMap([("1", outline.geometry)]).at(Point(121.41, 31.21)) == "1"


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        (None, "not a GeoJSON geometry"),
        ({"type": "Polygon", "coordinates": "none"}, "not a GeoJSON geometry"),
        ({"type": "Point", "coordinates": [121.4, 31.2]}, "is not an area"),
        (polygon((40621.0, 3467.0), (40622.0, 3467.0), (40622.0, 3468.0)), "not degrees"),
        # A bow tie: which half is meant?
        (polygon((121.4, 31.2), (121.42, 31.22), (121.42, 31.2), (121.4, 31.22)), "Self-inter"),
    ],
)
def test_what_is_no_outline_is_refused(drawn: Any, why: str) -> None:
    with pytest.raises(BadOutline, match=why):
        read_outline(drawn)


def test_a_point_on_the_shared_border_always_falls_to_the_same_side() -> None:
    west, east = square(121.40, 31.20), square(121.42, 31.20)
    border = Point(121.42, 31.21)
    assert SubdistrictMap([("1", west), ("2", east)]).at(border) == "1"
    assert SubdistrictMap([("2", east), ("1", west)]).at(border) == "1"


def test_bounds_hold_the_outlines_with_a_margin() -> None:
    assert SubdistrictMap([]).bounds is None
    assert SubdistrictMap([]).at(Point(121.4, 31.2)) is None
    bounds = SubdistrictMap([("1", square(121.40, 31.20))]).bounds
    assert bounds is not None
    assert bounds.west == pytest.approx(121.38)
    assert bounds.north == pytest.approx(31.24)


def test_the_registry_knows_the_subdistrict_of_a_point(place: Place) -> None:
    assert queries.subdistrict_at(Point(121.41, 31.21)) == "990105001"
    assert queries.subdistrict_at(Point(121.43, 31.21)) == "990105002"
    assert queries.subdistrict_at(Point(121.50, 31.21)) is None
