"""Treatments against results computed by hand or by another way of computing."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from mashangban.core.datafiles import DataError
from mashangban.core.grading.rulebook.treatments import Treatment
from mashangban.core.grading.treating import kurtosis, skewness, treat
from tests.gradings import computed

READ: TypeAdapter[Treatment] = TypeAdapter(Treatment)
OUTLIERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100]


def treated(values: list[float], **rule: object) -> list[float]:
    return [float(v) for v in treat(np.array(values, float), READ.validate_json(json.dumps(rule)))]


def test_moments_are_those_of_a_spreadsheet() -> None:
    """SKEW and KURT of a spreadsheet for 3, 4, 5, 2, 3, 4, 5, 6, 4, 7."""
    x = np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7])
    assert skewness(x) == pytest.approx(0.359543071, abs=1e-9)
    assert kurtosis(x) == pytest.approx(-0.151799637, abs=1e-9)


def test_outermost_values_move_onto_their_neighbours_until_well_shaped() -> None:
    """One move makes 30, 30 of 30, 100; that is well shaped."""
    assert treated(OUTLIERS, kind="winsorise_points") == [*OUTLIERS[:10], 30, 30]
    assert treated(OUTLIERS, kind="winsorise_points", always=True, points=3)[-3:] == [10, 10, 10]
    low = [-v for v in OUTLIERS]
    assert treated(low, kind="winsorise_points") == [-v for v in [*OUTLIERS[:10], 30, 30]]


def test_what_is_well_shaped_is_left_alone() -> None:
    for kind in ("winsorise_points", "until_well_shaped"):
        more = {"attempts": ({"kind": "log"},)} if kind == "until_well_shaped" else {}
        assert treated([1, 2, 3, 4, 5], kind=kind, **more) == [1, 2, 3, 4, 5]


def test_attempts_begin_from_the_original_or_from_the_one_before() -> None:
    attempts = (
        {"kind": "affine", "times": 2.0},  # changes no shape
        {"kind": "affine", "plus": 1.0},
    )
    assert treated(OUTLIERS, kind="until_well_shaped", attempts=attempts)[0] == 2
    chain = treated(OUTLIERS, kind="until_well_shaped", attempts=attempts, begin_from="previous")
    assert chain[0] == 3


def test_a_logarithm_is_not_its_argument() -> None:
    """The anchor computes one and returns the column as it was."""
    assert treated([1, 10, 100], kind="log", base=10.0) == pytest.approx([0, 1, 2])
    assert treated([0, 1], kind="log", form="one_plus") == pytest.approx([0, np.log(2)])
    shifted = treated([5, 15], kind="log", form="from_minimum", share=0.01)
    assert shifted == pytest.approx([np.log(0.1), np.log(10.1)])


def test_quantiles_are_interpolated() -> None:
    x = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    found = treated(x, kind="winsorise_quantiles", low=0.15, high=0.9)
    assert found == pytest.approx([1.5, 1.5, 2, 3, 4, 5, 6, 7, 8, 9, 9])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": "affine", "times": 2.0, "plus": 1.0}, [3, 9]),
        ({"kind": "clip", "high": 3.0}, [1, 3]),
        ({"kind": "reciprocal"}, [1, 0.25]),
        ({"kind": "power", "exponent": 0.5}, [1, 2]),
        ({"kind": "box_cox", "exponent": 0.5}, [0, 2]),
        ({"kind": "box_cox", "exponent": 0.0}, [0, np.log(4)]),
    ],
)
def test_values_one_by_one(rule: dict[str, object], expected: list[float]) -> None:
    assert treated([1, 4], **rule) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("{kind: log}", 0),
        ("{kind: log}", -1),
        ("{kind: log, form: from_minimum}", 5),
        ("{kind: reciprocal}", 0),
        ("{kind: power, exponent: 0.5}", -1),
        ("{kind: power, exponent: -1}", 0),
        ("{kind: box_cox, exponent: 1}", 0),
    ],
)
def test_what_is_not_defined_is_refused_and_never_nan(rule: str, value: float) -> None:
    body = f"tree: {{id: x, treatment: [{rule}], score: {{kind: as_is}}}}\n"
    with pytest.raises(DataError, match='Indicator "x", treatment'):
        computed(body, {"a": [value], "b": [5]}, "x")


@given(st.lists(st.integers(-1000, 1000), min_size=4, max_size=30))
def test_winsorising_moves_inwards_and_keeps_the_order(values: list[int]) -> None:
    x = [float(v) for v in values]
    found = treated(x, kind="winsorise_points")
    assert min(x) <= min(found) <= max(found) <= max(x)
    assert all(
        (a <= b) <= (c <= d)
        for a, c in zip(x, found, strict=True)
        for b, d in zip(x, found, strict=True)
    )
