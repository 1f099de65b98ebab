"""Numbers by their address: numpy's bits, the right distribution, nothing that depends on turn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Philox
from scipy.special import ndtri

from mashangban.core.grading.doubt.randomness import Stream, normals, uniforms, unit_keys

WORD = st.integers(0, 2**64 - 1)


@given(seed=WORD, unit=WORD, item=WORD, draw=st.integers(0, 2**40))
def test_any_number_can_be_recomputed_with_numpy(seed: int, unit: int, item: int, draw: int):
    ours = uniforms(
        seed,
        Stream.CELLS,
        np.array([unit], dtype=np.uint64),
        np.array([draw], dtype=np.uint64),
        item=item,
    )
    counter = np.array([draw // 4, unit, item, 0], dtype=np.uint64)
    key = np.array([seed, Stream.CELLS], dtype=np.uint64)
    bits = int(Philox(key=key, counter=counter).random_raw(4)[draw % 4])
    assert ours[0, 0] == ((bits >> 12) + 0.5) / 2**52
    assert 0 < ours[0, 0] < 1


@given(st.lists(st.integers(0, 40), min_size=1, unique=True).map(sorted))
def test_a_draw_does_not_depend_on_the_others(numbers: list[int]):
    keys = unit_keys(["阳光苑", "春江里"])
    every = uniforms(7, Stream.SCORES, keys, np.arange(41, dtype=np.uint64))
    some = uniforms(7, Stream.SCORES, keys, np.array(numbers, dtype=np.uint64))
    assert (some == every[:, numbers]).all()


def test_normal_numbers_are_the_quantiles_of_the_uniform_ones():
    draws = np.arange(20_000, dtype=np.uint64)
    keys = unit_keys(["a", "b"])
    made = normals(1, Stream.SCORES, keys, draws)
    exact = ndtri(uniforms(1, Stream.SCORES, keys, draws))
    np.testing.assert_allclose(made, exact, rtol=1e-13, atol=1e-14)
    assert made.mean() == pytest.approx(0, abs=4 / 200)
    assert made.std() == pytest.approx(1, abs=4 / 200)
    assert abs(np.corrcoef(made)[0, 1]) < 4 / np.sqrt(20_000)


def test_the_far_tails_are_right():
    from mashangban.core.grading.doubt.randomness import to_normal

    for p in (2.0**-53, 1e-12, 1e-5, 0.0749, 0.0751, 0.5, 0.9251, 1 - 1e-9):
        assert to_normal(p) == pytest.approx(ndtri(p), rel=1e-13, abs=1e-15)


def test_streams_and_seeds_share_nothing():
    keys, draws = unit_keys(["a"]), np.arange(400, dtype=np.uint64)
    made = {
        (seed, stream): uniforms(seed, stream, keys, draws)[0].tobytes()
        for seed in (0, 1)
        for stream in Stream
    }
    assert len(set(made.values())) == 2 * len(Stream)


def test_the_key_of_a_unit_is_its_own():
    assert unit_keys(["乙", "甲"])[1] == unit_keys(["甲"])[0]
    assert len(set(unit_keys(f"u{i}" for i in range(1000)).tolist())) == 1000
