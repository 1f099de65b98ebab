"""How names are read: pinyin to sort by, initials to find by.

Both are stored columns, because the embedded database has no ICU and therefore no order by pinyin.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    syllables = pypinyin.lazy_pinyin(narrow, errors=_words)
    initials = pypinyin.lazy_pinyin(narrow, style=pypinyin.Style.FIRST_LETTER, errors=_words)
    return Reading(" ".join(syllables), "".join(initials))


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
