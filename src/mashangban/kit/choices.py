"""Words from outside, read as members of an enumeration."""

from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


def member(kind: type[E], text: str | None) -> E | None:
    """Return the member whose value is `text`, None when there is none."""
    return next((choice for choice in kind if choice.value == text), None)
