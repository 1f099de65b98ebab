"""Others' published results from their inputs, by rulebook alone.

The data lies beside the checkout and is not part of it (tests/real_input.py).
"""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from mashangban.core.grading import Graded, Table, grade, load, packaged_rulebook, run
from mashangban.core.grading.plan import Floats
from tests.real_input import DATA

CASES = DATA / "eval_cases"
pytestmark = pytest.mark.skipif(
    not CASES.exists(),
    reason=f"published indices are not here: no {CASES.parent.name}/{CASES.name} beside the "
    "checkout (MASHANGBAN_SHARED_DATA names another place)",
)
CLOSE = 1e-9


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def graded(name: str, path: Path) -> Graded:
    loaded = load(packaged_rulebook(name), origin=f"{name}.yaml")
    table = Table.from_csv(path.read_text(encoding="utf-8"), unit=loaded.rulebook.data.unit)
    return grade(run(loaded, table))


@pytest.fixture(scope="module")
def asem() -> Graded:
    return graded("asem", CASES / "coinr_asem" / "input_iData.csv")


@pytest.fixture(scope="module")
def latest() -> Graded:
    return graded("undp_hdi", CASES / "undp_hdi" / "HDR21-22_latest_2021.csv")


class TestAsem:
    """Every step of COINr's example index, to 1e-9 relative."""

    def expected(self, step: str, columns: Sequence[str], units: Sequence[str]) -> Floats:
        rows = {row["uCode"]: row for row in read(CASES / "coinr_asem" / f"expected_{step}.csv")}
        gaps = {"", "NA"}
        return np.array(
            [
                [np.nan if rows[unit][own] in gaps else float(rows[unit][own]) for own in columns]
                for unit in units
            ]
        )

    @pytest.mark.parametrize(
        ("step", "ours"),
        [
            ("Denominated", "denominated"),
            ("Imputed", "filled"),
            ("Treated", "treated"),
            ("Normalised", "scores"),
        ],
    )
    def test_each_step_of_the_indicators(self, asem: Graded, step: str, ours: str) -> None:
        plan, units = asem.run.plan, asem.run.table.units
        columns = [leaf.id for leaf in plan.leaves]
        assert len(columns) == 49
        np.testing.assert_allclose(
            getattr(asem.run.leaves, ours), self.expected(step, columns, units), rtol=CLOSE
        )

    def test_every_aggregate(self, asem: Graded) -> None:
        plan, units = asem.run.plan, asem.run.table.units
        np.testing.assert_allclose(
            asem.run.scores.values, self.expected("Aggregated", plan.ids, units), rtol=CLOSE
        )

    def test_ranks(self, asem: Graded) -> None:
        rows = read(CASES / "coinr_asem" / "expected_ranks_full.csv")
        expected = {row["uCode"]: float(row["Index"]) for row in rows}
        assert dict(zip(asem.run.table.units, asem.rank, strict=True)) == expected


class TestHumanDevelopment:
    def test_no_country_differs_in_three_decimals(self, latest: Graded) -> None:
        published = [float(text) for text in latest.run.table.texts("hdi_published")]
        assert list(latest.published) == published
        assert len(published) == 191

    def test_ranks_are_those_published(self, latest: Graded) -> None:
        assert list(latest.rank) == [float(r) for r in latest.run.table.texts("rank_published")]

    def test_bands_are_those_published(self, latest: Graded) -> None:
        published = latest.run.table.texts("hdicode")
        ours = [latest.grade_id(row) for row in range(len(latest.grade))]
        assert ours == [text.lower().replace(" ", "_") for text in published]

    def test_all_years_at_full_precision(self) -> None:
        loaded = load(packaged_rulebook("undp_hdi"), origin="undp_hdi.yaml")
        rows = [
            row | {"iso3": f"{row['iso3']}-{row['year']}"}
            for row in read(CASES / "undp_hdi" / "HDR21-22_hdi_long.csv")
        ]
        result = grade(run(loaded, Table.of(rows, unit="iso3")))
        texts = result.run.table.texts("hdi_full_precision")
        expected = np.array([float(text or "nan") for text in texts])
        there = ~np.isnan(expected)
        assert there.sum() > 5000
        np.testing.assert_allclose(result.exact[there], expected[there], rtol=CLOSE)
        # Below the least goalpost nothing is published; ours says 0.
        more = np.flatnonzero(~there & ~np.isnan(result.exact))
        assert [result.run.table.units[row] for row in more] == ["RWA-1994"]


def of_matrix(name: str, size: str) -> tuple[Graded, list[Mapping[str, str]]]:
    """Grade a matrix with the shipped rulebook, its parts replaced by those of the matrix."""
    with (CASES / "mcdm" / f"{size}_matrix.csv").open(encoding="utf-8") as file:
        columns, senses, weights, *rows = csv.reader(file)
    text = packaged_rulebook(name)
    start, end = text.index("  parts:"), text.index("outcome:")
    parts = "".join(
        f"    - {{id: {own}{', direction: lower' if sense == '-1' else ''}}}\n"
        for own, sense in zip(columns, senses, strict=True)
    )
    loaded = load(f"{text[:start]}  parts:\n{parts}{text[end:]}", origin=name)
    table = Table.of(
        [
            {"unit": f"{number:03}", **dict(zip(columns, row, strict=True))}
            for number, row in enumerate(rows)
        ],
        unit="unit",
    )
    given = {own: float(weight) for own, weight in zip(columns, weights, strict=True)}
    expected: list[Mapping[str, str]] = list(read(CASES / "mcdm" / f"{size}_expected.csv"))
    return grade(run(loaded, table, given)), expected


@pytest.mark.parametrize("size", ["small", "medium"])
@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("mcdm_wsm_scikit_criteria", "skc_wsm"),
        ("mcdm_topsis_scikit_criteria", "skc_topsis"),
        ("mcdm_wsm_pymcdm", "pymcdm_wsm"),
        ("mcdm_topsis_pymcdm", "pymcdm_topsis"),
    ],
)
def test_weighted_sum_and_topsis_with_the_habits_of_two_libraries(
    size: str, name: str, column: str
) -> None:
    result, expected = of_matrix(name, size)
    scores = [float(row[column]) for row in expected]
    np.testing.assert_allclose(result.exact, scores, rtol=CLOSE)
    if f"{column}_rank" in expected[0]:
        assert list(result.rank) == [float(row[f"{column}_rank"]) for row in expected]
