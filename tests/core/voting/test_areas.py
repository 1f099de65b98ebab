"""Areas are added to the square centimetre, however many there are."""

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.voting import area_text
from mashangban.core.voting.areas import is_area, to_cm2, to_m2, total


@pytest.mark.parametrize(
    ("area", "answer"),
    [
        ("89.50", True),
        ("0.0001", True),
        ("89.50000", True),  # five decimals, but nothing in the fifth
        ("1E+3", True),
        ("89.50001", False),
        ("0", False),
        ("-0.0001", False),
        ("NaN", False),
        ("Infinity", False),
    ],
)
def test_what_is_an_area(area: str, answer: bool) -> None:
    assert is_area(Decimal(area)) is answer


@given(st.lists(st.integers(min_value=1, max_value=10**9), max_size=30))
def test_a_sum_does_not_depend_on_the_precision_of_the_context(cm2: list[int]) -> None:
    with localcontext(prec=3):
        whole = total([to_m2(number) for number in cm2])
    assert to_cm2(whole) == sum(cm2)


@pytest.mark.parametrize(
    ("area", "text"),
    [
        ("89.5", "89.50"),
        ("89", "89.00"),
        ("1E+3", "1000.00"),
        ("89.5000", "89.50"),
        ("89.1234", "89.1234"),
        ("0.001", "0.001"),
        ("0", "0.00"),
    ],
)
def test_an_area_is_written_in_one_way(area: str, text: str) -> None:
    assert area_text(Decimal(area)) == text
