"""Generated districts are as hard as described, and what others reach on them is never better."""

from itertools import combinations

import numpy as np

from benchmarks.contiguity.districts import District, Width, district, worth
from benchmarks.contiguity.measuring import solved
from benchmarks.contiguity.peers import Worths, annealing, greedy_merge, plain_highs, timed
from mashangban.core.contiguity import Columns, Instance, enumerate_sets, solve


def steps(figure: int, size: int) -> int:
    return -(-figure // size)


def cost(here: District, nodes: list[int], opened: int) -> int:
    households, area, green, gates = (
        int(figures[nodes].sum())
        for figures in (here.households, here.area, here.green, here.gates)
    )
    thousands = (
        60
        + 90 * steps(households, 2_000)
        + 72 * steps(households, 700)
        + 162 * max(1, gates - opened)
        + 54 * steps(households, 1_200)
        + 48 * steps(area, 22_000)
        + 66 * steps(households, 900)
        + 45 * steps(green, 20_000)
    )
    return 1_000 * thousands + 37 * households


def test_the_worth_of_a_cluster_is_what_it_saves() -> None:
    here = district(150, seed=3)
    columns = enumerate_sets(here.graph, here.caps(Width.TIGHT, 4))
    found = worth(here, columns)
    walls = {frozenset(pair) for pair in here.walls.tolist()}
    for column in range(0, len(columns), 7):
        nodes = list(columns[column])
        opened = sum(frozenset(pair) in walls for pair in combinations(nodes, 2))
        more = len(nodes) - 1
        alone = sum(cost(here, [node], 0) for node in nodes)
        saved = alone - cost(here, nodes, opened) - 12_000 * more
        once = 35_000 * opened + 25_000 * more + 400 * int(np.ptp(here.fee[nodes]))
        left = 60 - int(here.end[nodes].max())
        assert found.once[column] == once
        assert found.values[column] == saved * left // 60 - once


def test_districts_fall_into_subdistricts_and_are_the_same_each_time() -> None:
    here, again = district(300, seed=5), district(300, seed=5)
    assert np.array_equal(here.graph.members, again.graph.members)
    assert np.array_equal(here.households, again.households)
    parts = here.split()
    assert [len(part) for part in parts] == [75] * 4
    columns = enumerate_sets(here.graph, here.caps(Width.TIGHT, 8))
    assert sum(len(enumerate_sets(part.graph, part.caps(Width.TIGHT, 8))) for part in parts) == len(
        columns
    )
    across = enumerate_sets(here.graph, here.caps(Width.TIGHT, 8, across=True))
    assert len(across) > len(columns)


def test_columns_grow_with_the_caps() -> None:
    here = district(900, seed=1)
    tight, medium = (
        len(enumerate_sets(here.graph, here.caps(width, 8)))
        for width in (Width.TIGHT, Width.MEDIUM)
    )
    assert 8_000 < tight < 20_000
    assert 200_000 < medium < 300_000


def test_wider_caps_never_lower_the_best_plan() -> None:
    here = district(75, seed=2)

    def best(width: Width, size: int) -> int:
        columns = enumerate_sets(here.graph, here.caps(width, size))
        return solve(Instance(len(here), columns, worth(here, columns).values)).objective

    assert best(Width.TIGHT, 4) <= best(Width.TIGHT, 6) <= best(Width.MEDIUM, 6)
    assert best(Width.MEDIUM, 6) <= best(Width.LOOSE, 6)


def test_dominated_clusters_are_not_missed() -> None:
    here = district(75, seed=4)
    columns = enumerate_sets(here.graph, here.caps(Width.MEDIUM, 8))
    whole = solve(Instance(len(here), columns, worth(here, columns).values))
    found = solved(here)
    assert found.kept < found.columns == len(columns)
    assert found.objective == found.bound == whole.objective == whole.bound


def test_other_ways_are_never_better() -> None:
    here = district(75, seed=2)
    columns = enumerate_sets(here.graph, here.caps(Width.TIGHT, 6))
    instance = Instance(len(here), columns, worth(here, columns).values)
    best = solve(instance).objective
    worths = Worths(instance)
    assert 0.8 * best < greedy_merge(here.graph, worths) <= best
    value, seconds = timed(annealing, here.graph, worths, steps=40_000, seed=1)
    assert 0.8 * best < value <= best
    assert seconds > 0
    assert plain_highs(instance, seconds=30) == best


def test_worths_know_what_may_not_be() -> None:
    instance = Instance(3, Columns.of([(0, 1)]), np.array([7]))
    worths = Worths(instance)
    assert worths(frozenset([2])) == 0
    assert worths(frozenset([0, 1])) == 7
    assert worths(frozenset([1, 2])) is None
