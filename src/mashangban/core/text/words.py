"""The vocabulary of `data/words.yaml`, read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Words:
    """What names are made of. Tuples have their longest words first, for matching at an end."""

    variants: Mapping[int, str]
    city: str
    districts: tuple[str, ...]
    merged: Mapping[str, str]
    places: tuple[str, ...]
    kinds: tuple[str, ...]
    confused_kinds: tuple[tuple[str, ...], ...]
    building_kinds: tuple[str, ...]
    generic: tuple[str, ...]
    building_types: tuple[str, ...]
    prefixes: tuple[str, ...]
    look_alikes: Mapping[int, str]  # each to the one that stands for its group
    opposites: tuple[str, ...]
    industries: Mapping[str, str]  # word: trade
    legal_forms: Mapping[str, str]  # as written: as compared
    branches: tuple[str, ...]


@cache
def packaged_words() -> Words:
    """Return the vocabulary that comes with the package."""
    source = files("mashangban.core.text") / "data" / "words.yaml"
    read = yaml.safe_load(source.read_text("utf-8"))
    return Words(
        variants={ord(pair[0]): pair[1] for pair in read["variants"].split()},
        city=read["city"],
        districts=_longest_first(read["districts"].split()),
        merged=_halves(read["merged"].split()),
        places=_longest_first(read["places"].split()),
        kinds=_longest_first(read["kinds"].split()),
        confused_kinds=tuple(tuple(line.split()) for line in read["confused_kinds"]),
        building_kinds=_longest_first(read["building_kinds"].split()),
        generic=_longest_first(read["generic"].split()),
        building_types=_longest_first(read["building_types"].split()),
        prefixes=_longest_first(read["prefixes"].split()),
        look_alikes={
            ord(other): group[0] for group in read["look_alikes"].split() for other in group[1:]
        },
        opposites=tuple(read["opposites"]),
        industries=_turned(read["industries"]),
        legal_forms=_turned(read["legal_forms"]),
        branches=_longest_first(read["branches"].split()),
    )


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


def _turned(groups: Mapping[str, str]) -> dict[str, str]:
    """Return each word with the name of its group, the longest words first."""
    group_of = {word: group for group, words in groups.items() for word in words.split()}
    return {word: group_of[word] for word in _longest_first(group_of)}


def _halves(words: Iterable[str]) -> dict[str, str]:
    return {word[: len(word) // 2]: word[len(word) // 2 :] for word in words}
