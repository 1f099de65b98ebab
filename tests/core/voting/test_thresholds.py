"""At least and more than, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.datafiles import DataError
from mashangban.core.voting import Threshold

TWO_THIRDS = Threshold.parse("at least 2/3")
HALF = Threshold.parse("more than 1/2")
THREE_QUARTERS = Threshold.parse("at least 3/4")

thresholds = st.builds(
    lambda fraction, strict: Threshold(fraction, strict=strict and fraction < 1),
    st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50),
    st.booleans(),
)
wholes = st.integers(min_value=0, max_value=200)


@pytest.mark.parametrize(
    ("threshold", "part", "whole", "met"),
    [
        (TWO_THIRDS, 2, 3, True),  # 以上 includes the number
        (TWO_THIRDS, 666_666, 1_000_000, False),
        (TWO_THIRDS, 666_667, 1_000_000, True),
        (HALF, 1, 2, False),  # 过半数 does not
        (HALF, 500_001, 1_000_000, True),
        (THREE_QUARTERS, 3, 4, True),
        (THREE_QUARTERS, 749_999, 1_000_000, False),
        (HALF, 0, 0, False),
        (TWO_THIRDS, 0, 0, False),
    ],
)
def test_what_is_enough(threshold: Threshold, part: int, whole: int, met: bool) -> None:
    assert threshold.met_by(part, whole) is met


def test_a_threshold_is_written_as_it_is_read() -> None:
    for text in ("at least 2/3", "more than 1/2", "at least 3/4"):
        assert str(Threshold.parse(text)) == text
    assert str(Threshold.parse("at least 4/6")) == "at least 2/3"


@pytest.mark.parametrize(
    "text",
    ["2/3", "at least 0.75", "over 1/2", "at least 2 / 3", "at least 0/3", "at least 1/0", ""],
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(DataError, match='is not a threshold such as "at least 2/3"'):
        Threshold.parse(text)


@pytest.mark.parametrize("text", ["more than 1/1", "at least 4/3", "more than 3/2"])
def test_what_nothing_could_reach_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="is not a threshold that can be met and missed"):
        Threshold.parse(text)


@given(thresholds, wholes)
def test_the_least_is_enough_and_one_less_is_not(threshold: Threshold, whole: int) -> None:
    enough = [part for part in range(whole + 1) if threshold.met_by(part, whole)]
    assert threshold.least(whole) == (enough[0] if enough else 1)


@given(thresholds, wholes, st.data())
def test_the_further_number_is_the_first_that_is_enough(
    threshold: Threshold, whole: int, data: st.DataObject
) -> None:
    part = data.draw(st.integers(min_value=0, max_value=whole))
    further = threshold.further(part, whole)
    if further is None:
        assert threshold.fraction == 1
        assert part < whole
        return
    assert threshold.met_by(part + further, whole + further)
    assert further == 0 or not threshold.met_by(part + further - 1, whole + further - 1)
