"""Pairs of characters, edits and sounds, against their definitions."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text.likeness import (
    bigrams,
    dice,
    differing_place,
    edit_distance,
    is_subsequence,
)
from mashangban.core.text.sounds import blurred, sound_alike, sounds, units, without_look_alikes

words = st.text("听松云锦A", max_size=6)


@cache
def edits(one: str, other: str) -> int:
    """The definition, without a table."""
    if not one or not other:
        return len(one) + len(other)
    kept = edits(one[1:], other[1:]) + (one[0] != other[0])
    return min(kept, edits(one[1:], other) + 1, edits(one, other[1:]) + 1)


@given(words, words)
def test_the_edit_distance_is_as_defined(one: str, other: str) -> None:
    assert edit_distance(one, other) == edit_distance(other, one) == edits(one, other)


@given(words, words)
def test_dice_lies_between_nothing_and_all(one: str, other: str) -> None:
    likeness = dice(bigrams(one), bigrams(other))
    assert 0 <= likeness <= 1
    assert likeness == dice(bigrams(other), bigrams(one))
    assert dice(bigrams(one), bigrams(one)) == (1 if one else 0)


def test_dice_counts_common_pairs_twice() -> None:
    assert dice(bigrams("听松花园"), bigrams("听松花苑")) == pytest.approx(2 * 2 / 6)


@given(words, words)
def test_one_differing_place_is_one_edit(one: str, other: str) -> None:
    place = differing_place(one, other)
    if place is not None:
        assert edit_distance(one, other) == 1
        assert one[:place] + one[place + 1 :] == other[:place] + other[place + 1 :]


@pytest.mark.parametrize(
    ("shorter", "longer", "expected"),
    [
        ("物管", "物业管理", True),
        ("管物", "物业管理", False),
        ("", "物业", True),
        ("物业", "", False),
    ],
)
def test_something_left_out(shorter: str, longer: str, expected: bool) -> None:
    assert is_subsequence(shorter, longer) is expected


def test_a_latin_word_and_a_number_are_one_unit() -> None:
    assert units("听松UPTOWN88") == ("听", "松", "UPTOWN", "88")


@pytest.mark.parametrize(
    ("one", "other", "alike", "alike_blurred"),
    [
        ("听松花园", "听松花苑", True, True),
        ("听松", "听淞", True, True),
        ("听松", "停松", True, True),  # tones aside
        ("金松", "晶松", False, True),
        ("诗松", "思松", False, True),
        ("听松", "听云", False, False),
        ("听松", "听松听", False, False),
    ],
)
def test_sounds(one: str, other: str, alike: bool, alike_blurred: bool) -> None:
    assert sound_alike(one, other) is alike
    assert (blurred(one) == blurred(other)) is alike_blurred


@given(words, words)
def test_a_character_sounds_the_same_in_any_company(one: str, other: str) -> None:
    # The seam is Han, so that no Latin word grows over it.
    assert sounds(f"{one}听{other}") == (*sounds(one), "ting", *sounds(other))


def test_look_alikes_are_one() -> None:
    assert without_look_alikes("绵绣") == without_look_alikes("锦绣") != without_look_alikes("云绣")
