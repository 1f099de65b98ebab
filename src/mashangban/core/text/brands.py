"""What two brands have to do with each other: the part of a name that is nobody else's."""

import re
from collections.abc import Iterator

from mashangban.core.text import weights
from mashangban.core.text.likeness import bigrams, dice, differing_place, edit_distance
from mashangban.core.text.reasons import ReasonCode
from mashangban.core.text.sounds import blurred, sound_alike, units, without_look_alikes
from mashangban.core.text.verdicts import Finding, found
from mashangban.core.text.weights import Weight
from mashangban.core.text.words import packaged_words

# A longer brand than twice the shorter says something of its own.
MOST_TIMES_LONGER = 2
# A single character is in too many names.
LEAST_CONTAINED = 2
# Two words of two characters.
LEAST_SWAPPED = 4
# Brands mostly have two characters, where each of them counts, or three.
OF_TWO, OF_THREE = 2, 3


def compare_brands(left: str, right: str, *, loosely: bool) -> Iterator[Finding]:
    """Yield what was found about two folded brands, the numbers in them first.

    `loosely`: words in front may have been left out, as people do with compounds.
    """
    numbers = _numbers(left), _numbers(right)
    if numbers[0] != numbers[1]:
        yield found(
            ReasonCode.OTHER_NUMERAL, weights.OTHER_NUMERAL, left=numbers[0], right=numbers[1]
        )
    yield (
        _equal(left, right)
        or _slipped(left, right)
        or _one_character(left, right)
        or _contained(left, right, loosely=loosely)
        or _swapped(left, right)
        or _alike(left, right)
    )


def _equal(left: str, right: str) -> Finding | None:
    if left != right:
        return None
    return found(ReasonCode.SAME_BRAND, weights.NOTHING, brand=left)


def _slipped(left: str, right: str) -> Finding | None:
    """Return what a slip of ear or eye made of one brand, if it did."""
    short = len(units(left)) <= OF_TWO
    if _opposite(left, right):
        code, weight = ReasonCode.OPPOSITE, weights.OPPOSITE
    elif sound_alike(left, right):
        code, weight = ReasonCode.SAME_SOUND, weights.SAME_SOUND
    elif blurred(left) == blurred(right):
        code = ReasonCode.SIMILAR_SOUND
        weight = weights.SIMILAR_OF_TWO if short else weights.SIMILAR
    elif without_look_alikes(left) == without_look_alikes(right):
        code = ReasonCode.SIMILAR_SHAPE
        weight = weights.SIMILAR_OF_TWO if short else weights.SIMILAR
    else:
        return None
    return found(code, weight, left=left, right=right)


def _one_character(left: str, right: str) -> Finding | None:
    one, other = units(left), units(right)
    if differing_place(one, other) is None:
        # Put in or left out in the middle; at an end it makes an extra word.
        shorter, longer = sorted((left, right), key=len)
        if edit_distance(one, other) != 1 or shorter in longer:
            return None
    shortest = min(len(one), len(other))
    if shortest <= OF_TWO:
        weight = weights.ONE_CHARACTER_OF_TWO
    elif shortest == OF_THREE:
        weight = weights.ONE_CHARACTER_OF_THREE
    else:
        weight = weights.ONE_CHARACTER
    return found(ReasonCode.ONE_CHARACTER, weight, left=left, right=right)


def _contained(left: str, right: str, *, loosely: bool) -> Finding | None:
    shorter, longer = sorted((left, right), key=len)
    lengths = len(units(shorter)), len(units(longer))
    if lengths[0] < LEAST_CONTAINED or lengths[0] == lengths[1]:
        return None
    in_front, behind = longer.removesuffix(shorter), longer.removeprefix(shorter)
    if loosely and in_front in packaged_words().prefixes:
        return found(ReasonCode.KNOWN_PREFIX, weights.KNOWN_PREFIX, words=in_front)
    extra = min(in_front, behind, key=len)
    if extra == longer or lengths[1] > MOST_TIMES_LONGER * lengths[0]:
        return None
    weight = weights.WORDS_IN_FRONT if loosely and extra == in_front else weights.OTHER_WORDS
    if _tells_apart(extra):
        weight = weights.OPPOSITE
    return found(ReasonCode.EXTRA_WORDS, weight, words=extra)


def _swapped(left: str, right: str) -> Finding | None:
    if len(left) != len(right) or len(units(left)) < LEAST_SWAPPED or left not in right + right:
        return None
    return found(ReasonCode.SWAPPED_WORDS, weights.SWAPPED_WORDS, left=left, right=right)


def _alike(left: str, right: str) -> Finding:
    likeness = dice(bigrams(units(left)), bigrams(units(right)))
    if likeness == 0:
        return found(ReasonCode.OTHER_NAME, weights.OTHER_NAME, left=left, right=right)
    weight = Weight(round(weights.ALIKE_SHARE * likeness) - weights.FULL)
    return found(ReasonCode.ALIKE, weight, percent=round(100 * likeness))


def _opposite(left: str, right: str) -> bool:
    """Say whether the brands differ in one character that tells a thing from its opposite."""
    one, other = units(left), units(right)
    place = differing_place(one, other)
    if place is None:
        return False
    return any(
        one[place] in group and other[place] in group for group in packaged_words().opposites
    )


def _tells_apart(words: str) -> bool:
    return len(words) == 1 and any(words in group for group in packaged_words().opposites)


def _numbers(brand: str) -> str:
    return ",".join(re.findall(r"\d+", brand))
