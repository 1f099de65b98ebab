"""Wilson's interval and the limits of funnels, against scipy and their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mashangban.core.grading.doubt.proportions import (
    Standing,
    binomial_funnel,
    poisson_funnel,
    standing,
    wilson,
)


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_what_scipy_has(counts: tuple[int, int]):
    x, n = counts
    low, high = stats.binomtest(x, n).proportion_ci(method="wilson")
    bounds = wilson(np.array([x]), np.array([n]))
    assert bounds.low[0] == pytest.approx(low, abs=1e-12)
    assert bounds.high[0] == pytest.approx(high, abs=1e-12)
    assert 0 <= bounds.low[0] <= x / n <= bounds.high[0] <= 1


def test_wilson_by_hand():
    # z² = 3.841459: low of 10 out of 10 is 10 / 13.841459.
    bounds = wilson(np.array([10, 0, 0]), np.array([10, 10, 0]))
    assert bounds.low == pytest.approx([10 / 13.841458821, 0, 0])
    assert bounds.high == pytest.approx([1, 3.841458821 / 13.841458821, 1])


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="from 0 to the number of trials"):
        wilson(np.array([3]), np.array([2]))
    with pytest.raises(ValueError, match="whole numbers of trials"):
        binomial_funnel(np.array([2.5]), target=0.5)
    with pytest.raises(ValueError, match="above 0"):
        poisson_funnel(np.array([0.0]))


@given(n=st.integers(1, 500), target=st.floats(0.02, 0.98))
def test_beyond_a_binomial_limit_lies_no_more_than_asked_for(n: int, target: float):
    limits = binomial_funnel(np.array([n]), target=target)
    cases = np.arange(n + 1)
    probability = stats.binom.pmf(cases, n, target)
    shares = cases / n
    assert probability[shares < limits.low[0]].sum() <= 0.025 + 1e-12
    assert probability[shares > limits.high[0]].sum() <= 0.025 + 1e-12
    # One case more towards the middle would be too many.
    inside = np.flatnonzero(shares >= limits.low[0])[0]
    assert probability[: inside + 1].sum() >= 0.025 - 1e-12


@given(st.floats(0.1, 300))
def test_beyond_a_poisson_limit_lies_no_more_than_asked_for(expected: float):
    limits = poisson_funnel(np.array([expected]))
    low, high = limits.low[0] * expected, limits.high[0] * expected
    assert stats.poisson.cdf(np.ceil(low - 1e-9) - 1, expected) <= 0.025 + 1e-12
    assert stats.poisson.sf(np.floor(high + 1e-9), expected) <= 0.025 + 1e-12


def test_funnels_narrow_and_centre_on_the_target():
    limits = binomial_funnel(np.array([0, 10, 100, 1000, 100_000]), target=0.8)
    assert (limits.low[0], limits.high[0]) == (0, 1)
    assert (np.diff(limits.low[1:]) > 0).all()
    assert (np.diff(limits.high[2:]) < 0).all()
    normal = 1.959964 * np.sqrt(0.8 * 0.2 / 100_000)
    assert limits.low[-1] == pytest.approx(0.8 - normal, abs=1e-5)


def test_a_unit_stands_below_inside_or_above():
    limits = binomial_funnel(np.array([100, 100, 100, 0]), target=0.8)
    found = standing(np.array([0.5, 0.8, 1.0, np.nan]), limits)
    assert list(found) == [Standing.BELOW, Standing.INSIDE, Standing.ABOVE, Standing.INSIDE]
