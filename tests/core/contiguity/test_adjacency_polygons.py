"""Walls, lanes, roads and rivers are told apart by outlines."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity.adjacency import (
    AdjacencyError,
    Barriers,
    EdgeKind,
    Origin,
    Reach,
    from_polygons,
)

REACH = Reach(wall_m=3, lane_m=25, walking_m=40, least_facing_m=10)


def block(west: float, south: float, *, wide: float = 100, deep: float = 100) -> shapely.Polygon:
    return shapely.box(west, south, west + wide, south + deep)


def kind_between(other: shapely.Geometry, **barriers: list[shapely.Geometry]) -> EdgeKind | None:
    graph = from_polygons(
        {"a": block(0, 0), "b": other}, reach=REACH, barriers=Barriers(**barriers)
    )
    edge = graph.find("b", "a")
    return edge.kind if edge else None


@pytest.mark.parametrize(
    ("gap", "kind"),
    [
        (0, EdgeKind.SHARED_WALL),
        (3, EdgeKind.SHARED_WALL),
        (3.1, EdgeKind.LANE),
        (25, EdgeKind.LANE),
        (25.1, EdgeKind.WALKING_DISTANCE),
        (40, EdgeKind.WALKING_DISTANCE),
        (40.1, None),
    ],
)
def test_the_gap_says_what_lies_between(gap: float, kind: EdgeKind | None) -> None:
    assert kind_between(block(100 + gap, 0)) == kind


def test_gap_and_facing_are_measured() -> None:
    graph = from_polygons({"a": block(0, 0), "b": block(110, 40)}, reach=REACH)
    edge = graph.edges[0]
    assert edge.gap_m == 10
    # They overlap along 60 m; beyond the corner, what is within 13 m of it counts too.
    assert 60 <= edge.facing_m <= 72
    assert edge.origin is Origin.POLYGONS
    assert not edge.uncertain


def test_a_touched_corner_is_no_wall() -> None:
    assert kind_between(block(100, 100)) is EdgeKind.WALKING_DISTANCE
    assert kind_between(block(100, 80)) is EdgeKind.SHARED_WALL


def test_overlapping_outlines_share_a_wall() -> None:
    assert kind_between(block(98, 0)) is EdgeKind.SHARED_WALL


def test_roads_and_rivers_go_before_the_gap() -> None:
    road = shapely.LineString([(110, -50), (110, 150)])
    assert kind_between(block(120, 0), arterial_roads=[road]) is EdgeKind.ARTERIAL_ROAD
    assert kind_between(block(120, 0), rivers=[road]) is EdgeKind.RIVER
    assert kind_between(block(120, 0), rivers=[road], arterial_roads=[road]) is EdgeKind.RIVER
    water = shapely.box(105, -50, 115, 150)
    assert kind_between(block(120, 0), rivers=[water]) is EdgeKind.RIVER
    elsewhere = shapely.LineString([(300, -50), (300, 150)])
    assert kind_between(block(120, 0), arterial_roads=[elsewhere]) is EdgeKind.LANE


def test_an_outline_in_parts_and_with_holes() -> None:
    ring = block(-200, -200, wide=500, deep=500).difference(block(-2, -2, wide=104, deep=104))
    assert kind_between(ring) is EdgeKind.SHARED_WALL
    parts = shapely.MultiPolygon([block(500, 0), block(101, 0)])
    assert kind_between(parts) is EdgeKind.SHARED_WALL


def test_a_crossed_outline_is_mended() -> None:
    bow = shapely.Polygon([(101, 0), (201, 100), (201, 0), (101, 100)])
    assert not bow.is_valid
    assert kind_between(bow) is EdgeKind.SHARED_WALL


@pytest.mark.parametrize("shape", [shapely.Polygon(), shapely.Point(0, 0)])
def test_an_outline_that_is_no_area_is_refused(shape: shapely.Geometry) -> None:
    with pytest.raises(AdjacencyError, match='outline of "b" is no area'):
        from_polygons({"a": block(0, 0), "b": shape}, reach=REACH)


def test_nothing_gives_nothing() -> None:
    graph = from_polygons({}, reach=REACH)
    assert (graph.nodes, graph.edges) == ((), ())


blocks = st.builds(
    block,
    st.integers(0, 300),
    st.integers(0, 300),
    wide=st.integers(20, 120),
    deep=st.integers(20, 120),
)


@given(st.lists(blocks, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_of_a_pair_matters(shapes, random) -> None:
    outlines = {f"c{number}": shape for number, shape in enumerate(shapes)}
    graph = from_polygons(outlines, reach=REACH)
    shuffled = list(outlines.items())
    random.shuffle(shuffled)
    assert from_polygons(dict(shuffled), reach=REACH) == graph
    # Other names turn the pairs around; what lies between stays.
    renamed = {f"c{9 - int(name[1])}": shape for name, shape in outlines.items()}
    turned = from_polygons(renamed, reach=REACH)
    assert len(turned.edges) == len(graph.edges)
    for edge in graph.edges:
        one, other = (f"c{9 - int(name[1])}" for name in edge.pair)
        found = turned.find(one, other)
        assert found is not None
        assert (found.kind, found.gap_m) == (edge.kind, edge.gap_m)
        assert found.facing_m == pytest.approx(edge.facing_m, nan_ok=True) or edge.facing_m is None
    for node in graph.nodes:
        assert all(node in graph.neighbours(other) for other in graph.neighbours(node))
