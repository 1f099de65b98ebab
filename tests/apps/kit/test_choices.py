"""Words from outside, read as members of an enumeration."""

from enum import StrEnum

import pytest

from mashangban.kit.choices import member


class Size(StrEnum):
    SMALL = "small"
    LARGE = "very large"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("small", Size.SMALL),
        ("very large", Size.LARGE),
        ("SMALL", None),  # names are ours, values are what stands in addresses
        ("Small", None),
        (" small", None),
        ("", None),
        (None, None),
        ("__class__", None),
    ],
)
def test_a_word_is_a_member_or_nothing(text: str | None, found: Size | None) -> None:
    assert member(Size, text) is found
