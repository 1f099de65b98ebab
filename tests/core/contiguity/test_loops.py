"""The compiled loops by themselves: prices, cuts, and compiling where no cache can be written."""

from itertools import combinations
from typing import Any

import numba
import numpy as np
import pytest

from mashangban.core.contiguity import Columns, Instance, SideRow
from mashangban.core.contiguity.arrays import compiled
from mashangban.core.contiguity.duals import (
    ROW_SCALE,
    Prices,
    bound_of,
    integer_reduced,
    scale_for,
    valid_prices,
)
from mashangban.core.contiguity.pricing import reduced_costs, violated


def test_a_column_pays_for_its_nodes_and_for_cuts_with_two_of_them() -> None:
    columns = Columns.of([(0,), (0, 1), (0, 1, 2), (2, 3)])
    cuts = np.array([[0, 1, 2], [1, 2, 3]], np.int32)
    reduced = reduced_costs(
        columns.offsets,
        columns.members,
        np.array([10, 20, 30, 40]),
        np.array([1, 2, 3, 4]),
        cuts,
        np.array([5, 7]),
    )
    assert reduced.tolist() == [9, 20 - 3 - 5, 30 - 6 - 5 - 7, 40 - 7 - 7]


def test_every_broken_triple_is_found_once() -> None:
    rng = np.random.default_rng(4)
    broken = 0
    for _ in range(400):
        sets = [rng.choice(4, 2, replace=False).tolist() for _ in range(6)]
        columns = Columns.of(sets)
        shares = rng.uniform(0.1, 0.6, len(columns))
        owners = np.repeat(np.arange(len(columns)), columns.sizes)
        # At no node more than 1 is chosen, as in a relaxation.
        shares /= max(1.0, np.bincount(columns.members, weights=shares[owners]).max())
        cuts, excess = violated(columns.offsets, columns.members, shares, 4, 0.02)
        found = {tuple(cut): over for cut, over in zip(cuts.tolist(), excess.tolist(), strict=True)}
        expected = {}
        for triple in combinations(range(4), 3):
            met = [len(set(triple) & set(nodes)) >= 2 for nodes in columns]
            over = float(shares[met].sum()) - 1
            if over > 0.02:
                expected[triple] = over
        assert len(found) == len(cuts)
        assert found == pytest.approx(expected)
        broken += len(found)
    assert broken > 5


def test_rough_prices_are_raised_until_they_hold() -> None:
    columns = Columns.of([(0, 1), (1, 2), (2,)])
    row = SideRow.of("budget", [3, 0, 1], 4)
    instance = Instance(3, columns, np.array([10, 8, 3]), (row,))
    cuts = np.zeros((0, 3), np.int32)
    prices = valid_prices(instance, cuts, np.zeros(3), np.zeros(0), np.array([0.5]), 100)
    assert prices.rows == (50 * ROW_SCALE,)
    assert (integer_reduced(instance, cuts, prices, 100) <= 0).all()
    assert bound_of(instance, prices) == int(prices.nodes.sum()) + 200
    exact = Prices(np.array([500, 350, 450]), np.zeros(0, np.int64), (50 * ROW_SCALE,))
    assert integer_reduced(instance, cuts, exact, 100).tolist() == [0, 0, -200]


def test_the_scale_leaves_room_for_large_values() -> None:
    columns = Columns.of([(0,)])
    assert scale_for(Instance(1, columns, np.array([10**6]))) == 10**6
    assert scale_for(Instance(1, columns, np.array([10**15]))) == 100


def test_without_a_place_for_a_cache_it_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = numba.njit

    def no_place(**options: Any) -> Any:
        if options.pop("cache", False):
            raise RuntimeError("cannot cache function: no locator available")
        return real(**options)

    monkeypatch.setattr(numba, "njit", no_place)

    def double(figure: int) -> int:
        return 2 * figure

    assert compiled(double)(21) == 42
