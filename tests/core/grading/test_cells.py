"""From the table to numbers and states: nothing is guessed, nothing is lost."""

import math

import pytest

from mashangban.core.datafiles import DataError
from mashangban.core.grading import State, Table
from tests.gradings import computed, root, table

REWEIGHT = "missing: {not_collected: {kind: reweight}}, "
ONE = "tree: {id: x, score: {kind: as_is}}\n"


def one(keys: str, cells: list[object], *, score: str = "{kind: as_is}") -> list[float]:
    rows = {f"u{number}": [cell] for number, cell in enumerate(cells)}
    return root(computed(f"tree: {{id: x, {keys} score: {score}}}\n", rows, "x"))


@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-inf", "1_000", "1,000", "abc", "--"])
def test_what_is_no_number_is_refused_by_unit_and_column(cell: str) -> None:
    with pytest.raises(DataError, match=r'Unit "u1", column "x": ".*" is neither a number'):
        one("", [1, cell])


def test_a_float_nan_from_python_is_refused_too() -> None:
    with pytest.raises(DataError, match='Unit "u0", column "x"'):
        one("", [math.nan])


def test_an_empty_cell_is_refused_unless_the_rulebook_says_what_it_means() -> None:
    with pytest.raises(DataError, match="the cell is empty"):
        one("", [1, ""])


def test_a_state_without_a_policy_is_refused() -> None:
    with pytest.raises(DataError, match="it is withheld, for which the rulebook has no policy"):
        one(REWEIGHT, [1, "withheld"])


@pytest.mark.parametrize(
    ("policy", "score"),
    [
        ("{kind: score, score: 7}", 7),
        ("{kind: value, value: 8}", 8),
        ("{kind: fill, by: mean}", 2),
        ("{kind: fill, by: median}", 1.5),
        ("{kind: fill, by: minimum}", 1),
        ("{kind: fill, by: maximum}", 4),
    ],
)
def test_each_policy_does_what_it_says(policy: str, score: float) -> None:
    cells = [1, 2, "not_collected", 1, 4]
    assert one(f"missing: {{not_collected: {policy}}},", cells)[2] == score


def test_filling_in_takes_peers_and_all_where_there_are_none() -> None:
    body = (
        "tree: {id: x, score: {kind: as_is},\n"
        "  missing: {not_collected: {kind: fill, within: size}}}\n"
    )
    rows = {
        "a": [10, "big"],
        "b": ["not_collected", "big"],
        "c": [2, "small"],
        "d": ["not_collected", "odd"],
    }
    assert root(computed(body, rows, "x size")) == [10, 10, 2, 6]


def test_denominators_divide_and_their_gaps_are_the_values_gaps() -> None:
    body = (
        "tree: {id: x, score: {kind: as_is}, denominator: {column: homes, times: 1000},\n"
        "  missing: {not_collected: {kind: score, score: -1}}}\n"
    )
    rows = {"a": [5, 500], "b": [5, "not_collected"], "c": ["not_collected", 100]}
    result = computed(body, rows, "x homes")
    assert root(result) == [10, -1, -1]
    assert list(result.leaves.states[:, 0]) == [0, State.NOT_COLLECTED, State.NOT_COLLECTED]


def test_nothing_is_divided_by_nothing() -> None:
    body = "tree: {id: x, score: {kind: as_is}, denominator: {column: homes}}\n"
    with pytest.raises(DataError, match=r'Unit "a", .* must be a number above 0'):
        computed(body, {"a": [5, 0]}, "x homes")


def test_too_few_answers_are_a_state_and_no_answers_too_few() -> None:
    body = (
        "tree: {id: x, score: {kind: as_is}, minimum: {column: n, at_least: 20},\n"
        "  missing: {below_minimum: {kind: score, score: 0}}}\n"
    )
    rows = {"a": [90, 20], "b": [90, 19], "c": [90, ""]}
    assert root(computed(body, rows, "x n")) == [90, 0, 0]


def test_a_yes_without_its_document_is_no_yes() -> None:
    body = "tree: {id: x, score: {kind: yes_no, document: paper}}\n"
    rows = {"a": ["是", "文号1"], "b": ["yes", ""], "c": ["否", ""], "d": [0, "p"]}
    assert root(computed(body, rows, "x paper")) == [100, 0, 0, 0]
    between = body.replace("document: paper", "document: paper, without_document: 40")
    assert root(computed(between, rows, "x paper")) == [100, 40, 0, 0]
    with pytest.raises(DataError, match='"maybe" is neither a yes'):
        computed(body, {"a": ["maybe", ""]}, "x paper")


def test_deductions_are_capped_by_item_and_by_the_floor() -> None:
    body = """\
tree:
  id: site
  score:
    kind: deductions
    full: 100
    floor: 10
    items:
      - {column: guard, points: 5, at_most: 30}
      - {column: clean, points: 40}
"""
    rows = {"a": [0, 0], "b": [7, 0], "c": [2, 1], "d": [7, 3]}
    assert root(computed(body, rows, "guard clean")) == [100, 70, 50, 10]
    with pytest.raises(DataError, match="findings are 0 or more"):
        computed(body, {"a": [-1, 0]}, "guard clean")


def test_a_unit_twice_and_a_missing_column_are_refused() -> None:
    with pytest.raises(DataError, match='unit "a" twice'):
        Table.of([{"unit": "a"}, {"unit": "a"}], unit="unit")
    with pytest.raises(DataError, match='no column "y"; there are: unit, x'):
        table({"a": [1]}, "x").texts("y")
    with pytest.raises(DataError, match='no column "id"'):
        Table.of([{"unit": "a"}], unit="id")


def test_csv_with_a_mark_of_byte_order_is_read_and_a_short_line_is_not() -> None:
    assert Table.from_csv("\ufeffunit,x\nb,1\na,2\n", unit="unit").units == ("a", "b")
    with pytest.raises(DataError, match="Line 3 of the data has another number of cells"):
        Table.from_csv("unit,x\na,1\nb\n", unit="unit")
