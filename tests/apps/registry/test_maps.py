"""What the map and its list get of the registry: whose, how exact, in how many queries."""

import json
import uuid
from typing import Any

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from shapely.geometry import shape

from mashangban.registry import actions, queries
from mashangban.registry.geometry import DRAWING_TOLERANCE, drawings
from mashangban.registry.models import Compound, Region
from mashangban.registry.queries.maps import PAGE_SIZE
from tests.world import NOW, SETUP, TODAY, Staff, World

pytestmark = pytest.mark.django_db


def listed(staff: Staff, **narrowed: str) -> queries.PlacePage:
    asked = {"words": "", "subdistrict_code": "", "after": "", **narrowed}
    return queries.listed_places(staff.person.pk, on=TODAY, **asked)


def names(page: queries.PlacePage) -> list[str]:
    return [row.name for row in page.rows]


def features(body: str) -> list[dict[str, Any]]:
    found = json.loads(body)
    assert found["type"] == "FeatureCollection"
    return list(found["features"])


def named(found: list[dict[str, Any]]) -> list[str]:
    return sorted(feature["properties"]["name"] for feature in found)


def an_unseen_compound() -> Compound:
    """Add a compound without a point, and a subdistrict with nothing in it."""
    subdistrict = actions.add_region(
        code="990101002", name="松涛街道", boundary=square(124.62, 30.4), by=SETUP, at=NOW
    )
    actions.add_region(
        code="990101003", name="望溪街道", boundary=square(124.64, 30.4), by=SETUP, at=NOW
    )
    return actions.add_compound(name="白露苑", subdistrict=subdistrict, by=SETUP, at=NOW)


def square(west: float, south: float) -> dict[str, Any]:
    box = shapely.box(west, south, west + 0.02, south + 0.02)
    return dict(shapely.geometry.mapping(box))


def test_a_manager_gets_the_own_compounds_the_bureau_all_in_one_query(world: World) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        own = features(queries.compounds_geojson(world.he.person.pk, on=TODAY))
    assert len(asked) == 1
    assert own == [
        {
            "type": "Feature",
            "properties": {
                "id": str(world.compound.pk),
                "name": "听松小区",
                "of": "梧桐里街道",
            },
            "geometry": {"type": "Point", "coordinates": [124.605, 30.405]},
        }
    ]
    every = features(queries.compounds_geojson(world.lin.person.pk, on=TODAY))
    assert named(every) == ["听松小区", "石桥公寓"]


def test_who_may_see_nothing_gets_an_empty_collection(world: World) -> None:
    nobody = uuid.uuid4()
    assert features(queries.compounds_geojson(nobody, on=TODAY)) == []
    assert features(queries.subdistricts_geojson(nobody, on=TODAY)) == []
    assert queries.subdistrict_counts(nobody, on=TODAY) == []


def test_coordinates_have_six_digits_and_compounds_without_a_point_are_left_out(
    world: World,
) -> None:
    an_unseen_compound()
    Compound.objects.filter(pk=world.compound.pk).update(longitude=124.60512345678, latitude=30.5)
    found = features(queries.compounds_geojson(world.lin.person.pk, on=TODAY))
    points = {each["properties"]["name"]: each["geometry"]["coordinates"] for each in found}
    assert points == {"听松小区": [124.605123, 30.5], "石桥公寓": [124.615, 30.412]}


def test_a_manager_gets_the_outlines_in_which_something_of_theirs_lies(world: World) -> None:
    an_unseen_compound()
    with CaptureQueriesContext(connection) as asked:
        own = features(queries.subdistricts_geojson(world.he.person.pk, on=TODAY))
    assert len(asked) == 1
    assert [each["properties"]["name"] for each in own] == ["梧桐里街道"]
    assert own[0]["properties"]["compounds"] == 1
    every = features(queries.subdistricts_geojson(world.lin.person.pk, on=TODAY))
    assert [each["properties"]["compounds"] for each in every] == [2, 1, 0]
    assert [each["properties"]["id"] for each in every] == ["990101001", "990101002", "990101003"]


def test_outlines_without_a_boundary_are_left_out(world: World) -> None:
    Region.objects.filter(code="990101001").update(boundary=None)
    assert features(queries.subdistricts_geojson(world.lin.person.pk, on=TODAY)) == []


class TestDrawings:
    def test_neighbours_stay_neighbours(self) -> None:
        shared = [(124.62 + (4e-7 if step % 2 else 0), 30.4 + step / 1000) for step in range(21)]
        west = shapely.Polygon([(124.6, 30.4), *shared, (124.6, 30.42)])
        east = shapely.Polygon([*shared, (124.64, 30.42), (124.64, 30.4)])
        thin = [
            shape(drawing.geometry)
            for drawing in drawings(json.loads(shapely.to_geojson(each)) for each in (west, east))
        ]
        assert sum(len(each.exterior.coords) for each in thin) < len(shared)
        assert thin[0].intersection(thin[1]).area == 0
        assert thin[0].union(thin[1]).area == pytest.approx(0.04 * 0.02, rel=1e-3)

    def test_what_is_drawn_lies_where_it_lay(self) -> None:
        ragged = shapely.Point(124.6, 30.4).buffer(0.01, quad_segs=200)
        [drawing] = drawings([json.loads(shapely.to_geojson(ragged))])
        drawn = shape(drawing.geometry)
        assert len(drawn.exterior.coords) < len(ragged.exterior.coords) / 4
        assert drawn.hausdorff_distance(ragged) < 3 * DRAWING_TOLERANCE

    def test_the_name_stands_inside_of_the_largest_part(self) -> None:
        crescent = shapely.Point(0, 0).buffer(1).difference(shapely.Point(0.5, 0).buffer(0.9))
        apart = shapely.MultiPolygon([crescent, shapely.box(5, 5, 5.1, 5.1)])
        [drawing] = drawings([json.loads(shapely.to_geojson(apart))])
        assert drawing.geometry["type"] == "MultiPolygon"
        assert crescent.contains(shapely.Point(drawing.middle))

    def test_nothing_to_draw(self) -> None:
        assert drawings([]) == []


class TestList:
    def test_it_is_theirs_in_the_order_of_pinyin(self, world: World) -> None:
        unseen = an_unseen_compound()
        assert names(listed(world.he)) == ["听松小区"]
        with CaptureQueriesContext(connection) as asked:
            page = listed(world.lin)
        assert len(asked) == 1
        assert names(page) == ["白露苑", "石桥公寓", "听松小区"]
        assert [row.on_map for row in page.rows] == [False, True, True]
        assert page.rows[0].id == unseen.pk
        assert page.next == ""

    @pytest.mark.parametrize("typed", ["听松", "ts", "tingsong", "松涛路 听松"])
    def test_it_is_searched_as_everything_is(self, world: World, typed: str) -> None:
        assert "听松小区" in names(listed(world.lin, words=typed))
        assert names(listed(world.zhao, words="听松")) == []

    def test_it_is_narrowed_to_a_subdistrict(self, world: World) -> None:
        an_unseen_compound()
        assert names(listed(world.lin, subdistrict_code="990101002")) == ["白露苑"]
        assert names(listed(world.lin, subdistrict_code="990109999")) == []

    def test_its_pages_hold_everything_once(self, world: World) -> None:
        subdistrict = Region.objects.get(code="990101001")
        for number in range(PAGE_SIZE + 3):  # equal names: the id decides
            actions.add_compound(
                name=f"柳浦{number % 2}村", subdistrict=subdistrict, by=SETUP, at=NOW
            )
        first = listed(world.lin)
        assert len(first.rows) == PAGE_SIZE
        second = listed(world.lin, after=first.next)
        assert second.next == ""
        seen = [row.id for row in (*first.rows, *second.rows)]
        assert len(seen) == len(set(seen)) == PAGE_SIZE + 5
        assert listed(world.lin, after="no cursor") == first

    def test_counts_by_subdistrict(self, world: World) -> None:
        an_unseen_compound()
        counted = queries.subdistrict_counts(world.lin.person.pk, on=TODAY)
        assert [(each.name, each.compounds, each.on_map) for each in counted] == [
            ("梧桐里街道", 2, 2),
            ("松涛街道", 1, 0),
        ]
        [own] = queries.subdistrict_counts(world.he.person.pk, on=TODAY)
        assert (own.code, own.compounds) == ("990101001", 1)
