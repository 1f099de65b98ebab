"""People correct the graph, each time with a reason."""

import pytest

from mashangban.core.contiguity.adjacency import (
    AdjacencyError,
    Change,
    Correction,
    Edge,
    EdgeKind,
    Graph,
    Origin,
    corrected,
)


def lane(one: str, other: str) -> Edge:
    return Edge(one=one, other=other, kind=EdgeKind.LANE, origin=Origin.POLYGONS, gap_m=8.0)


GRAPH = Graph.of(["c", "a", "b"], [lane("b", "c"), lane("a", "b")])


def change(what: Change, one: str, other: str, kind: EdgeKind | None = None) -> Correction:
    return Correction(change=what, one=one, other=other, kind=kind, reason="现场查看")


def test_edges_are_added_cut_and_retyped() -> None:
    graph = corrected(
        GRAPH,
        [
            change(Change.ADD, "c", "a", EdgeKind.RIVER),
            change(Change.CUT, "a", "b"),
            change(Change.RETYPE, "c", "b", EdgeKind.SHARED_WALL),
        ],
    )
    assert [(edge.pair, edge.kind) for edge in graph.edges] == [
        (("a", "c"), EdgeKind.RIVER),
        (("b", "c"), EdgeKind.SHARED_WALL),
    ]
    retyped = graph.edges[1]
    assert (retyped.origin, retyped.reason, retyped.gap_m) == (Origin.HAND, "现场查看", 8.0)
    assert retyped.has_wall
    assert graph.neighbours("c") == ("a", "b")
    assert graph.numbered() == [(0, 2), (1, 2)]


@pytest.mark.parametrize(
    ("correction", "sentence"),
    [
        (change(Change.ADD, "a", "b", EdgeKind.LANE), "is there already"),
        (change(Change.CUT, "a", "c"), "nothing to cut"),
        (change(Change.RETYPE, "a", "c", EdgeKind.LANE), "nothing to retype"),
        (change(Change.ADD, "a", "x", EdgeKind.LANE), 'names "x", which is no compound'),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(correction, sentence: str) -> None:
    with pytest.raises(AdjacencyError, match=sentence):
        corrected(GRAPH, [correction])


def test_a_correction_needs_a_reason_and_the_right_kind() -> None:
    with pytest.raises(AdjacencyError, match="has no reason"):
        Correction(change=Change.CUT, one="a", other="b", reason=" ")
    with pytest.raises(AdjacencyError, match="needs a kind"):
        change(Change.ADD, "a", "b")
    with pytest.raises(AdjacencyError, match="has none"):
        change(Change.CUT, "a", "b", EdgeKind.LANE)
    with pytest.raises(AdjacencyError, match="say why"):
        Edge(one="a", other="b", kind=EdgeKind.LANE, origin=Origin.HAND)


def test_a_graph_refuses_what_cannot_be() -> None:
    with pytest.raises(AdjacencyError, match='compound "a" is there twice'):
        Graph.of(["a", "b", "a"], [])
    with pytest.raises(AdjacencyError, match="two edges"):
        Graph.of(["a", "b"], [lane("a", "b"), lane("a", "b")])
    with pytest.raises(AdjacencyError, match="the lesser first"):
        lane("b", "a")
    with pytest.raises(AdjacencyError, match="the lesser first"):
        lane("a", "a")
