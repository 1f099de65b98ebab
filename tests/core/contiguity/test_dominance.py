"""Dropping dominated clusters never changes the best plan: against brute force."""

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity import Caps, Columns, Neighbours, enumerate_sets, undominated


def best(columns: Columns, values: list[int], uses: list[int] | None = None, limit: int = 0) -> int:
    """The best packing by trying everything; `limit` is that of the one side row."""
    sets = [(set(nodes), v, u) for nodes, v, u in zip(
        columns, values, uses or [0] * len(values), strict=True
    )]  # fmt: skip

    def search(start: int, taken: frozenset[int], used: int) -> int:
        most = 0 if used <= limit else -(10**9)
        for place in range(start, len(sets)):
            nodes, value, use = sets[place]
            if not nodes & taken:
                most = max(most, value + search(place + 1, taken | nodes, used + use))
        return most

    return cache(search)(0, frozenset(), 0)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Neighbours, Columns, list[int], list[int], int]:
    count = draw(st.integers(2, 6))
    pairs = list(combinations(range(count), 2))
    graph = Neighbours.of(count, draw(st.lists(st.sampled_from(pairs), max_size=8)))
    columns = enumerate_sets(graph, Caps(size=4))
    some = draw(st.lists(st.booleans(), min_size=len(columns), max_size=len(columns)))
    columns = columns.kept(np.array(some, bool))
    figures = st.lists(st.integers(-2, 9), min_size=len(columns), max_size=len(columns))
    return graph, columns, draw(figures), draw(figures), draw(st.integers(0, 12))


@given(cases())
def test_the_best_plan_stays_without_side_rows(
    case: tuple[Neighbours, Columns, list[int], list[int], int],
) -> None:
    graph, columns, values, _, _ = case
    keep = undominated(graph, columns, np.array(values, np.int64))
    kept = [value for value, stays in zip(values, keep, strict=True) if stays]
    assert best(columns.kept(keep), kept) == best(columns, values)


@given(cases())
def test_the_best_plan_stays_with_a_side_row(
    case: tuple[Neighbours, Columns, list[int], list[int], int],
) -> None:
    graph, columns, values, uses, limit = case
    keep = undominated(
        graph, columns, np.array(values, np.int64), uses=np.array(uses, np.int64).reshape(-1, 1)
    )
    kept = np.flatnonzero(keep)
    assert best(
        columns.kept(keep), [values[c] for c in kept], [uses[c] for c in kept], limit
    ) == best(columns, values, uses, limit)


def test_a_path_keeps_only_what_its_parts_do_not_replace() -> None:
    graph = Neighbours.of(4, [(0, 1), (1, 2), (2, 3)])
    columns = Columns.of([(0, 1), (2, 3), (1, 2), (0, 1, 2), (0, 1, 2, 3)])
    values = np.array([3, 4, -1, 3, 8])
    assert undominated(graph, columns, values).tolist() == [True, True, False, False, True]
    values = np.array([3, 4, 2, 5, 7])
    assert undominated(graph, columns, values).tolist() == [True, True, True, True, False]


@pytest.mark.parametrize(("budget", "stays"), [([2, 2, 5], False), ([3, 3, 5], True)])
def test_parts_that_use_more_replace_nothing(budget: list[int], stays: bool) -> None:
    graph = Neighbours.of(4, [(0, 1), (1, 2), (2, 3)])
    columns = Columns.of([(0, 1), (2, 3), (0, 1, 2, 3)])
    keep = undominated(
        graph, columns, np.array([4, 4, 7]), uses=np.array(budget, np.int64).reshape(-1, 1)
    )
    assert keep.tolist() == [True, True, stays]
