"""The enumeration finds every cluster that may be, and no other: against brute force."""

from collections.abc import Iterator
from itertools import combinations

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity.caps import Caps, DiameterCap, RatioCap, SpreadCap, SumCap
from mashangban.core.contiguity.columns import Columns, Neighbours
from mashangban.core.contiguity.enumeration import (
    TooManyClusters,
    enumerate_sets,
    enumerate_within,
)

Edges = list[tuple[int, int]]


def connected(nodes: tuple[int, ...], edges: Edges) -> bool:
    reached = {nodes[0]}
    while True:
        more = {b for edge in edges for a, b in (edge, edge[::-1]) if a in reached and b in nodes}
        if more <= reached:
            return len(reached) == len(nodes)
        reached |= more


def subsets(count: int, largest: int) -> Iterator[tuple[int, ...]]:
    for size in range(2, largest + 1):
        yield from combinations(range(count), size)


def test_all_connected_graphs_of_up_to_seven_nodes() -> None:
    graphs = 0
    for graph in networkx.graph_atlas_g():
        if graph.number_of_nodes() < 2 or not networkx.is_connected(graph):
            continue
        graphs += 1
        edges = list(graph.edges())
        count = graph.number_of_nodes()
        found = list(enumerate_sets(Neighbours.of(count, edges), Caps(size=7)))
        expected = {nodes for nodes in subsets(count, count) if connected(nodes, edges)}
        assert len(found) == len(set(found))
        assert set(found) == expected
    assert graphs == 1 + 2 + 6 + 21 + 112 + 853


@st.composite
def districts(draw: st.DrawFn) -> tuple[int, Edges, Caps]:
    count = draw(st.integers(2, 8))
    pairs = list(combinations(range(count), 2))
    figures = st.lists(st.integers(0, 9), min_size=count, max_size=count)
    return (
        count,
        draw(st.lists(st.sampled_from(pairs), max_size=16)),
        Caps(
            size=draw(st.integers(2, 6)),
            sums=(SumCap(draw(figures), draw(st.integers(5, 40))),),
            spreads=(SpreadCap(draw(figures), draw(st.integers(0, 9))),),
            ratios=(RatioCap(draw(figures), draw(st.integers(4, 12)), 4),),
            diameter=DiameterCap(draw(figures), draw(figures), draw(st.integers(3, 14))),
            apart=tuple(draw(st.lists(st.sampled_from(pairs), max_size=3))),
        ),
    )


def allowed(nodes: tuple[int, ...], caps: Caps) -> bool:
    def of(figures: object) -> list[int]:
        return [int(figures[node]) for node in nodes]  # type: ignore[index]

    diameter = caps.diameter
    assert diameter is not None
    return (
        all(sum(of(cap.figures)) <= cap.at_most for cap in caps.sums)
        and all(max(of(cap.figures)) - min(of(cap.figures)) <= cap.at_most for cap in caps.spreads)
        and all(
            max(of(cap.figures)) * cap.denominator <= min(of(cap.figures)) * cap.numerator
            for cap in caps.ratios
        )
        and all(
            (diameter.x[a] - diameter.x[b]) ** 2 + (diameter.y[a] - diameter.y[b]) ** 2
            <= diameter.at_most**2
            for a, b in combinations(nodes, 2)
        )
        and not any(set(pair) <= set(nodes) for pair in caps.apart)
    )


@given(districts())
def test_every_cap_forbids_what_it_says_and_nothing_else(
    district: tuple[int, Edges, Caps],
) -> None:
    count, edges, caps = district
    found = list(enumerate_sets(Neighbours.of(count, edges), caps))
    expected = {
        nodes
        for nodes in subsets(count, min(count, caps.size))
        if connected(nodes, edges) and allowed(nodes, caps)
    }
    assert len(found) == len(set(found))
    assert set(found) == expected


def ladder(length: int) -> Neighbours:
    rungs = [(2 * step, 2 * step + 1) for step in range(length)]
    rails = [(node, node + 2) for node in range(2 * length - 2)]
    return Neighbours.of(2 * length, rungs + rails)


def test_too_many_clusters_are_refused_or_the_size_is_lowered() -> None:
    with pytest.raises(TooManyClusters, match="more than 50 clusters of up to 6") as refused:
        enumerate_sets(ladder(10), Caps(size=6), most=50)
    assert refused.value.size == 6
    within = enumerate_within(ladder(10), Caps(size=6), most=100)
    whole = enumerate_sets(ladder(10), Caps(size=within.size))
    assert within.size < 6
    assert list(within.columns) == list(whole)
    assert len(enumerate_sets(ladder(10), Caps(size=within.size + 1))) > 100
    with pytest.raises(TooManyClusters, match="up to 2 compounds"):
        enumerate_within(ladder(10), Caps(size=6), most=5)


def test_the_arrays_grow_and_the_order_is_the_same_each_time() -> None:
    first = enumerate_sets(ladder(40), Caps(size=7))
    second = enumerate_sets(ladder(40), Caps(size=7))
    assert len(first) > 5_000
    assert np.array_equal(first.members, second.members)
    assert np.array_equal(first.offsets, second.offsets)


@pytest.mark.parametrize("size", [1, 17])
def test_a_size_out_of_range_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="2 to 16"):
        enumerate_sets(ladder(2), Caps(size=size))


@pytest.mark.parametrize(
    ("caps", "sentence"),
    [
        (Caps(size=3, sums=(SumCap([1, 2], 5),)), "one figure a node: 4"),
        (Caps(size=3, sums=(SumCap([1, 2, 3, -1], 5),)), "0 or more"),
        (Caps(size=3, ratios=(RatioCap([1, 2, 3, 4], 3, 4),)), "at least 1"),
        (Caps(size=3, apart=((0, 4),)), "outside 0 to 3"),
    ],
)
def test_caps_that_do_not_fit_are_refused(caps: Caps, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        enumerate_sets(ladder(2), caps)


def test_columns_are_read_and_taken() -> None:
    columns = Columns.of([(2, 0), (5,), (3, 4, 1)])
    assert list(columns) == [(0, 2), (5,), (1, 3, 4)]
    assert columns.sizes.tolist() == [2, 1, 3]
    assert list(columns.taken(np.array([2, 0]))) == [(1, 3, 4), (0, 2)]
    assert list(columns.kept(np.array([False, True, True]))) == [(5,), (1, 3, 4)]
    with pytest.raises(ValueError, match="read-only"):
        columns.members[0] = 9
