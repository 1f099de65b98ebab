"""Rounding, ranks, cuts and corrections, in the order of the rulebook."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.datafiles import DataError
from mashangban.core.grading import Graded, grade, ranks, read_events, round_to
from mashangban.core.grading.cutting import k_means
from mashangban.core.grading.rulebook.base import Ties
from mashangban.core.grading.rulebook.outcome import RoundingMode
from tests.gradings import computed, graded

TREE = "tree: {id: x, score: {kind: as_is}, missing: {not_collected: {kind: void}}}\n"
GRADES = "  grades: [{id: A}, {id: B}, {id: C}, {id: D}]\n"
BANDS = "outcome:\n" + GRADES + "  cuts: {kind: bands, at_least: [90, 80, 60]}\n"


def corrected(corrections: str, rows: dict[str, list[object]], columns: str) -> list[str | None]:
    return ids(graded(TREE + BANDS + "  corrections:\n" + corrections, rows, columns))


def ids(result: Graded) -> list[str | None]:
    return [result.grade_id(row) for row in range(len(result.grade))]


@pytest.mark.parametrize(
    ("value", "decimals", "up", "even"),
    [
        (0.285, 2, 0.29, 0.28),
        (1.005, 2, 1.01, 1.0),
        (2.5, 0, 3, 2),
        (-2.5, 0, -3, -2),
        (89.95, 1, 90, 90),
        (89.949999, 1, 89.9, 89.9),
        (0.1 + 0.2, 1, 0.3, 0.3),
    ],
)
def test_ties_are_those_of_decimals(value: float, decimals: int, up: float, even: float) -> None:
    x = np.array([value])
    assert round_to(x, decimals)[0] == up
    assert round_to(x, decimals, RoundingMode.HALF_EVEN)[0] == even


@given(st.decimals(-10000, 10000, places=4), st.integers(0, 3))
def test_rounding_is_that_of_decimal_arithmetic(value: Decimal, decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    x = np.array([float(value)])
    up = round_to(x, decimals)[0]
    even = round_to(x, decimals, RoundingMode.HALF_EVEN)[0]
    assert up == float(value.quantize(unit, ROUND_HALF_UP))
    assert even == float(value.quantize(unit, ROUND_HALF_EVEN))


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (Ties.MINIMUM, [2, 1, 2, 4]),
        (Ties.MAXIMUM, [3, 1, 3, 4]),
        (Ties.AVERAGE, [2.5, 1, 2.5, 4]),
        (Ties.DENSE, [2, 1, 2, 3]),
    ],
)
def test_ranks_of_equals(ties: Ties, expected: list[float]) -> None:
    found = ranks(np.array([5.0, 9, 5, np.nan, 1]), ties=ties)
    assert [*found[:3], found[4]] == expected
    assert np.isnan(found[3])


def test_scores_are_rounded_before_they_are_ranked_and_cut() -> None:
    rounding = "  rounding: {decimals: 1}\n"
    rows = {"a": [89.96], "b": [90.01], "c": [89.94]}
    result = graded(TREE + BANDS + rounding, rows, "x")
    assert ids(result) == ["A", "A", "B"]
    assert list(result.rank) == [1, 1, 3]
    exact = graded(TREE + BANDS + rounding + "  rank: {of: exact}\n", rows, "x")
    assert list(exact.rank) == [2, 1, 3]


def test_what_is_not_rated_has_neither_rank_nor_grade() -> None:
    result = graded(TREE + BANDS, {"a": [95], "b": ["not_collected"]}, "x")
    assert ids(result) == ["A", None]
    assert np.isnan(result.rank[1])


def test_a_score_on_the_cut_has_the_better_grade() -> None:
    assert ids(graded(TREE + BANDS, {"a": [90], "b": [80], "c": [59.999]}, "x")) == ["A", "B", "D"]


def test_shares_give_equals_the_same_grade_the_better_only_if_all_fit() -> None:
    cuts = "outcome:\n  grades: [{id: A}, {id: B}]\n  cuts: {kind: shares, shares: [0.5]}\n"
    rows = {name: [score] for name, score in zip("abcd", [9, 7, 5, 1], strict=True)}
    assert ids(graded(TREE + cuts, rows, "x")) == ["A", "A", "B", "B"]
    equals = {name: [score] for name, score in zip("abcd", [9, 7, 7, 1], strict=True)}
    assert ids(graded(TREE + cuts, equals, "x")) == ["A", "B", "B", "B"]


@given(st.lists(st.integers(0, 50), min_size=4, max_size=9), st.integers(2, 4))
def test_clusters_are_the_best_of_all_partitions(values: list[int], k: int) -> None:
    different = sorted(set(values), reverse=True)
    x = np.array(values, dtype=float)
    if len(different) < k:
        with pytest.raises(DataError, match=f"{k} clusters"):
            k_means(x, k)
        return

    def squares(groups: list[list[float]]) -> float:
        return sum(float(((np.array(own) - np.mean(own)) ** 2).sum()) for own in groups if own)

    best = min(
        squares([[v for v in x if low >= v > high] for low, high in pairwise(limits)])
        for cut in combinations(different[1:], k - 1)
        for limits in [(different[0], *cut, -1)]
    )
    found = k_means(x, k)
    ours = [[v for v, own in zip(x, found, strict=True) if own == g] for g in range(k)]
    assert squares(ours) == pytest.approx(best)
    # 0 is the best cluster, and clusters do not overlap.
    for a, b in combinations(range(len(values)), 2):
        if x[a] > x[b]:
            assert found[a] <= found[b]


def test_points_bring_grades_down_and_no_entry_is_not_no_points() -> None:
    rule = (
        "    - {kind: points, id: p, column: p,\n"
        "       bands: [{at_least: 12, down: 1}, {at_least: 18, down: 2}]}\n"
    )
    rows = {"a": [95, 11], "b": [95, 12], "c": [95, 18], "d": [50, 18]}
    assert corrected(rule, rows, "x p") == ["A", "B", "C", "D"]
    with pytest.raises(DataError, match="write 0 for no points"):
        corrected(rule, {"a": [95, ""]}, "x p")


def test_conditions_lower_cap_and_spare() -> None:
    rule = (
        "    - {kind: lower_if, id: l, when: {column: k, among: [no]}, "
        "exempt: [{column: m2, below: 10000}]}\n"
        "    - {kind: cap_if, id: c, when: {column: m2, at_least: 50000}, cap: C}\n"
    )
    rows = {
        "a": [95, "no", 20000],
        "b": [95, "no", 9999],
        "c": [95, "yes", 50000],
        "d": [95, "no", ""],
    }
    assert corrected(rule, rows, "x k m2") == ["B", "A", "C", "B"]


EVENTS = """\
    - kind: events
      id: veto
      types: [{id: accident, cap: D}, {id: exposure, down: 1}]
"""
HEAD = "id,unit,type,on,document,until,appeal\n"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1,a,accident,2026-01-01,doc,,", "D"),
        ("1,a,exposure,2026-01-01,doc,,pending", "B"),
        ("1,a,accident,2026-01-01,doc,,annulled", "A"),
        ("1,a,accident,2026-01-02,doc,,", "A"),
        ("1,a,accident,2025-01-01,doc,2025-12-31,", "A"),
        ("1,a,accident,2025-01-01,doc,2026-01-01,", "D"),
    ],
)
def test_an_event_counts_from_its_day_to_its_last(line: str, expected: str) -> None:
    run = computed(TREE + BANDS + "  corrections:\n" + EVENTS, {"a": [95], "b": [95]}, "x")
    assert ids(grade(run, read_events(HEAD + line + "\n"))) == [expected, "A"]


def test_two_events_add_up_and_both_are_named() -> None:
    run = computed(TREE + BANDS + "  corrections:\n" + EVENTS, {"a": [95]}, "x")
    text = HEAD + "1,a,exposure,2026-01-01,d1,,\n2,a,exposure,2026-01-01,d2,,\n"
    result = grade(run, read_events(text))
    assert ids(result) == ["C"]
    (change,) = result.changes[0]
    assert change.why == "1 exposure d1; 2 exposure d2"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1,z,accident,2026-01-01,doc,,", 'no unit "z"'),
        ("1,a,fire,2026-01-01,doc,,", 'no type "fire"'),
        ("1,a,accident,2026-01-01,,,", "without a document"),
        ("1,a,accident,1.1.2026,doc,,", "line 2"),
        ("1,a,accident,2026-01-01,doc,,maybe", "line 2"),
    ],
)
def test_an_event_of_nothing_is_refused(line: str, sentence: str) -> None:
    run = computed(TREE + BANDS + "  corrections:\n" + EVENTS, {"a": [95]}, "x")
    with pytest.raises(DataError, match=sentence):
        grade(run, read_events(HEAD + line + "\n"))


QUOTA = "    - {kind: quota, id: q, grade: A, share: 0.5, of: m2%s}\n"


def test_a_quota_counts_area_from_the_best_and_stops_at_the_first_that_does_not_fit() -> None:
    """150 of 300 may be A: c fits (100), a does not any more (60), nor does b (40) after it."""
    rows = {"a": [95, 60], "b": [94, 40], "c": [99, 100], "d": [10, 100]}
    assert corrected(QUOTA % "", rows, "x m2") == ["B", "B", "A", "D"]


def test_equals_fit_together_or_not_at_all() -> None:
    rows = {"a": [95, 100], "b": [95, 60], "c": [10, 160]}
    assert corrected(QUOTA % "", rows, "x m2") == ["A", "A", "D"]
    assert corrected(QUOTA % "", rows | {"c": [10, 150]}, "x m2") == ["B", "B", "D"]


def test_priority_comes_before_the_score_and_exemption_is_not_counted() -> None:
    rows = {"a": [99, 100, "no"], "b": [91, 100, "yes"], "c": [10, 0, "no"]}
    first = QUOTA % ", priority: [{column: hard, among: ['yes']}]"
    assert corrected(first, rows, "x m2 hard") == ["B", "A", "D"]
    spared = QUOTA % ", exempt: [{column: hard, among: ['yes']}]"
    assert corrected(spared, rows, "x m2 hard") == ["A", "A", "D"]


def test_corrections_come_in_the_order_of_the_rulebook_and_are_kept() -> None:
    rules = (
        "    - {kind: lower_if, id: first, when: {column: k, among: [no]}}\n"
        "    - {kind: cap_if, id: second, when: {column: k, among: [no]}, cap: D}\n"
    )
    result = graded(TREE + BANDS + "  corrections:\n" + rules, {"a": [95, "no"]}, "x k")
    assert [(own.correction, own.before, own.after) for own in result.changes[0]] == [
        ("first", 0, 1),
        ("second", 1, 3),
    ]
    assert result.by_cuts[0] == 0


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=12))
def test_a_quota_is_never_exceeded(units: list[tuple[int, int]]) -> None:
    rows: dict[str, list[object]] = {
        f"u{n}": [score, size] for n, (score, size) in enumerate(units)
    }
    found = corrected(QUOTA % "", rows, "x m2")
    sizes = [size for _, size in (units[int(name[1:])] for name in sorted(rows))]
    best = sum(size for size, own in zip(sizes, found, strict=True) if own == "A")
    assert best <= 0.5 * sum(sizes) + 1e-6
