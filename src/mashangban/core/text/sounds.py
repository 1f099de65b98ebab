"""How characters sound and look, for the slips of those who type, write or scan them."""

import re
from functools import lru_cache

import pypinyin

from mashangban.core.text.words import packaged_words

# More characters than names use; a bound, because what is asked for comes from outside.
REMEMBERED = 20_000


def units(text: str) -> tuple[str, ...]:
    """Return the characters of `text`, each Latin word and each number as one."""
    return tuple(_UNIT.findall(text))


def sounds(text: str) -> tuple[str, ...]:
    """Return the syllable of each unit without its tone; one of no script as it is.

    Each character by itself, by its commonest reading: the same character always sounds the same,
    whatever stands beside it.
    """
    return tuple(_sound(unit) for unit in units(text))


def blurred(text: str) -> tuple[str, ...]:
    """Return the syllables of `text` as many in Shanghai tell them apart: zh is z, ing is in."""
    return tuple(_blurred(syllable) for syllable in sounds(text))


def sound_alike(one: str, other: str) -> bool:
    """Say whether the texts sound the same unit by unit, tones aside."""
    return sounds(one) == sounds(other)


def without_look_alikes(text: str) -> str:
    """Return `text` with one character for all that are mistaken for it by hand or scanner."""
    return text.translate(packaged_words().look_alikes)


_UNIT = re.compile(r"[A-Z]+|\d+|.")
_BLURS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=REMEMBERED)
def _blurred(syllable: str) -> str:
    for clear, blurred_form in _BLURS:
        syllable = syllable.replace(clear, blurred_form)
    return syllable


@lru_cache(maxsize=REMEMBERED)
def _sound(unit: str) -> str:
    return str(pypinyin.lazy_pinyin(unit)[0])
