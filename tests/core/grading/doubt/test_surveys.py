"""Answers weighted to known margins, and what is left uncertain."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.grading.doubt.surveys import (
    CannotWeight,
    estimate,
    post_stratify,
    rake,
    unweighted,
)


def test_post_stratified_by_hand():
    # Owners 300 households (answers 8 and 10), tenants 100 (2, 4, 6): means 9 and 4.
    strata = ["owner", "owner", "tenant", "tenant", "tenant"]
    weighting = post_stratify(strata, {"owner": 300, "tenant": 100})
    assert weighting.weights == pytest.approx([150, 150, 100 / 3, 100 / 3, 100 / 3])
    found = estimate(np.array([8, 10, 2, 4, 6]), weighting)
    assert found.mean == pytest.approx(0.75 * 9 + 0.25 * 4)
    # 5 / (5 - 2) × [150² (1 + 1) + (100 / 3)² (4 + 0 + 4)] / 400²
    assert found.error == pytest.approx(np.sqrt(5 / 3 * (45_000 + 80_000 / 9) / 160_000))
    assert found.answers == 5
    kish = 5 * (2 * 150**2 + 3 * (100 / 3) ** 2) / 400**2
    assert weighting.design_effect == pytest.approx(kish)


def test_with_as_many_answers_in_each_stratum_it_is_the_textbook_error():
    rng = np.random.default_rng(1)
    strata = list("abc") * 10
    values = rng.normal(size=30) + np.tile([0, 5, 9], 10)
    sizes = {"a": 50, "b": 30, "c": 20}
    found = estimate(values, post_stratify(strata, sizes))
    by_stratum = [values[at::3] for at in range(3)]
    shares = np.array([0.5, 0.3, 0.2])
    variance = sum(w**2 * y.var(ddof=1) / 10 for w, y in zip(shares, by_stratum, strict=True))
    assert found.mean == pytest.approx(shares @ [y.mean() for y in by_stratum])
    assert found.error == pytest.approx(np.sqrt(variance))


def test_without_margins_it_is_the_error_of_a_mean():
    values = np.array([1.0, 2, 3, 4, 10])
    found = estimate(values, unweighted(5))
    assert found.mean == 4
    assert found.error == pytest.approx(values.std(ddof=1) / np.sqrt(5))


@given(st.integers(0, 2**32 - 1))
def test_raking_meets_every_margin_whatever_their_order(seed: int):
    rng = np.random.default_rng(seed)
    building = [*"xyz", *rng.choice(list("xyz"), 60)]
    tenure = [*"oto", *rng.choice(list("ot"), 60)]
    margins = [(building, {"x": 50.0, "y": 30, "z": 20}), (tenure, {"o": 70.0, "t": 30})]
    one, other = rake(margins), rake(margins[::-1])
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-6)
    for groups, sizes in margins:
        for group, size in sizes.items():
            met = one.weights[[own == group for own in groups]].sum()
            assert met == pytest.approx(size, rel=1e-8)


def test_one_margin_raked_is_post_stratified():
    strata, sizes = list("aabbb"), {"a": 10.0, "b": 5.0}
    raked, direct = rake([(strata, sizes)]), post_stratify(strata, sizes)
    assert raked.weights == pytest.approx(direct.weights)
    values = np.array([1.0, 2, 5, 6, 9])
    assert estimate(values, raked).error == pytest.approx(estimate(values, direct).error)


def test_margins_that_explain_everything_leave_no_error():
    values = np.array([1.0, 1, 4, 4])
    assert estimate(values, post_stratify(list("aabb"), {"a": 1, "b": 1})).error == pytest.approx(0)


@pytest.mark.parametrize(
    ("strata", "sizes", "sentence"),
    [
        (["a", "c"], {"a": 1, "b": 1}, "An answer is from “c”, where the population has nobody"),
        (["a", "a"], {"a": 1, "b": 1}, "Nobody answered from “b”. Merge it"),
        ([], {"a": 1}, "There must be answers"),
        (["a"], {"a": -1.0}, "populations are 0 or more"),
    ],
)
def test_what_cannot_be_weighted_is_refused(strata, sizes, sentence):
    with pytest.raises(CannotWeight, match=sentence):
        post_stratify(strata, sizes)


def test_raking_refuses_margins_that_contradict_each_other():
    with pytest.raises(CannotWeight, match="different populations"):
        rake([(["a", "b"], {"a": 1, "b": 1}), (["x", "x"], {"x": 3})])
    with pytest.raises(CannotWeight, match="No weights meet all margins"):
        rake([(["a", "b"], {"a": 9, "b": 1}), (["x", "y"], {"x": 1, "y": 9})])
    with pytest.raises(CannotWeight, match="one margin or more"):
        rake([])


def test_a_single_answer_has_no_spread():
    with pytest.raises(CannotWeight, match="single answer"):
        estimate(np.array([1.0, 2, 3]), post_stratify(list("aab"), {"a": 1, "b": 1}))
    with pytest.raises(CannotWeight, match="two answers or more"):
        estimate(np.array([1.0]), unweighted(1))
