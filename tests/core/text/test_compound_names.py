"""Names of compounds taken apart; all of them invented."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import Address, CompoundName, Unit


def read(text: str) -> dict[str, Any]:
    """Return what the name says, without the fields that say nothing."""
    name = CompoundName.parse(text)
    said = {field.name: getattr(name, field.name) for field in fields(name)}
    return {key: value for key, value in said.items() if value}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("听松花园", {"brand": "听松", "kinds": ("花园",)}),
        ("上海市长宁区听松花园", {"brand": "听松", "kinds": ("花园",), "district": "长宁"}),
        ("卢湾区听松花园", {"brand": "听松", "kinds": ("花园",), "district": "黄浦"}),
        ("听松花园小区", {"brand": "听松", "kinds": ("花园",), "generic": True}),
        ("听松小区", {"brand": "听松", "generic": True}),
        ("听松花园公寓", {"brand": "听松", "kinds": ("花园", "公寓")}),
        # Kinds that are all there is of a name, or stand behind one character, are no kinds.
        ("花园", {"brand": "花园"}),
        ("静安公寓", {"brand": "静安", "kinds": ("公寓",)}),
        ("松苑", {"brand": "松苑"}),
        ("上海松苑", {"brand": "松苑"}),
        ("上城UpTown", {"brand": "上城UPTOWN"}),
    ],
)
def test_brand_and_kind(text: str, said: dict[str, Any]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("听松一村", [(Unit.VILLAGE, "1")]),
        ("听松第一新村", [(Unit.VILLAGE, "1")]),
        ("听松新村一村", [(Unit.VILLAGE, "1")]),
        ("听松第二小区", [(Unit.VILLAGE, "2")]),
        ("听松花园（一期）", [(Unit.PHASE, "1")]),
        ("听松花园1期", [(Unit.PHASE, "1")]),
        ("听松花园2", [(Unit.PHASE, "2")]),
        ("听松花园(3)", [(Unit.PHASE, "3")]),
        ("听松花园东区", [(Unit.DIRECTION, "东")]),
        ("听松花园(东)", [(Unit.DIRECTION, "东")]),
        ("听松东苑", [(Unit.DIRECTION, "东")]),
        ("听松花园A区", [(Unit.SECTION, "A")]),
        ("听松大厦B座", [(Unit.SECTION, "B")]),
        ("听松豪园(金座)", [(Unit.SECTION, "金")]),
        ("听松三街坊", [(Unit.SECTION, "3")]),
        ("听松花园5幢", [(Unit.BUILDING, "5")]),
        ("听松花园1-5号楼", [(Unit.BUILDING, "1-5")]),
        ("听松花园(别墅)", [(Unit.TYPE, "别墅")]),
        ("听松花园三期5号楼", [(Unit.BUILDING, "5"), (Unit.PHASE, "3")]),
        ("听松一村12-20号", [(Unit.HOUSES, "12-20"), (Unit.VILLAGE, "1")]),
    ],
)
def test_what_tells_parts_apart(text: str, parts: list[tuple[Unit, str]]) -> None:
    name = CompoundName.parse(text)
    assert name.brand == "听松"
    assert list(name.parts) == parts


@pytest.mark.parametrize("text", ["听松湖北公寓", "江东公寓", "听松四季", "东方听松"])
def test_a_direction_or_number_inside_a_word_is_no_part(text: str) -> None:
    assert CompoundName.parse(text).parts == ()


@pytest.mark.parametrize(
    "text",
    [
        "松涛路133弄",
        "松涛路133弄小区",
        "长宁区松涛路133弄",
        "松涛路133弄洋房",
        "松涛路一百三十三弄住宅",
    ],
)
def test_a_name_that_is_an_address_has_no_brand(text: str) -> None:
    name = CompoundName.parse(text)
    assert (name.brand, name.addresses) == ("", (Address("松涛路", lane=133),))


@pytest.mark.parametrize(
    "text", ["松涛路88弄听松花园", "听松花园松涛路88弄", "听松花园(松涛路88弄)"]
)
def test_an_address_beside_the_name_is_kept_apart(text: str) -> None:
    assert read(text) == {
        "brand": "听松",
        "kinds": ("花园",),
        "addresses": (Address("松涛路", lane=88),),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("听松小区(松涛公园)", {"remarks": ("松涛公园",)}),
        ("听松小区(长宁)", {"district": "长宁"}),
        ("听松小区(闸北区)", {"district": "静安"}),
        ("听松小区(原名榆荫)", {"others": ("榆荫",)}),
        ("听松小区(榆荫花园)", {"others": ("榆荫花园",)}),
        ("听松小区(小区)", {}),
    ],
)
def test_brackets_are_sorted_by_what_they_say(text: str, said: dict[str, Any]) -> None:
    assert read(text) == {"brand": "听松", "generic": True, **said}


@given(st.text("听松榆荫花园苑公寓新村小区一二三123期弄号路东西()（）,-上海长宁区AB", max_size=16))
def test_anything_can_be_read(text: str) -> None:
    name = CompoundName.parse(text)
    assert name == CompoundName.parse(f" {text} ")
    assert len(name.whole) <= len(text) + len("新村")
