"""Wishes, their prices and conflicts, and other plans: against brute force."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity import Columns, Instance, SideRow, solve
from mashangban.core.contiguity.alternatives import k_best, replan
from mashangban.core.contiguity.wishes import (
    Alone,
    Apart,
    NoPlan,
    Served,
    Together,
    Wish,
    Without,
    prices,
    smallest_conflict,
    with_wishes,
)
from tests.packing import instances


def plans(instance: Instance) -> list[tuple[int, ...]]:
    """All plans, the empty one too."""
    sets = [set(nodes) for nodes in instance.columns]
    found: list[tuple[int, ...]] = [()]
    for column, nodes in enumerate(sets):
        found += [
            (*plan, column) for plan in found if all(not nodes & sets[other] for other in plan)
        ]

    def fits(plan: tuple[int, ...]) -> bool:
        return all(
            row.coefficients[np.isin(row.columns, plan)].sum() <= row.at_most
            for row in instance.rows
        )

    return [plan for plan in found if fits(plan)]


def worth(instance: Instance, plan: tuple[int, ...]) -> int:
    return int(instance.values[list(plan)].sum())


def keeps(instance: Instance, plan: tuple[int, ...], wish: Wish) -> bool:
    clusters = [set(instance.columns[column]) for column in plan]
    match wish:
        case Together(nodes):
            return any(set(nodes) <= cluster for cluster in clusters)
        case Apart(one, other):
            return not any({one, other} <= cluster for cluster in clusters)
        case Alone(node):
            return not any(node in cluster for cluster in clusters)
        case Served(node):
            return any(node in cluster for cluster in clusters)
        case Without(nodes):
            return set(nodes) not in clusters


def wishes_of(nodes: int) -> st.SearchStrategy[list[Wish]]:
    node = st.integers(0, nodes - 1)
    some = st.lists(node, min_size=2, max_size=3, unique=True).map(tuple)
    kinds: list[st.SearchStrategy[Wish]] = [st.builds(Alone, node), st.builds(Served, node)]
    if nodes > 2:
        pair = st.lists(node, min_size=2, max_size=2, unique=True)
        kinds += [
            st.builds(Together, some),
            st.builds(Without, some),
            pair.map(lambda two: Apart(*two)),
        ]
    return st.lists(st.one_of(kinds), max_size=3, unique=True)


@given(st.data())
def test_wishes_are_kept_at_the_least_price_or_contradict(data: st.DataObject) -> None:
    instance = data.draw(instances(rows=1))
    wishes = data.draw(wishes_of(instance.nodes))
    every = plans(instance)

    def best(asked: list[Wish]) -> int | None:
        fitting = [
            worth(instance, plan)
            for plan in every
            if all(keeps(instance, plan, wish) for wish in asked)
        ]
        return max(fitting, default=None)

    expected = best(wishes)
    if expected is not None:
        found = with_wishes(instance, wishes)
        plan = tuple(found.chosen.tolist())
        assert plan in every
        assert all(keeps(instance, plan, wish) for wish in wishes)
        assert found.objective == found.bound == expected == worth(instance, plan)
        for price in prices(instance, wishes):
            without = best([wish for wish in wishes if wish is not price.wish])
            assert without is not None
            assert price.least == price.most == without - expected
        return
    with pytest.raises(NoPlan) as refused:
        with_wishes(instance, wishes)
    conflict = refused.value.conflict
    sizes = [
        size
        for size in range(1, len(wishes) + 1)
        if any(best(list(some)) is None for some in combinations(wishes, size))
    ]
    assert best(list(conflict)) is None
    assert len(conflict) == min(sizes)


@given(instances(rows=1, values=(1, 20)), st.integers(1, 5))
def test_the_k_best_plans_come_in_order(instance: Instance, k: int) -> None:
    ranked = k_best(instance, k)
    every = sorted((worth(instance, plan) for plan in plans(instance)), reverse=True)
    assert [plan.objective for plan in ranked] == every[: len(ranked)]
    assert len(ranked) == min(k, len(every))
    assert len({tuple(plan.chosen.tolist()) for plan in ranked}) == len(ranked)
    assert all(plan.proven for plan in ranked)


@given(st.data())
def test_a_new_plan_changes_as_little_as_possible(data: st.DataObject) -> None:
    instance = data.draw(instances(rows=1))
    before = solve(instance).chosen
    wishes: list[Wish] = [Alone(data.draw(st.integers(0, instance.nodes - 1)))]
    found = replan(instance, before, wishes)

    def rank(plan: tuple[int, ...]) -> tuple[int, int]:
        return len(set(plan) & set(before.tolist())), worth(instance, plan)

    fitting = [plan for plan in plans(instance) if keeps(instance, plan, wishes[0])]
    best = max(map(rank, fitting))
    assert rank(tuple(found.chosen.tolist())) == best
    assert found.objective == found.bound == best[1]
    assert replan(instance, before, wishes, loyalty=0).objective == max(
        worth(instance, plan) for plan in fitting
    )


def test_among_many_wishes_none_of_the_conflict_can_be_left_out() -> None:
    instance = Instance(14, Columns.of([(n, n + 1) for n in range(13)]), np.ones(13, np.int64))
    wishes: list[Wish] = [Served(node) for node in (0, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13)]
    wishes += [Alone(1), Alone(2)]
    conflict = smallest_conflict(instance, wishes)
    with pytest.raises(NoPlan):
        with_wishes(instance, conflict)
    for wish in conflict:
        with_wishes(instance, [other for other in conflict if other is not wish])
    assert smallest_conflict(instance, [Served(0)]) == ()


def test_a_row_makes_wishes_contradict() -> None:
    columns = Columns.of([(0, 1), (2, 3)])
    one = SideRow.of("one project", [1, 1], 1)
    instance = Instance(4, columns, np.array([5, 7]), (one,))
    assert with_wishes(instance, [Served(0)]).objective == 5
    with pytest.raises(NoPlan, match="2 wishes contradict each other"):
        with_wishes(instance, [Served(0), Served(3)])


def test_a_wish_about_nobody_is_refused() -> None:
    instance = Instance(2, Columns.of([(0, 1)]), np.array([5]))
    with pytest.raises(ValueError, match="names node 2; there are 0 to 1"):
        with_wishes(instance, [Alone(2)])
