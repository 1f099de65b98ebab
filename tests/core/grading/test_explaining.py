"""The trace: every point from somewhere, the sum exact, and failure where it does not follow."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.grading import (
    Explanation,
    Graded,
    Table,
    TraceBroken,
    explain,
    grade,
    load,
    packaged_rulebook,
    read_events,
    run,
)
from tests.gradings import graded, group

DATA = Path(__file__).parents[2] / "data" / "grading"
BANDS = """\
outcome:
  rounding: {decimals: 1}
  grades: [{id: A, name: 优}, {id: B}, {id: C}]
  cuts: {kind: bands, at_least: [90, 60]}
"""
REWEIGHT = "missing: {not_collected: {kind: reweight}}"


@pytest.fixture(scope="module")
def district() -> Graded:
    loaded = load(packaged_rulebook("demo_district"), origin="demo", on=date(2026, 6, 30))
    data = Table.from_csv((DATA / "district.csv").read_text(encoding="utf-8"), unit="compound")
    events = read_events((DATA / "events.csv").read_text(encoding="utf-8"))
    return grade(run(loaded, data), events)


def points(found: Explanation) -> dict[str, Decimal]:
    return {own.id: own.points for own in found.contributions}


def test_one_number_from_its_cell_to_its_grade(district: Graded) -> None:
    found = explain(district, "D03")
    on_time = next(own for own in found.leaves if own.id == "on_time")
    assert (on_time.cell, on_time.evidence, on_time.state) == ("50", "R66-R69", "below_minimum")
    assert (on_time.policy, on_time.value, on_time.filled) == ("fill", None, 99)
    assert on_time.score == 97.5
    assert on_time.compared_with == {"low": 60, "high": 100}
    assert on_time.clause.status == "illustrative"
    satisfaction = next(own for own in found.groups if own.id == "satisfaction")
    assert satisfaction.clause.document == "上海市对代表建议的答复（2022年）"


def test_contributions_follow_the_weights_of_all_levels(district: Graded) -> None:
    """Site findings of D03: 100 - 20 - 18 - 6 - 16 = 40 points, of which 40 % are 16."""
    found = points(explain(district, "D03"))
    assert found["site_findings"] == Decimal("16.0")
    assert found["survey"] == Decimal("12.4")
    assert sum(found.values()) == Decimal("56.6")


def test_weights_used_are_shown_and_what_was_left_out(district: Graded) -> None:
    found = explain(district, "D02")
    assessment = next(own for own in found.groups if own.id == "subdistrict_assessment")
    used = {part.id: part.weight_used for part in assessment.parts}
    assert used == {
        "credit": 25 / 90,
        "repairs": 45 / 90,
        "capability": 20 / 90,
        "responsibility": 0,
    }
    assert any("responsibility is not_rated: left out" in flag for flag in assessment.flags)


def test_corrections_stand_with_their_clause_and_reason(district: Graded) -> None:
    found = explain(district, "D02")
    (veto,) = found.changes
    assert (veto.before, veto.after, found.grade_by_score) == ("adequate", "failing", "adequate")
    assert veto.clause.clause == "一票否决"
    assert "示例安罚〔2026〕1号" in veto.why


def test_what_is_missing_to_the_next_grade(district: Graded) -> None:
    found = explain(district, "D03").next_grade
    assert found is not None
    assert (found.grade, found.missing) == ("adequate", Decimal("3.4"))
    lever = next(own for own in found.levers if own.id == "site_findings")
    assert lever.needed == pytest.approx(40 + (60 - 56.575) / 0.4)


def test_a_lever_pulled_as_far_as_it_says_reaches_the_grade() -> None:
    body = group("{kind: arithmetic}", "x, weight: 3", "y, weight: 1") + BANDS
    body = body.replace("kind: as_is", "kind: as_is, between: [0, 100]")
    first = graded(body, {"a": [50, 70]}, "x y")
    found = explain(first, "a").next_grade
    assert found is not None
    for own in found.levers:
        cells = [own.needed if own.id == name else old for name, old in (("x", 50), ("y", 70))]
        assert graded(body, {"a": list(cells)}, "x y").grade_id(0) == found.grade


def test_what_cannot_do_it_alone_is_no_lever() -> None:
    body = group("{kind: arithmetic}", "x, weight: 99", "y, weight: 1") + BANDS
    body = body.replace("kind: as_is", "kind: as_is, between: [0, 100]")
    found = explain(graded(body, {"a": [50, 70]}, "x y"), "a").next_grade
    assert found is not None
    assert [own.id for own in found.levers] == ["x"]


def test_the_best_grade_has_no_next_and_no_score_no_contributions() -> None:
    body = group("{kind: arithmetic}", "x, missing: {not_collected: {kind: void}}") + BANDS
    result = graded(body, {"a": [95], "b": ["not_collected"]}, "x")
    assert explain(result, "a").next_grade is None
    unrated = explain(result, "b")
    assert (unrated.published, unrated.contributions, unrated.next_grade) == (None, (), None)


@pytest.mark.parametrize("what", ["published", "grade", "rank", "scores"])
def test_a_result_that_does_not_follow_is_not_explained(district: Graded, what: str) -> None:
    if what == "scores":
        values = district.run.scores.values.copy()
        values[2, 3] += 1
        forged = replace(
            district, run=replace(district.run, scores=replace(district.run.scores, values=values))
        )
    else:
        column = getattr(district, what).copy()
        column[2] += 1
        forged = replace(district, **{what: column})
    with pytest.raises(TraceBroken, match='Unit "D03"'):
        explain(forged, "D03")


cells = st.one_of(st.floats(0, 100), st.just("not_collected"))


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5),
    st.integers(0, 3),
    st.tuples(*[st.floats(0.1, 50)] * 3),
)
def test_contributions_add_up_exactly(
    rows: list[tuple[object, object, object]], decimals: int, weights: tuple[float, float, float]
) -> None:
    parts = [f"{name}, weight: {w!r}, {REWEIGHT}" for name, w in zip("xyz", weights, strict=True)]
    body = (
        group("{kind: arithmetic}", *parts) + f"outcome: {{rounding: {{decimals: {decimals}}}}}\n"
    )
    result = graded(body, {f"u{n}": row for n, row in enumerate(rows)}, "x y z")
    for row, unit in enumerate(result.run.table.units):
        found = explain(result, unit)
        if np.isnan(result.published[row]):
            assert found.contributions == ()
        else:
            total = sum((own.points for own in found.contributions), Decimal(0))
            assert total == Decimal(repr(float(result.published[row])))


def test_contributions_to_a_geometric_mean_are_logarithms() -> None:
    body = group("{kind: geometric}", "x, weight: 3", "y, weight: 1")
    found = explain(graded(body, {"a": [10, 1000]}, "x y"), "a")
    (mean,) = found.groups
    assert sum(part.contribution or 0 for part in mean.parts) == pytest.approx(
        np.log(found.exact or 0)
    )
    assert [own.id for own in found.contributions] == ["all"]
