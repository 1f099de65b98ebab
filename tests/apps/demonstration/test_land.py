"""The shapes: a district tiled by connected subdistricts, in a place that is nobody's."""

from itertools import combinations

import pytest
import shapely
from shapely.geometry import shape

from mashangban.demonstration.chance import source
from mashangban.demonstration.land import Tract, lay_out
from mashangban.registry.geometry import SubdistrictMap

# The sea: no land lies in this box of longitudes and latitudes.
OPEN_WATER = shapely.box(124.0, 29.8, 125.2, 31.0)


@pytest.fixture(scope="module", params=[1, 2, 3])
def tracts(request: pytest.FixtureRequest) -> list[Tract]:
    return lay_out(source(request.param, "land"), tracts=10, blocks=418)


def test_every_subdistrict_is_one_sound_piece(tracts: list[Tract]) -> None:
    for tract in tracts:
        drawn = shape(tract.boundary)
        assert drawn.geom_type == "Polygon"
        assert drawn.is_valid
        assert not shapely.get_num_interior_rings(drawn)


def test_subdistricts_touch_without_overlap_or_gap(tracts: list[Tract]) -> None:
    shapes = [shape(tract.boundary) for tract in tracts]
    whole = shapely.union_all(shapes)
    a_square_metre = (1 / 111_320) ** 2
    assert whole.geom_type == "Polygon"
    assert not shapely.get_num_interior_rings(whole)
    assert all(
        one.intersection(other).area < 100 * a_square_metre
        for one, other in combinations(shapes, 2)
    )


def test_places_lie_in_their_own_subdistrict(tracts: list[Tract]) -> None:
    known = SubdistrictMap((str(number), each.boundary) for number, each in enumerate(tracts))
    for number, tract in enumerate(tracts):
        assert {known.at(place) for place in tract.places} == {str(number)}
    assert sum(len(tract.places) for tract in tracts) == 418


def test_it_has_the_size_of_a_district_and_lies_in_the_sea(tracts: list[Tract]) -> None:
    whole = shapely.union_all([shape(tract.boundary) for tract in tracts])
    assert OPEN_WATER.contains(whole)
    square_kilometres = whole.area * 111.32**2 * 0.8625  # cos 30.4°
    assert 30 < square_kilometres < 45


def test_the_same_seed_gives_the_same_land() -> None:
    once, again, other = (lay_out(source(seed, "land"), tracts=2, blocks=20) for seed in (1, 1, 2))
    assert once == again
    assert once != other
