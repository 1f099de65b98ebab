"""Compiled loops are there on any installation, and let other threads run."""

import numpy as np
import pytest
from numba.core import caching

from mashangban.core.grading.doubt.compiled import compiled


def _double(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += 2.0 * value
    return total


def test_without_a_folder_to_keep_it_in_it_is_compiled_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
):
    kept = compiled(_double)
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    bare = compiled(_double)
    assert kept(np.arange(4.0)) == bare(np.arange(4.0)) == 12.0
    assert type(bare._cache).__name__ == "NullCache"
    assert type(kept._cache).__name__ != "NullCache"


def test_sums_keep_their_order():
    # Added up in another order, as vectors would, the small ones survive.
    values = np.array([1e16, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0] * 4)
    one_by_one = 0.0
    for value in values:
        one_by_one += 2.0 * value
    assert compiled(_double)(values) == one_by_one
