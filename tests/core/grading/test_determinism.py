"""The same bytes for the same inputs, in whatever order they come."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.grading import Table, grade, load, packaged_rulebook, read_events, run
from mashangban.core.grading.results import result_files
from tests.gradings import rulebook

DATA = Path(__file__).parents[2] / "data" / "grading"
RELATIVE = """\
tree:
  id: all
  aggregate: {kind: arithmetic}
  parts:
    - {id: x, score: {kind: z_score, constant_is_centre: true}}
    - {id: y, score: {kind: min_max, constant: middle, within: size}}
    - id: inner
      aggregate: {kind: topsis}
      unrated: {kind: score, score: 0}
      parts:
        - {id: v, score: {kind: percentile}}
        - {id: w, weight: 0.3, score: {kind: rank}}
outcome:
  grades: [{id: A}, {id: B}]
  cuts: {kind: shares, shares: [0.3]}
"""


def written(loaded, rows, unit, events=()):  # type: ignore[no-untyped-def]
    result = grade(run(loaded, Table.of(rows, unit=unit)), events)
    return dict(result_files(result, engine="test"))


@pytest.mark.parametrize("seed", range(3))
def test_all_files_are_the_same_whatever_the_order_of_rows(seed: int) -> None:
    loaded = load(packaged_rulebook("demo_district"), origin="demo")
    text = (DATA / "district.csv").read_text(encoding="utf-8")
    table = Table.from_csv(text, unit="compound")
    rows = [
        {name: column[row] for name, column in table.columns.items()}
        for row in range(len(table.units))
    ]
    events = list(read_events((DATA / "events.csv").read_text(encoding="utf-8")))
    first = written(loaded, rows, "compound", events)
    Random(seed).shuffle(rows)
    Random(seed + 1).shuffle(events)
    assert written(loaded, rows, "compound", events) == first
    assert len(first) == 11


numbers = st.floats(-1e6, 1e6).map(lambda value: round(value, 3))


@given(
    st.lists(st.tuples(numbers, numbers, numbers, numbers), min_size=3, max_size=15, unique=True),
    st.randoms(use_true_random=False),
)
def test_relative_scores_do_not_depend_on_the_order_of_rows(
    cells: list[tuple[float, float, float, float]], random: Random
) -> None:
    if len({own[2] for own in cells}) == len({own[3] for own in cells}) == 1:
        return  # no ideal where all are equal, which is refused
    loaded = rulebook(RELATIVE)
    rows = [
        dict(zip(("x", "y", "v", "w"), own, strict=True)) | {"unit": f"u{n:02}", "size": n % 2}
        for n, own in enumerate(cells)
    ]
    first = written(loaded, rows, "unit")
    random.shuffle(rows)
    assert written(loaded, rows, "unit") == first
