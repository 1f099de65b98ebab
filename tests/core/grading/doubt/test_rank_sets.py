"""Sets of ranks: critical values known from tables, properties, and what they rest on."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import studentized_range

from mashangban.core.grading.doubt.rank_sets import (
    CannotRank,
    marginal_rank_sets,
    simultaneous_rank_sets,
    tau_best,
)

FIGURES = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 20)), min_size=2, max_size=8)


def _names(count: int) -> list[str]:
    return [f"unit {at}" for at in range(count)]


@pytest.mark.parametrize("count", [2, 3, 6])
def test_the_first_step_is_tukeys_for_equal_errors(count: int):
    # With every gap a little above or below the critical value all pairs, or none, are told apart.
    critical = studentized_range.ppf(0.95, count, np.inf)  # of gaps in units of one error
    for factor, apart in ((1.06, True), (0.94, False)):
        figures = np.array([critical * factor, *np.zeros(count - 1)])
        sets = simultaneous_rank_sets(_names(count), figures, np.ones(count), draws=20_000)
        assert (sets.worst[0] == 1) == apart
        assert (sets.best[1] == 2) == apart


def test_steps_tell_apart_what_one_step_cannot():
    # 0 and 3 are far away. Once that is settled, of their pairs only the false directions are
    # asked about, of the pair in the middle both.
    z = np.random.default_rng(4).normal(size=(200_000, 4))
    asked = [(1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (1, 2), (2, 1)]
    second = np.quantile(np.max([z[:, one] - z[:, other] for one, other in asked], axis=0), 0.95)
    first = studentized_range.ppf(0.95, 4, np.inf)
    assert second < 0.97 * first
    for gap, apart in (((first + second) / 2, True), (0.98 * second, False)):
        figures = np.array([100.0, gap, 0.0, -60.0])
        sets = simultaneous_rank_sets(_names(4), figures, np.ones(4), draws=20_000)
        assert list(sets.best) == ([1, 2, 3, 4] if apart else [1, 2, 2, 4])
        assert list(sets.worst) == ([1, 2, 3, 4] if apart else [1, 3, 3, 4])


def test_a_marginal_set_of_two_is_the_usual_test():
    for gap, apart in ((1.96 * 1.05, True), (1.96 * 0.95, False)):
        figures = np.array([gap * np.sqrt(2), 0])
        sets = marginal_rank_sets(_names(2), figures, np.ones(2), draws=20_000)
        assert (list(sets.best), list(sets.worst)) == (
            ([1, 2], [1, 2]) if apart else ([1, 1], [2, 2])
        )


@given(FIGURES)
def test_sets_hold_the_rank_and_marginal_ones_are_narrower(units: list[tuple[float, float]]):
    figures, errors = (np.array(column) for column in zip(*units, strict=True))
    names = _names(len(figures))
    joint = simultaneous_rank_sets(names, figures, errors, draws=400)
    alone = marginal_rank_sets(names, figures, errors, draws=400)
    for sets in (joint, alone):
        assert ((sets.best <= sets.rank) & (sets.rank <= sets.worst)).all()
        assert ((sets.best >= 1) & (sets.worst <= len(figures))).all()
    assert (alone.worst - alone.best <= joint.worst - joint.best).all()
    strict = simultaneous_rank_sets(names, figures, errors, draws=400, level=0.99)
    assert ((strict.best <= joint.best) & (joint.worst <= strict.worst)).all()


@given(FIGURES, st.randoms(use_true_random=False))
def test_rows_and_threads_do_not_matter(units, random):
    figures, errors = (np.array(column) for column in zip(*units, strict=True))
    names = _names(len(figures))
    order = list(range(len(figures)))
    random.shuffle(order)
    for of in (simultaneous_rank_sets, marginal_rank_sets):
        sets = of(names, figures, errors, draws=600, threads=1)
        other = of([names[at] for at in order], figures[order], errors[order], draws=600, threads=2)
        assert (sets.best[order] == other.best).all()
        assert (sets.worst[order] == other.worst).all()


def test_what_is_known_exactly_is_ranked_exactly():
    for of in (simultaneous_rank_sets, marginal_rank_sets):
        sets = of(_names(4), np.array([3.0, 5, 5, 1]), np.zeros(4))
        assert list(sets.rank) == [3, 1, 1, 4]
        assert list(sets.best) == [3, 1, 1, 4]
        assert list(sets.worst) == [3, 2, 2, 4]


def test_the_tau_best_set_has_whom_it_may_be():
    figures = np.array([90.0, 89.5, 80.0, 60.0])
    sets = simultaneous_rank_sets(_names(4), figures, np.ones(4))
    assert list(tau_best(sets, 1)) == [True, True, False, False]
    assert list(tau_best(sets, 3)) == [True, True, True, False]
    with pytest.raises(CannotRank, match="simultaneous"):
        tau_best(marginal_rank_sets(_names(4), figures, np.ones(4)), 1)
    with pytest.raises(CannotRank, match="from 1 to 4"):
        tau_best(sets, 5)


def test_impossible_figures_are_refused():
    with pytest.raises(CannotRank, match="Leave out units without"):
        simultaneous_rank_sets(_names(2), np.array([1.0, np.nan]), np.ones(2))
    with pytest.raises(CannotRank, match="a figure and an error"):
        marginal_rank_sets(_names(2), np.ones(3), np.ones(3))
    with pytest.raises(CannotRank, match="4000 units at most"):
        simultaneous_rank_sets(_names(4001), np.ones(4001), np.ones(4001))
