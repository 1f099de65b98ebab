"""Each scoring function by hand, and what a constant column does."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.datafiles import DataError
from tests.gradings import computed, root, scores_of

LOWER = "direction: lower,"


@pytest.mark.parametrize(
    ("score", "values", "higher", "lower"),
    [
        ("{kind: goalposts, low: 20, high: 80}", [20, 50, 95], [0, 50, 100], [100, 50, 0]),
        (
            "{kind: goalposts, low: 0, high: 10, beyond: extend, to: [0, 1]}",
            [-5, 20],
            [-0.5, 2],
            [1.5, -1],
        ),
        ("{kind: goalposts, low: 1, high: 100, log: true}", [0, 10], [0, 50], [100, 50]),
        ("{kind: min_max, to: [1, 5]}", [2, 4, 10], [1, 2, 5], [5, 4, 1]),
        ("{kind: z_score, ddof: 1}", [1, 2, 3], [-1, 0, 1], [1, 0, -1]),
        ("{kind: z_score, ddof: 0, centre: 10, spread: 2}", [1, 3], [8, 12], [12, 8]),
        ("{kind: z_score, ddof: 0, clip: 0.5}", [1, 3], [-0.5, 0.5], [0.5, -0.5]),
        ("{kind: percentile, to: [0, 1]}", [1, 2, 2, 5], [1 / 8, 0.5, 0.5, 7 / 8], None),
        ("{kind: percentile, form: weak}", [1, 2, 2, 5], [25, 75, 75, 100], [100, 75, 75, 25]),
        ("{kind: percentile, form: strict}", [1, 2, 2, 5], [0, 25, 25, 75], None),
        ("{kind: percentile, form: others}", [1, 2, 5], [0, 50, 100], [100, 50, 0]),
        ("{kind: rank}", [7, 9, 9, 1], [2, 3.5, 3.5, 1], [3, 1.5, 1.5, 4]),
        ("{kind: rank, count: places, ties: minimum}", [7, 9, 9, 1], [3, 1, 1, 4], [2, 3, 3, 1]),
        ("{kind: rank, count: places, ties: dense}", [7, 9, 9, 1], [2, 1, 1, 3], [2, 3, 3, 1]),
        ("{kind: rank, count: places, ties: maximum}", [7, 9, 9], [3, 2, 2], [1, 3, 3]),
        ("{kind: distance_to_best}", [5, 10], [50, 100], [100, 50]),
        ("{kind: distance_to_best, form: range}", [5, 10, 15], [0, 50, 100], [100, 50, 0]),
        ("{kind: distance_to_best, best: 20}", [5, 40], [25, 100], None),
        ("{kind: part_of, whole: sum}", [1, 3], [0.25, 0.75], [0.75, 0.25]),
        ("{kind: part_of, whole: sum, lower: reciprocal}", [1, 3], [0.25, 0.75], [0.75, 0.25]),
        ("{kind: part_of, whole: norm, lower: negate}", [3, 4], [0.6, 0.8], [-0.6, -0.8]),
        ("{kind: part_of, whole: maximum, full: 100}", [1, 4], [25, 100], [75, 0]),
        ("{kind: part_of, whole: sum_with_best}", [1, 3], [1 / 7, 3 / 7], [0.8, 0.4]),
    ],
)
def test_scores_by_hand(
    score: str, values: list[float], higher: list[float], lower: list[float] | None
) -> None:
    assert scores_of(score, values) == pytest.approx(higher)
    if lower is not None:
        assert scores_of(score, values, more=LOWER) == pytest.approx(lower)


def test_steps_and_lines_take_no_direction() -> None:
    steps = "{kind: steps, steps: [{at_least: 6, score: 60}, {at_least: 0, score: 30}, {score: 0}]}"
    assert scores_of(steps, [9, 6, 5.9, 0, -1]) == [60, 60, 30, 30, 0]
    line = "{kind: piecewise, points: [[0, 100], [6, 80], [12, 60]]}"
    assert scores_of(line, [-1, 0, 3, 6, 9, 20]) == [100, 100, 90, 80, 70, 60]


def test_as_is_refuses_what_is_outside() -> None:
    assert scores_of("{kind: as_is, between: [0, 100]}", [0, 100]) == [0, 100]
    with pytest.raises(DataError, match="101 is outside 0 to 100"):
        scores_of("{kind: as_is, between: [0, 100]}", [101])


def test_the_plan_is_a_number_or_a_column() -> None:
    assert scores_of("{kind: ratio_to_plan, plan: 50}", [25, 60]) == [50, 120]
    assert scores_of("{kind: ratio_to_plan, plan: 50, at_most: 1}", [60]) == [100]
    assert scores_of("{kind: ratio_to_plan, plan: 50}", [100], more=LOWER) == [50]
    body = "tree: {id: x, score: {kind: ratio_to_plan, plan: agreed}}\n"
    assert root(computed(body, {"a": [5, 10], "b": [9, 9]}, "x agreed")) == [50, 100]
    with pytest.raises(DataError, match="no plan above 0"):
        computed(body, {"a": [5, 0]}, "x agreed")


def test_peers_are_scored_among_themselves() -> None:
    body = "tree: {id: x, score: {kind: min_max, within: size}}\n"
    rows = {"a": [1, "big"], "b": [3, "big"], "c": [50, "small"], "d": [100, "small"]}
    assert root(computed(body, rows, "x size")) == [0, 100, 0, 100]


@pytest.mark.parametrize(
    "score",
    [
        "{kind: min_max}",
        "{kind: z_score}",
        "{kind: distance_to_best, form: range}",
    ],
)
@pytest.mark.parametrize("value", [0.1, 7, 1e9])
def test_a_constant_column_is_refused_and_never_nan(score: str, value: float) -> None:
    """The anchor gives NaN with a warning."""
    with pytest.raises(DataError, match='Indicator "x"'):
        scores_of(score, [value] * 3)


def test_a_constant_column_gets_what_the_rulebook_says() -> None:
    for policy, score in (("worst", 0), ("middle", 50), ("best", 100)):
        assert scores_of(f"{{kind: min_max, constant: {policy}}}", [7, 7]) == [score, score]
    constant = "{kind: z_score, centre: 10, constant_is_centre: true}"
    assert scores_of(constant, [0.1, 0.1, 0.1]) == [10, 10, 10]


def test_a_sum_of_nothing_has_no_parts() -> None:
    with pytest.raises(DataError, match="the sum of the column is 0"):
        scores_of("{kind: part_of, whole: sum}", [0, 0])
    with pytest.raises(DataError, match="0, which has no reciprocal"):
        scores_of("{kind: part_of, whole: sum, lower: reciprocal}", [0, 1], more=LOWER)


MONOTONE = (
    "{kind: goalposts, low: -50, high: 50}",
    "{kind: min_max, constant: middle}",
    "{kind: z_score, constant_is_centre: true}",
    "{kind: percentile}",
    "{kind: rank}",
    "{kind: distance_to_best, best: 2000, beyond: extend}",
)


@given(
    st.sampled_from(MONOTONE),
    st.booleans(),
    st.lists(st.integers(-1000, 1000), min_size=2, max_size=20),
)
def test_better_values_never_score_less(score: str, lower: bool, values: list[int]) -> None:
    if lower and "distance" in score:
        values = [abs(value) + 1 for value in values]
    scores = scores_of(score, values, more=LOWER if lower else "")
    assert not any(math.isnan(found) for found in scores)
    ordered = sorted(zip(values, scores, strict=True), reverse=lower)
    assert all(a[1] <= b[1] + 1e-9 for a, b in pairwise(ordered))
    for value, found in ordered:
        assert {other for same, other in ordered if same == value} == {found}
