"""Addresses as lists write them, and when two lists of them meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import Address, Meeting, meeting, parse_addresses


def met(left: str, right: str) -> Meeting:
    return meeting(parse_addresses(left).addresses, parse_addresses(right).addresses)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("松涛路133弄", [Address("松涛路", lane=133)]),
        ("上海市长宁区松涛路133弄1-20号", [Address("松涛路", lane=133, houses=(range(1, 21),))]),
        ("松涛路69、73号", [Address("松涛路", houses=(range(69, 70), range(73, 74)))]),
        (
            "松涛路400弄1-29号,枕溪西路445弄",
            [Address("松涛路", lane=400, houses=(range(1, 30),)), Address("枕溪西路", lane=445)],
        ),
        ("松涛路27弄，111弄", [Address("松涛路", lane=27), Address("松涛路", lane=111)]),
        ("松涛路41-61弄", [Address("松涛路", lane=41), Address("松涛路", lane=61)]),
        ("松涛路502弄40支弄", [Address("松涛路", lane=502, sublane=40)]),
        ("听松一村54-226号", [Address("听松1村", houses=(range(54, 227),))]),
        ("松涛路93-103号(单)", [Address("松涛路", houses=(range(93, 104, 2),))]),
        ("松涛路93-103号", [Address("松涛路", houses=(range(93, 104, 2),))]),
        ("松涛路12号至8号", [Address("松涛路", houses=(range(8, 13, 2),))]),
        ("松涛路93-102号", [Address("松涛路", houses=(range(93, 103),))]),
        ("枕溪镇路500弄", [Address("枕溪镇路", lane=500)]),
        ("松涛新村街道松涛路8弄", [Address("松涛路", lane=8)]),
        ("松涛路，近枕溪大道", []),
        ("33弄", []),
        ("", []),
    ],
)
def test_addresses_are_read(text: str, addresses: list[Address]) -> None:
    assert list(parse_addresses(text).addresses) == addresses


def test_the_district_and_what_follows_are_kept() -> None:
    located = parse_addresses("上海市闸北区松涛路88弄听松花园")
    assert (located.district, located.rest) == ("静安", "听松花园")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("松涛路133弄", "长宁区松涛路133弄1-20号", Meeting.SAME),
        ("松涛路133弄1-20号", "松涛路133弄15-40号", Meeting.SAME),
        ("松涛路133弄1-20号", "松涛路133弄21-40号", Meeting.PART),
        ("松涛路133弄", "松涛路133弄5支弄", Meeting.PART),
        ("松涛路133弄4支弄", "松涛路133弄5支弄", Meeting.OTHER),
        ("松涛路133弄", "松涛路135弄", Meeting.OTHER),
        ("松涛路133弄", "松涛路133号", Meeting.OTHER),
        ("松涛路133弄", "松涛西路133弄", Meeting.OTHER),
        ("松涛路133弄", "淞涛路133弄", Meeting.SAME),  # one sounds like the other
        ("松涛路133弄", "松涛路133弄21号楼", Meeting.PART),
        ("松涛路133弄1-20号", "松涛路133弄8号", Meeting.PART),
        ("松涛路217-223号", "松涛路217-231号", Meeting.PART),
        ("松涛路217-223号", "松涛路217、219、221、223号", Meeting.SAME),
        ("松涛路217-223号", "松涛路221号", Meeting.PART),
        ("松涛路69、73号", "松涛路69号", Meeting.PART),
        ("松涛路69号", "松涛路69号", Meeting.SAME),
        ("松涛路123-133号", "松涛路124-128号", Meeting.OTHER),  # the other side of the street
        ("松涛路307-337号(单)", "松涛路308-336号(双)", Meeting.OTHER),
        ("松涛路1弄,枕溪路8弄", "枕溪路8弄", Meeting.SAME),
        ("松涛路133弄", "松涛路口", Meeting.UNKNOWN),
    ],
)
def test_two_lists_meet(left: str, right: str, expected: Meeting) -> None:
    assert met(left, right) is met(right, left) is expected


@given(st.text("松涛路弄号支,-()单双1234567890村", max_size=20))
def test_anything_can_be_read_and_meets_itself(text: str) -> None:
    addresses = parse_addresses(text).addresses
    assert met(text, text) is (Meeting.SAME if addresses else Meeting.UNKNOWN)
