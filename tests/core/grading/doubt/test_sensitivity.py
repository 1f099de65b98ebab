"""Sobol indices: the functions whose indices are known, and the draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.grading.doubt.draws import (
    CannotDraw,
    Experiment,
    Node,
    Scale,
    ScoredLeaves,
    ScoreNoise,
    Tree,
    WeightNoise,
    sensitivity,
)
from mashangban.core.grading.doubt.draws.sensitivity import first_order, total_order
from mashangban.core.grading.doubt.randomness import OTHER_SIDE, Stream, uniforms, unit_keys

SCALE = Scale(decimals=2)


def _sides(factors: int, draws: int) -> tuple[np.ndarray, np.ndarray]:
    keys = unit_keys(f"factor {at}" for at in range(factors))
    numbers = np.arange(draws, dtype=np.uint64)
    return tuple(uniforms(11, Stream.CHOICES + side, keys, numbers) for side in (0, OTHER_SIDE))


def _ishigami(u: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * u - 1)
    return np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])


def test_ishigami():
    a, b = _sides(3, 40_000)
    # Ishigami & Homma 1990: V = 1/2 + 7²/8 + b π⁴/5 + b² π⁸/18 with b = 0.1.
    v1 = (1 + 0.1 * np.pi**4 / 5) ** 2 / 2
    v2, v13 = 49 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = v1 + v2 + v13
    expected = [(v1, v1 + v13), (v2, v2), (0, v13)]
    for at, (first, total) in enumerate(expected):
        mixed = a.copy()
        mixed[at] = b[at]
        outputs = _ishigami(a), _ishigami(b), _ishigami(mixed)
        assert first_order(*outputs) == pytest.approx(first / whole, abs=0.02)
        assert total_order(*outputs) == pytest.approx(total / whole, abs=0.02)


@given(st.lists(st.floats(0.5, 5), min_size=2, max_size=4))
def test_of_a_sum_both_indices_are_the_shares_of_variance(sizes: list[float]):
    a, b = (side - 0.5 for side in _sides(len(sizes), 8000))
    shares = np.square(sizes) / np.square(sizes).sum()
    for at, share in enumerate(shares):
        mixed = a.copy()
        mixed[at] = b[at]
        outputs = [np.array(sizes) @ side for side in (a, b, mixed)]
        assert first_order(*outputs) == pytest.approx(share, abs=0.06)
        assert total_order(*outputs) == pytest.approx(share, abs=0.06)


def _model(units: int = 40) -> ScoredLeaves:
    scores = np.random.default_rng(3).uniform(40, 95, (units, 4))
    tree = Tree(
        tuple("abcd"),
        (Node("n", ("a", "b"), (1, 1)), Node("m", ("c", "d"), (1, 1)), Node("r", "nm", (1, 1))),
    )
    return ScoredLeaves([f"u{at}" for at in range(units)], tree, scores)


def test_doubt_is_shared_out_and_the_larger_source_has_more():
    vary = (WeightNoise(0.5, level=1), WeightNoise(0.05, level=2))
    found = sensitivity(Experiment(_model(), vary, 4), 1500, scale=SCALE)
    assert found.names == ("weights of level 1", "weights of level 2")
    assert found.runs == 6000
    assert found.first[0].value > 0.8
    assert found.total[1].value < 0.2
    for index in (*found.first, *found.total):
        assert index.low <= index.value <= index.high
    # Of two factors: what one does alone and the other in all make up the whole.
    assert found.first[0].value + found.total[1].value == pytest.approx(1, abs=0.1)


def test_the_same_bytes_on_two_threads():
    experiment = Experiment(_model(), (WeightNoise(0.2), ScoreNoise(1.0)), 4)
    one = sensitivity(experiment, 200, scale=SCALE)
    assert sensitivity(experiment, 200, scale=SCALE, threads=2) == one


def test_what_cannot_be_shared_out_is_refused():
    with pytest.raises(CannotDraw, match="two perturbations and two draws"):
        sensitivity(Experiment(_model(), (WeightNoise(0.2),), 4), 100, scale=SCALE)
    vary = (WeightNoise(0.2), ScoreNoise(1.0))
    with pytest.raises(CannotDraw, match="nothing to share out"):
        sensitivity(Experiment(_model(units=1), vary, 4), 10, scale=SCALE)
