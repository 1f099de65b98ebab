"""Finding by any part of a name, alias or address, in Han, pinyin or initials, with an index.

A trigram index cannot serve two Han characters (`%电梯%`), and most people type two. So each
searchable row stores its folded lines and all characters and pairs of neighbours in them: the pairs
of what is searched lie in an index, the lines then tell whether they stand together.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mashangban.registry.readings import reading_of

LONGEST_QUERY: Final = 40  # characters; the rest of what is typed is left out


@dataclass(frozen=True, slots=True)
class SearchColumns:
    """What a row stores: its lines, and the characters and pairs in them, sorted."""

    text: str
    grams: list[str]


def search_columns(named: Iterable[str], written: Iterable[str] = ()) -> SearchColumns:
    """Return the columns of a row: of `named` the readings are found too, of `written` not."""
    lines: dict[str, None] = {}
    for name in named:
        reading = reading_of(name)
        lines |= dict.fromkeys((fold(name), fold(reading.pinyin), fold(reading.initials)))
    lines |= dict.fromkeys(fold(line) for line in written)
    lines.pop("", None)
    return SearchColumns(
        "\n".join(lines), sorted({gram for line in lines for gram in _grams(line)})
    )


def search_words(typed: str) -> list[str]:
    """Return the folded words of what was typed; a row must hold each of them."""
    folded = (fold(word) for word in typed[:LONGEST_QUERY].split())
    return [word for word in folded if word]


def grams_of(word: str) -> list[str]:
    """Return what of a word the index knows: its pairs, or itself if it is one character."""
    return sorted({word[at : at + 2] for at in range(len(word) - 1)}) or [word]


def fold(text: str) -> str:
    """Return `text` in narrow small letters, without blanks and punctuation."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.category(character)[0] in "LN"
    )


def _grams(line: str) -> set[str]:
    return {*line, *(line[at : at + 2] for at in range(len(line) - 1))}
