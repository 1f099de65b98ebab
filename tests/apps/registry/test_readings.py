"""How names are read."""

import pytest

from mashangban.registry.readings import reading_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("平和公寓", "ping he gong yu", "phgy"),
        ("长宁华庭", "chang ning hua ting", "cnht"),
        ("柳荫路133弄小区", "liu yin lu 133 long xiao qu", "lyl133lxq"),
        ("ＡＢ座（一期）", "ab zuo yi qi", "abzyq"),
        ("——", "", ""),
    ],
)
def test_place_names_are_read_as_people_say_them(name: str, pinyin: str, initials: str) -> None:
    reading = reading_of(name)
    assert (reading.pinyin, reading.initials) == (pinyin, initials)


def test_the_longest_name_fits_the_columns() -> None:
    reading = reading_of("双" * 80)
    assert len(reading.pinyin) <= 560
    assert len(reading.initials) == 80
