"""Small units drawn to their peers: against the posterior worked out another way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from mashangban.core.grading.doubt.shrinkage import (
    CannotShrink,
    may_downgrade,
    shrink_rates,
    shrink_shares,
)

COUNTS = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=5,
    max_size=25,
)


def _posterior_of_shares(x, n, unit, bound):
    """Integrate over mean and shrinkage of the middle unit by brute force."""
    typical = np.median(n)
    mean, shrinkage = np.meshgrid(
        (np.arange(400) + 0.5) / 400, (np.arange(400) + 0.5) / 400, indexing="ij"
    )
    k = typical * shrinkage / (1 - shrinkage)
    a, b = mean * k, (1 - mean) * k
    log = sum(stats.betabinom.logpmf(own, of, a, b) for own, of in zip(x, n, strict=True))
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    a, b = a + x[unit], b + n[unit] - x[unit]
    return (weight * a / (a + b)).sum(), (weight * stats.beta.cdf(bound, a, b)).sum()


def test_shares_are_the_integral_over_what_is_not_known():
    x, n = np.array([3, 18, 45, 9, 30, 7]), np.array([4, 20, 60, 10, 50, 7])
    found = shrink_shares(x, n, ["老旧"] * 6, bound=0.7)
    for unit in (0, 2, 5):
        mean, risk = _posterior_of_shares(x, n, unit, 0.7)
        assert found.shrunk[unit] == pytest.approx(mean, abs=2e-3)
        assert found.risk[unit] == pytest.approx(risk, abs=8e-3)


def test_rates_are_the_integral_over_what_is_not_known():
    x, e = np.array([2, 9, 14, 1, 6, 30]), np.array([1.0, 3.0, 5.0, 0.5, 4.0, 6.0])
    typical = np.median(e) * (x.sum() + 0.5) / e.sum()
    log_mean, shrinkage = np.meshgrid(
        np.linspace(-3, 4, 500), (np.arange(400) + 0.5) / 400, indexing="ij"
    )
    k = typical * shrinkage / (1 - shrinkage)
    rate = k / np.exp(log_mean)
    log = sum(stats.nbinom.logpmf(own, k, rate / (rate + of)) for own, of in zip(x, e, strict=True))
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    found = shrink_rates(x, e, ["新建"] * 6, bound=2.0)
    for unit in (0, 3, 5):
        own, of = k + x[unit], rate + e[unit]
        assert found.shrunk[unit] == pytest.approx((weight * own / of).sum(), rel=4e-3)
        below = (weight * stats.gamma.cdf(2.0, own, scale=1 / of)).sum()
        assert found.risk[unit] == pytest.approx(below, abs=8e-3)


def test_the_interval_holds_what_its_level_says():
    x, n = np.array([3, 18, 45, 9, 30, 7]), np.array([4, 20, 60, 10, 50, 7])
    found = shrink_shares(x, n, ["a"] * 6)
    for end, p in ((found.low, 0.025), (found.high, 0.975)):
        for unit in range(6):
            at = shrink_shares(x, n, ["a"] * 6, bound=end[unit])
            assert at.risk[unit] == pytest.approx(p, abs=1e-4)


@given(COUNTS)
def test_shrunk_lies_between_raw_and_the_rest(counts: list[tuple[int, int]]):
    x, n = (np.array(column, dtype=float) for column in zip(*counts, strict=True))
    found = shrink_shares(x, n, ["a"] * len(x), bound=0.5)
    assert ((found.low >= 0) & (found.low < found.shrunk)).all()
    assert ((found.shrunk < found.high) & (found.high <= 1)).all()
    assert ((found.risk >= 0) & (found.risk <= 1)).all()
    edge = np.abs(found.shrunk - 0.5) <= np.abs(found.raw - 0.5)
    worst, best = found.raw.argmin(), found.raw.argmax()
    assert found.shrunk[worst] >= found.raw[worst] - 1e-9 or edge[worst]
    assert found.shrunk[best] <= found.raw[best] + 1e-9 or edge[best]


def test_the_same_share_of_fewer_cases_is_drawn_further():
    x = np.array([2, 20, 180, 190, 170, 185])
    n = np.array([4, 40, 200, 200, 200, 200])
    found = shrink_shares(x, n, ["a"] * 6, bound=0.6)
    assert found.raw[0] == found.raw[1] == 0.5
    assert found.raw[0] < found.shrunk[1] < found.shrunk[0] < 0.9
    assert found.risk[0] < found.risk[1]
    assert list(may_downgrade(found, 0.9)) == list(found.risk >= 0.9)


def test_a_unit_without_cases_is_its_stratum():
    x, n = np.array([0, 8, 9, 7, 8, 9]), np.array([0, 10, 10, 10, 10, 10])
    found = shrink_shares(x, n, ["a"] * 6)
    assert np.isnan(found.raw[0])
    assert found.shrunk[0] == pytest.approx(41 / 50, abs=0.03)
    assert np.isnan(found.risk).all()
    rates = shrink_rates(x, n * 1.0, ["a"] * 6)
    assert np.isnan(rates.raw[0])
    assert rates.low[0] < 41 / 50 < rates.high[0]


def test_strata_know_nothing_of_each_other_and_rows_may_be_shuffled():
    rng = np.random.default_rng(5)
    n = rng.integers(1, 80, 60)
    x = rng.binomial(n, rng.beta(8, 2, 60))
    strata = rng.choice(["老旧", "次新", "高端"], 60)
    found = shrink_shares(x, n, list(strata), bound=0.7)
    one = strata == "老旧"
    alone = shrink_shares(x[one], n[one], ["x"] * one.sum(), bound=0.7)
    order = rng.permutation(60)
    shuffled = shrink_shares(x[order], n[order], list(strata[order]), bound=0.7)
    for name in ("raw", "shrunk", "low", "high", "risk"):
        assert getattr(found, name)[one].tobytes() == getattr(alone, name).tobytes()
        assert getattr(found, name)[order].tobytes() == getattr(shuffled, name).tobytes()


def test_with_very_many_cases_nothing_is_shrunk():
    x, n = np.array([6, 7, 8, 9, 5]) * 100_000, np.full(5, 1_000_000)
    found = shrink_shares(x, n, ["a"] * 5)
    np.testing.assert_allclose(found.shrunk, found.raw, rtol=1e-4)


@pytest.mark.parametrize(
    ("x", "n", "sentence"),
    [
        ([3] * 5, [2] * 5, "from 0 to the number of trials"),
        ([0.5] * 5, [2] * 5, "whole numbers"),
        ([1] * 4, [2] * 4, "“a” has fewer than 5 units"),
        ([1] * 5, [2] * 4 + [np.nan], "one size, for each unit"),
        ([-1] * 5, [2] * 5, "0 or more"),
    ],
)
def test_impossible_counts_are_refused(x, n, sentence):
    with pytest.raises(CannotShrink, match=sentence):
        shrink_shares(np.array(x), np.array(n), ["a"] * len(x))


def test_cases_without_exposure_are_refused():
    with pytest.raises(CannotShrink, match="none without exposure"):
        shrink_rates(np.ones(5), np.array([0.0, 1, 1, 1, 1]), ["a"] * 5)
    with pytest.raises(ValueError, match=r"0\.5 or more"):
        may_downgrade(shrink_shares(np.ones(5), np.full(5, 2), ["a"] * 5, bound=0.5), 0.2)


def test_the_moments_of_a_single_posterior_are_those_of_its_density():
    from mashangban.core.grading.doubt.strata import BetaBinomial, GammaPoisson

    for family, density, end in (
        (BetaBinomial(), stats.beta(3.0, 2.0), 1),
        (GammaPoisson(), stats.gamma(3.0, scale=1 / 2.0), 50),
    ):
        mean, variance = family.moments(np.array(3.0), np.array(2.0))
        assert mean == pytest.approx(integrate.quad(lambda v, d=density: v * d.pdf(v), 0, end)[0])
        assert variance == pytest.approx(density.var())
        assert np.allclose(family.matching(mean, variance), (3.0, 2.0))
        assert family.below(np.array(0.4), 3.0, 2.0) == pytest.approx(density.cdf(0.4))
        assert family.quantile(np.array(0.3), 3.0, 2.0) == pytest.approx(density.ppf(0.3))
