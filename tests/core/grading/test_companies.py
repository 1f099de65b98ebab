"""Companies: means, the hold of the worst area, protection, and no reward for giving one up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.datafiles import DataError
from mashangban.core.grading import (
    CompanyScore,
    Table,
    drop_worst,
    grade,
    grade_companies,
    load,
    packaged_rulebook,
    run,
)
from tests.gradings import graded

TREE = "tree: {id: x, score: {kind: as_is}, missing: {not_collected: {kind: void}}}\n"
COMPANY = "company:\n  column: firm\n  weight: homes\n"
WORST = "  worst: {margin: 15}\n"
GRACE = "  protections: [{id: new, when: {column: months, below: 6}}]\n"
GIVEN_UP = "  given_up: gone\n"
CARRIED = GIVEN_UP + "  carry_over: {when: {column: gone, below: 12}}\n"
COLUMNS = "x firm homes months gone"


def companies(rules: str, rows: dict[str, list[object]]) -> dict[str, CompanyScore]:
    found = grade_companies(graded(TREE + COMPANY + rules, rows, COLUMNS))
    return {own.company: own for own in found}


def test_areas_count_by_their_weight_and_other_weights_stand_beside() -> None:
    rows = {"a": [90, "F", 300, 9, ""], "b": [60, "F", 100, 9, ""], "c": [1, "", 100, 9, ""]}
    found = companies("  also: [months]\n", rows)
    assert list(found) == ["F"]
    assert found["F"].exact == 82.5
    assert found["F"].also == (("months", 75.0),)


def test_scale_cannot_bury_a_failing_area() -> None:
    rows: dict[str, list[object]] = {
        "a": [99, "F", 9900, 9, ""],
        "b": [40, "F", 100, 9, ""],
    }
    held = companies(WORST, rows)["F"]
    assert (held.exact, held.worst) == (55, "b")
    assert held.mean == pytest.approx(98.41)
    free = companies("", rows)["F"]
    assert (free.exact, free.worst) == (pytest.approx(98.41), None)


def test_an_area_just_taken_over_does_not_hold_its_company_down() -> None:
    rows: dict[str, list[object]] = {"a": [99, "F", 900, 9, ""], "b": [40, "F", 100, 3, ""]}
    spared = companies(WORST + GRACE, rows)["F"]
    assert (spared.worst, spared.exact) == (None, pytest.approx(93.1))
    assert spared.areas[1].protections == ("new",)
    half = companies(WORST + GRACE.replace("}}]", "}, weight: 0}]"), rows)["F"]
    assert half.exact == 99


def test_what_was_given_up_counts_on_for_its_time() -> None:
    rows: dict[str, list[object]] = {
        "a": [90, "F", 100, 9, ""],
        "b": [50, "F", 100, 9, 11],
        "c": [10, "F", 100, 9, 12],
    }
    assert companies(CARRIED, rows)["F"].exact == 70
    assert companies(GIVEN_UP, rows)["F"].exact == 90


def test_areas_without_result_are_left_out_and_named() -> None:
    rows: dict[str, list[object]] = {
        "a": [90, "F", 100, 9, ""],
        "b": ["not_collected", "F", 100, 9, ""],
    }
    found = companies("", rows)["F"]
    assert (found.exact, found.not_rated) == (90, ("b",))


def test_a_company_without_a_rated_area_has_no_grade() -> None:
    rules = "  grades: [{id: I}, {id: II}]\n  cuts: {kind: bands, at_least: [80]}\n"
    rows: dict[str, list[object]] = {
        "a": [90, "F", 100, 9, ""],
        "b": ["not_collected", "G", 100, 9, ""],
    }
    found = companies(rules, rows)
    assert (found["F"].grade, found["G"].grade) == ("I", None)


def test_a_missing_weight_is_refused() -> None:
    with pytest.raises(DataError, match='Unit "a", column "homes"'):
        companies("", {"a": [90, "F", "", 9, ""]})


def test_giving_up_the_worst_area_pays_only_where_no_rule_carries_it_over() -> None:
    rows: dict[str, list[object]] = {"a": [90, "F", 100, 9, ""], "b": [50, "F", 100, 9, ""]}
    (free,) = drop_worst(graded(TREE + COMPANY + WORST, rows, COLUMNS))
    assert (free.area, free.before, free.after, free.rewarded) == ("b", 65, 90, True)
    (held,) = drop_worst(graded(TREE + COMPANY + WORST + CARRIED, rows, COLUMNS))
    assert (held.after, held.without_rule, held.rewarded) == (65, 90, False)


@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(1, 1000), st.integers(0, 24)),
        min_size=2,
        max_size=8,
    )
)
def test_the_shipped_rulebook_never_rewards_it(areas: list[tuple[int, int, int]]) -> None:
    """Only the section on companies is taken: what areas score is another question."""
    shipped = load(packaged_rulebook("demo_district"), origin="demo").rulebook.company
    rows = {
        f"u{number}": [score, "F", homes, homes * 80, "no", months, ""]
        for number, (score, homes, months) in enumerate(areas)
    }
    columns = "x company households area_m2 difficult_work months_since_takeover"
    small = graded(TREE, rows, f"{columns} months_since_given_up")
    book = small.run.loaded.rulebook.model_copy(update={"company": shipped})
    loaded = replace(small.run.loaded, rulebook=book)
    found = drop_worst(grade(run(loaded, small.run.table)))
    assert found
    assert not any(own.rewarded for own in found)


def test_companies_do_not_depend_on_the_order_of_rows() -> None:
    rows = [
        {"unit": f"u{n}", "x": 0.1 * n, "firm": f"F{n % 3}", "homes": n, "months": 9, "gone": ""}
        for n in range(1, 40)
    ]
    loaded = graded(TREE + COMPANY + WORST, {"a": [1, "F", 1, 1, ""]}, COLUMNS).run.loaded
    one, other = (
        grade_companies(grade(run(loaded, Table.of(order, unit="unit"))))
        for order in (rows, rows[::-1])
    )
    assert repr(one) == repr(other)
