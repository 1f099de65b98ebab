"""The how-to page does what it says."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from mashangban.core.grading import (
    Graded,
    RulebookError,
    Table,
    explain,
    grade,
    grade_companies,
    load,
    run,
)

PAGE = Path(__file__).parents[3] / "docs" / "howto" / "grading.md"
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
RULES = next(text for kind, text in BLOCKS if kind == "yaml")
DATA = next(text for kind, text in BLOCKS if kind == "text")
ERRORS = [text for kind, text in BLOCKS if kind == "text"][1]


@pytest.fixture(scope="module")
def graded() -> Graded:
    loaded = load(RULES, origin="rules.yaml")
    return grade(run(loaded, Table.from_csv(DATA, unit="compound")))


def test_the_python_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "data.csv").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(next(text for kind, text in BLOCKS if kind == "python"), names)
    trace = names["trace"]
    assert getattr(trace, "unit", None) == "D02"


def test_the_numbers_of_the_page_are_those_that_come_out(graded: Graded) -> None:
    second = explain(graded, "D02")
    assert {own.id: own.points for own in second.contributions} == {
        "on_time": Decimal("48.0"),
        "survey": Decimal("34.0"),
    }
    assert (second.published, second.grade_by_score, second.grade) == (82, "adequate", "failing")
    assert second.next_grade is not None
    assert second.next_grade.missing == Decimal("8.0")
    (lever,) = [own for own in second.next_grade.levers if own.id == "on_time"]
    assert round(lever.needed, 2) == 93.33
    third = explain(graded, "D03").leaves[0]
    assert (third.filled, third.score) == (74, 40)
    assert explain(graded, "D05").leaves[0].score == 0
    assert explain(graded, "D06").grade is None
    assert explain(graded, "D01").grade == "excellent"


def test_the_errors_of_the_page_are_those_that_are_told() -> None:
    wrong = RULES.replace("kind: goalposts", "kind: goalpost").replace("not_coll", "not_col")
    with pytest.raises(RulebookError) as caught:
        load(wrong, origin="rules.yaml")
    told = str(caught.value)
    for sentence in ERRORS.replace("write\n", "write ").splitlines():
        assert sentence.removesuffix("; …") in told


def test_a_rulebook_without_companies_has_none(graded: Graded) -> None:
    with pytest.raises(ValueError, match="no section company"):
        grade_companies(graded)
