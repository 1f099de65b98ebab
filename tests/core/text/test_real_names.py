"""A real district's list compared with itself: its rows are different compounds, nearly all."""

import csv

import pytest

from mashangban.core.coordinates import Point, distance_m
from mashangban.core.text import Comparison, Kind, Record, Verdict, candidates, compare_compounds
from tests.real_input import FILES, needs_real_input

pytestmark = needs_real_input


@pytest.fixture(scope="module")
def comparisons() -> list[Comparison]:
    with FILES["compounds"].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    records = [Record(row["name"], address=row["address"]) for row in rows]
    points = [Point(float(row["lng_wgs84"]), float(row["lat_wgs84"])) for row in rows]
    return [
        compare_compounds(
            records[one], records[other], distance_m=distance_m(points[one], points[other])
        )
        for one, other in candidates(records, kind=Kind.COMPOUND)
    ]


def test_few_rows_are_joined_and_few_are_asked(comparisons: list[Comparison]) -> None:
    count = {
        verdict: sum(comparison.verdict is verdict for comparison in comparisons)
        for verdict in Verdict
    }
    print({verdict.value: number for verdict, number in count.items()})
    # 1,002 rows, of which the list itself has some twice.
    assert 0 < count[Verdict.SAME] <= 10
    assert count[Verdict.DOUBTFUL] <= 100
