"""Groups: each aggregation by hand, weights, missing parts, coverage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.datafiles import DataError
from mashangban.core.grading import State, compile_rulebook, read_weights, run
from tests.gradings import computed, group, root, rulebook, table

REWEIGHT = "missing: {not_collected: {kind: reweight}, withheld: {kind: score, score: 0}}"
VOID = "missing: {not_collected: {kind: void}}"
GONE = "not_collected"


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        ("{kind: arithmetic}", (3 * 2 + 1 * 8) / 4),
        ("{kind: sum}", 3 * 2 + 1 * 8),
        ("{kind: geometric}", (2**3 * 8) ** 0.25),
        ("{kind: harmonic}", 4 / (3 / 2 + 1 / 8)),
        ("{kind: power_mean, exponent: 2}", math.sqrt((3 * 4 + 64) / 4)),
        ("{kind: power_mean, exponent: 0}", (2**3 * 8) ** 0.25),
        ("{kind: product}", 2**3 * 8),
        ("{kind: minimum}", 2),
        ("{kind: maximum}", 8),
        ("{kind: ratio}", 0.25),
        ("{kind: geometric, floor: 4}", (4**3 * 8) ** 0.25),
    ],
)
def test_aggregations_by_hand(aggregate: str, expected: float) -> None:
    body = group(aggregate, "x, weight: 3", "y, weight: 1")
    assert root(computed(body, {"a": [2, 8]}, "x y")) == pytest.approx([expected])


@pytest.mark.parametrize("kind", ["geometric", "harmonic", "power_mean, exponent: -1"])
def test_a_zero_under_such_a_mean_is_refused_or_meant(kind: str) -> None:
    """The anchor stops with an error that names no unit."""
    body = group(f"{{kind: {kind}}}", "x", "y")
    with pytest.raises(DataError, match=r'Group "all": unit "b": .* the score 0 of "y"'):
        computed(body, {"a": [2, 8], "b": [5, 0]}, "x y")
    meant = group(f"{{kind: {kind}, zeros: zero}}", "x", "y")
    assert root(computed(meant, {"b": [5, 0]}, "x y")) == [0]
    with pytest.raises(DataError):
        computed(meant, {"b": [5, -1]}, "x y")


def test_nothing_is_divided_by_a_part_of_zero() -> None:
    with pytest.raises(DataError, match='unit "a": its second part is 0'):
        computed(group("{kind: ratio}", "x", "y"), {"a": [1, 0]}, "x y")


def test_the_weight_of_a_part_left_out_goes_to_the_others() -> None:
    body = group("{kind: arithmetic}", f"x, weight: 3, {REWEIGHT}", "y, weight: 2", "z, weight: 1")
    assert root(computed(body, {"a": [GONE, 30, 60], "b": [0, 30, 60]}, "x y z")) == [40, 20]


def test_what_a_firm_withholds_counts_as_the_rulebook_says() -> None:
    body = group("{kind: arithmetic}", f"x, {REWEIGHT}", "y")
    assert root(computed(body, {"a": ["withheld", 80], "b": [80, 80]}, "x y")) == [40, 80]


def test_a_void_part_leaves_its_group_without_result() -> None:
    result = computed(group("{kind: arithmetic}", f"x, {VOID}", "y"), {"a": [GONE, 80]}, "x y")
    assert math.isnan(root(result)[0])
    assert result.scores.states[0, result.plan.root] == State.NOT_RATED


def test_nine_of_ten_missing_is_no_result_where_a_floor_is_set() -> None:
    """The anchor returns 90 for ten parts of which one is there: all the weight is its."""
    parts = [f"i{number}, {REWEIGHT}" for number in range(10)]
    cells = {"a": [90] + [GONE] * 9, "b": [90] * 6 + [GONE] * 4, "c": [90] * 5 + [GONE] * 5}
    names = " ".join(f"i{number}" for number in range(10))
    floor = group("{kind: arithmetic}", *parts, more="  coverage: {weight: 0.6}\n")
    scores = root(computed(floor, cells, names))
    assert math.isnan(scores[0])
    assert scores[1] == pytest.approx(90)
    assert math.isnan(scores[2])


@pytest.mark.parametrize(
    ("coverage", "rated"),
    [
        ("{parts: 2}", [True, False]),
        ("{require: [y]}", [True, False]),
        ("{require_any: [x, y]}", [True, True]),
        ("{require_any: [y, z]}", [True, False]),
    ],
)
def test_floors_ask_for_numbers_and_for_names(coverage: str, rated: list[bool]) -> None:
    body = group(
        "{kind: arithmetic}",
        *(f"{name}, {REWEIGHT}" for name in "xyz"),
        more=f"  coverage: {coverage}\n",
    )
    scores = root(computed(body, {"a": [1, 1, GONE], "b": [1, GONE, GONE]}, "x y z"))
    assert [not math.isnan(score) for score in scores] == rated


def test_all_missing_is_no_result_and_never_zero() -> None:
    body = group("{kind: arithmetic}", f"x, {REWEIGHT}", f"y, {REWEIGHT}")
    assert math.isnan(root(computed(body, {"a": [GONE, GONE]}, "x y"))[0])


@pytest.mark.parametrize(
    ("unrated", "expected"),
    [("reweight", 60), ("score, score: 20", 40), ("void", math.nan)],
)
def test_what_an_unrated_group_does_to_the_one_above(unrated: str, expected: float) -> None:
    body = f"""\
tree:
  id: all
  aggregate: {{kind: arithmetic}}
  parts:
    - id: inner
      aggregate: {{kind: arithmetic}}
      unrated: {{kind: {unrated}}}
      parts: [{{id: x, score: {{kind: as_is}}, {REWEIGHT}}}]
    - {{id: y, score: {{kind: as_is}}}}
"""
    found = root(computed(body, {"a": [GONE, 60]}, "x y"))[0]
    assert found == expected or (math.isnan(found) and math.isnan(expected))


TRACKS = """\
tree:
  id: all
  aggregate: {kind: choose, column: track}
  parts:
    - id: street
      aggregate: {kind: arithmetic}
      parts:
        - {id: own, weight: 40, score: {kind: as_is}, missing: {not_collected: {kind: void}}}
        - {id: shared, weight: 60, score: {kind: as_is}}
    - id: district
      aggregate: {kind: arithmetic}
      parts:
        - {id: theirs, weight: 40, score: {kind: as_is}, missing: {not_collected: {kind: void}}}
        - {same_as: shared, weight: 60}
"""


def test_a_unit_takes_its_own_track_and_the_other_may_be_unknown() -> None:
    rows = {"a": ["street", 50, GONE, 100], "b": ["district", GONE, 0, 100]}
    result = computed(TRACKS, rows, "track own theirs shared")
    assert root(result) == [80, 60]
    assert result.plan.ids.count("shared") == 1
    with pytest.raises(DataError, match='unit "a", column "track": "x" names no part'):
        computed(TRACKS, {"a": ["x", 1, 1, 1]}, "track own theirs shared")


def test_after_and_rescale_follow_the_aggregation() -> None:
    more = (
        "  after: [{kind: affine, times: -1, plus: 1}]\n"
        "  rescale: {score: {kind: min_max}}\n  round: 1\n"
    )
    body = group("{kind: arithmetic}", "x", more=more)
    assert root(computed(body, {"a": [0], "b": [1], "c": [3]}, "x")) == [100, 66.7, 0]


def test_topsis_seeks_the_least_where_a_part_says_so() -> None:
    """Two units, one part each way: the ideal is the least of the first, the most of the second."""
    body = """\
tree:
  id: all
  aggregate: {kind: topsis}
  parts:
    - {id: x, direction: lower, score: {kind: part_of, whole: norm, lower: keep}}
    - {id: y, score: {kind: part_of, whole: norm}}
"""
    rows = {"a": [3, 4], "b": [4, 3], "c": [3, 3]}
    scores = root(computed(body, rows, "x y"))
    assert scores[:2] == [1, 0]
    assert scores[2] == pytest.approx(math.sqrt(2) / (1 + math.sqrt(2)), abs=0.1)


def test_who_lacks_a_part_is_left_out_of_a_comparison_and_the_others_are_not() -> None:
    """One gap makes one anchor stop and the other return nothing at all."""
    parts = [f"{name}, {REWEIGHT}" for name in "xy"]
    rows = {"a": [1, 2], "b": [2, 1], "c": [3, GONE], "d": [3, 3]}
    for kind in ("topsis", "copeland"):
        scores = root(computed(group(f"{{kind: {kind}}}", *parts), rows, "x y"))
        assert [math.isnan(score) for score in scores] == [False, False, True, False]


def test_copeland_counts_duels() -> None:
    """a beats b on y and z, c beats a on all, b ties with nobody."""
    body = group("{kind: copeland}", "x", "y", "z")
    rows = {"a": [1, 3, 3], "b": [2, 2, 2], "c": [4, 4, 4]}
    assert root(computed(body, rows, "x y z")) == [0, -2, 2]


def test_weights_come_from_a_table_by_part_or_by_group_and_part() -> None:
    book = rulebook(group("{kind: arithmetic}", "x", "y"))
    data = table({"a": [0, 100]}, "x y")
    assert root(run(book, data, read_weights("id,weight\nx,3\nall,1\n"))) == [25]
    assert root(run(book, data, read_weights("group,id,weight\nall,y,3\n"))) == [75]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,weight\nq,1\n", "Weights of q: no part of a group"),
        ("id,weight\nx,-1\n", "line 2: a weight is a number of 0 or more"),
        ("id,weight\nx,nan\n", "line 2"),
        ("id,weight\nx,1\nx,2\n", "is there twice"),
        ("id,weight\nx,0\ny,0\n", "all are 0"),
        ("id,w\nx,0\n", "have the columns"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(text: str, sentence: str) -> None:
    book = rulebook(group("{kind: arithmetic}", "x", "y"))
    with pytest.raises(DataError, match=sentence):
        compile_rulebook(book.rulebook, read_weights(text))


scores = st.lists(st.floats(1, 100), min_size=3, max_size=3)


@given(scores, st.sampled_from(["arithmetic", "geometric", "harmonic", "minimum", "maximum"]))
def test_a_mean_lies_between_its_parts_and_rises_with_each(cells: list[float], kind: str) -> None:
    body = group(f"{{kind: {kind}}}", "x, weight: 2", "y", "z, weight: 0.5")
    more = [cells[0] + 1, *cells[1:]]
    low, high = root(computed(body, {"a": cells, "b": more}, "x y z"))
    assert min(cells) - 1e-9 <= low <= max(cells) + 1e-9
    assert low <= high
