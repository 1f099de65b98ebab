"""What reads the same is folded to one form; what only looks like a numeral is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import fold_name
from mashangban.core.text.numerals import number_of
from mashangban.core.text.words import packaged_words

LETTERS = "听松榆荫第一二三十〇零廿壹村期区弄号楼幢苑園號（）()【】、，,-~—至·Ⅱ3８ aＡ"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("听松壹村", "听松1村"),
        ("听松１村", "听松1村"),
        ("听松第一小区", "听松1小区"),
        ("听松新村廿一村", "听松新村21村"),
        ("听松二十一村", "听松21村"),
        ("松涛路一百三十三弄", "松涛路133弄"),
        ("松涛路一〇八弄", "松涛路108弄"),
        ("聽松花園【東區】", "听松花园(东区)"),
        ("听松花园（Ⅱ期）", "听松花园(2期)"),
        ("听松花园II期", "听松花园2期"),
        ("听松新村(二)", "听松新村(2)"),
        ("听松 · 花园", "听松花园"),
        ("松涛路69、73号", "松涛路69,73号"),
        ("松涛路８～12号", "松涛路8-12号"),
        ("松涛路8号至12号", "松涛路8号-12号"),
        ("听松花园3幢", "听松花园3号楼"),
        ("听松花园a栋", "听松花园A号楼"),
        ("听松邨", "听松村"),
        ("听松花园()", "听松花园"),
        # Numerals that number nothing
        ("四季听松", "四季听松"),
        ("一品松涛", "一品松涛"),
        ("万里花园", "万里花园"),
        ("贯南一路", "贯南一路"),
        ("", ""),
    ],
)
def test_names_are_folded(written: str, folded: str) -> None:
    assert fold_name(written) == folded


@pytest.mark.parametrize(
    ("numeral", "number"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿一", 21),
        ("二一", 21),
        ("一百零八", 108),
    ],
)
def test_numerals_are_read(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


@given(st.text(LETTERS, max_size=14))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_name(text)
    assert fold_name(once) == once


@given(st.integers(1, 99))
def test_every_way_to_write_a_village_is_one(number: int) -> None:
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    spelt = (
        (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
    )
    assert (
        fold_name(f"听松{spelt}村")
        == fold_name(f"听松第{spelt}村")
        == fold_name(f"听松第 {number} 村")
        == f"听松{number}村"
    )


def test_the_vocabulary_is_sound() -> None:
    words = packaged_words()
    simplified = set(words.variants.values())
    assert not simplified & {chr(variant) for variant in words.variants}
    assert all(len(group) == 1 for group in words.look_alikes.values())
    assert not set(words.look_alikes.values()) & {chr(other) for other in words.look_alikes}
    assert set(words.merged.values()) <= set(words.districts)
    assert not set(words.merged) & set(words.districts)
    for longest_first in (words.kinds, words.generic, words.prefixes, [*words.industries]):
        assert [len(word) for word in longest_first] == sorted(map(len, longest_first))[::-1]
        assert len(set(longest_first)) == len(longest_first)
    # Everything is compared in its folded form, so that it must be written in it.
    every = (*words.kinds, *words.generic, *words.prefixes, *words.industries, *words.places)
    assert [word for word in every if fold_name(word) != word] == []
