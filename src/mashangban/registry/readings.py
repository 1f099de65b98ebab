"""How names are read: pinyin to sort by, initials to find by.

Both are stored columns, because the embedded database has no ICU and therefore no order by pinyin.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import pypinyin
import yaml


@dataclass(frozen=True, slots=True)
class Reading:
    """`pinyin`: syllables without tones, a blank between them. `initials`: their first letters.

    Figures and Latin letters stand in both as they are, in small letters; punctuation in neither.
    """

    pinyin: str
    initials: str


def reading_of(name: str) -> Reading:
    """Return how `name` is read; our list of place names goes before the general dictionary."""
    _teach_place_names()
    narrow = unicodedata.normalize("NFKC", name)
    syllables = _read(narrow, pypinyin.Style.NORMAL)
    initials = _read(narrow, pypinyin.Style.FIRST_LETTER)
    return Reading(" ".join(syllables), "".join(initials))


def _read(text: str, style: pypinyin.Style) -> list[str]:
    # pypinyin's hints know only one of the three things that `errors` may return.
    keep = cast("Callable[[str], str]", _words)
    return pypinyin.lazy_pinyin(text, style=style, errors=keep)


def _words(other_than_han: str) -> list[str]:
    return re.findall(r"[0-9a-z]+", other_than_han.lower())


@cache
def _teach_place_names() -> None:
    source = files("mashangban.registry") / "data" / "readings.yaml"
    known = yaml.safe_load(source.read_text("utf-8"))
    pypinyin.load_single_dict({ord(han): read for han, read in known["characters"].items()})
    pypinyin.load_phrases_dict(
        {name: [[syllable] for syllable in read.split()] for name, read in known["phrases"].items()}
    )
