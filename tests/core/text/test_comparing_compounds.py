"""Pairs of invented compounds: what a person would say, and why we say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import ReasonCode, Record, Verdict, compare_compounds

SAME, DOUBTFUL, DIFFERENT = Verdict.SAME, Verdict.DOUBTFUL, Verdict.DIFFERENT


def verdict(left: str, right: str, metres: float | None = None) -> Verdict:
    return compare_compounds(Record(left), Record(right), distance_m=metres).verdict


def codes(left: Record, right: Record, metres: float | None = None) -> set[ReasonCode]:
    comparison = compare_compounds(left, right, distance_m=metres)
    return {reason.code for reason in comparison.reasons}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("听松花园", "听松花园"),
        ("听松花园", "上海市长宁区听松花园"),
        ("听松花园", "聽松花園"),
        ("听松花园", "听松花园小区"),
        ("听松", "听松小区"),
        ("听松一村", "听松1村"),
        ("听松一村", "听松第一新村"),
        ("听松一村", "听松新村一村"),
        ("听松花园一期", "听松花园(Ⅰ期)"),
        ("听松花园(东区)", "听松花园东区"),
        ("松涛路133弄", "松涛路133弄小区"),
        ("松涛路133弄", "长宁区松涛路133弄1-20号"),
        ("松涛路69、73号", "松涛路69,73号小区"),
    ],
)
def test_one_name_written_in_two_ways_is_the_same(left: str, right: str) -> None:
    assert verdict(left, right) is SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("听松一村", "听松二村"),
        ("听松花园一期", "听松花园二期"),
        ("听松花园东区", "听松花园(西区)"),
        ("听松东苑", "听松西苑"),
        ("听松花园(公寓)", "听松花园(别墅)"),
        ("听松豪园(金座)", "听松豪园(银座)"),
        ("松涛路133弄", "松涛路135弄"),
        ("松涛路133弄", "松涛西路133弄"),
        ("听松花园", "榆荫花园"),
        ("老松花园", "新松花园"),
        ("大听松花园", "小听松花园"),
        ("听松花园", "大听松花园"),
    ],
)
@pytest.mark.parametrize("metres", [None, 30])
def test_what_is_there_to_tell_neighbours_apart_does(
    left: str, right: str, metres: float | None
) -> None:
    assert verdict(left, right, metres) is DIFFERENT


@pytest.mark.parametrize(
    ("left", "right", "unknown", "beside", "near"),
    [
        # Slips of those who type by pinyin
        ("听松花园", "听淞花园", DOUBTFUL, SAME, SAME),
        ("听松花园", "听松花苑", DOUBTFUL, SAME, SAME),
        ("听诗云花园", "听思云花园", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        # … and of those who write by hand
        ("锦云花园", "绵云花园", DIFFERENT, DOUBTFUL, DOUBTFUL),
        ("听松望溪花园", "听松望月花园", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松望花园", "听松雨花园", DIFFERENT, DOUBTFUL, DOUBTFUL),
        ("听松花园", "听云花园", DIFFERENT, DIFFERENT, DIFFERENT),
        # Kinds
        ("听松花园", "听松", DOUBTFUL, SAME, SAME),
        ("听松花园", "听松小区", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松大楼", "听松大厦", DOUBTFUL, SAME, DOUBTFUL),
        ("听松花园", "听松公寓", DIFFERENT, DOUBTFUL, DIFFERENT),
        # Words more or less
        ("万科听松花园", "听松花园", DOUBTFUL, SAME, DOUBTFUL),
        ("望溪听松花园", "听松花园", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松望溪花园", "听松花园", DIFFERENT, DOUBTFUL, DOUBTFUL),
        ("听松望溪", "望溪听松", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松望溪云锦", "望溪听松采薇", DIFFERENT, DIFFERENT, DIFFERENT),
        # Two slips are worse than one
        ("听松花园", "听淞小区", DIFFERENT, DOUBTFUL, DOUBTFUL),
        ("听松大楼", "听松小区", DIFFERENT, DOUBTFUL, DOUBTFUL),
        # A part and the whole are for a person, wherever they are
        ("听松花园一期", "听松花园", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松一村", "听松新村", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松花园一期", "听松花园东区", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("松涛路133弄1-20号", "松涛路133弄21-40号", DOUBTFUL, DOUBTFUL, DOUBTFUL),
        ("听松小区(松涛公园)", "听松小区(望溪路)", DOUBTFUL, DOUBTFUL, DOUBTFUL),
    ],
)
def test_the_place_helps_where_names_differ(
    left: str, right: str, unknown: Verdict, beside: Verdict, near: Verdict
) -> None:
    assert verdict(left, right) is unknown
    assert verdict(left, right, 40) is beside
    assert verdict(left, right, 250) is near


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(0, SAME), (600, SAME), (601, DOUBTFUL), (2000, DOUBTFUL), (2300, DIFFERENT)],
)
def test_one_name_in_two_places(metres: float, expected: Verdict) -> None:
    assert verdict("听松花园", "听松花园", metres) is expected


def test_an_address_is_worth_more_than_a_point_far_off() -> None:
    left, right = Record("听松花园", address="松涛路8弄"), Record("听松花园", address="松涛路8弄")
    comparison = compare_compounds(left, right, distance_m=5000)
    assert comparison.verdict is DOUBTFUL
    assert {reason.code for reason in comparison.reasons} == {
        ReasonCode.SAME_NAME,
        ReasonCode.SAME_ADDRESS,
        ReasonCode.FAR,
    }
    assert compare_compounds(left, right).verdict is SAME


@pytest.mark.parametrize(
    ("left", "right", "metres", "expected"),
    [
        # The same address under another name may be a new name; it is asked.
        (("听松花园", "松涛路8弄"), ("榆荫公寓", "松涛路8弄"), None, DOUBTFUL),
        (("听松花园", "松涛路8弄"), ("听松公寓", "松涛路8弄"), None, DOUBTFUL),
        (("听松花园", "松涛路8弄"), ("听松", "松涛路8弄1-9号"), None, SAME),
        (("听松花园", "松涛路8弄"), ("听松花园", "枕溪路9弄"), None, DOUBTFUL),
        (("听松花园", "松涛路8弄"), ("听松花园", "枕溪路9弄"), 200, SAME),
        (("听松花园", "长宁区松涛路8弄"), ("听松花园", "普陀区松涛路8弄"), 10, DIFFERENT),
        # A lane for a name
        (("听松花园", "松涛路8弄"), ("松涛路8弄小区", ""), None, SAME),
        (("听松花园", "松涛路8弄1-9号"), ("松涛路8弄10-20号", ""), 30, DOUBTFUL),
        (("听松花园", "松涛路9弄"), ("松涛路8弄小区", ""), 30, DIFFERENT),
        (("听松花园", ""), ("松涛路8弄小区", ""), 30, DOUBTFUL),
        (("听松花园", ""), ("松涛路8弄小区", ""), 300, DIFFERENT),
        (("松涛路8弄", "松涛路8弄,10弄"), ("松涛路10弄", ""), 30, DOUBTFUL),
    ],
)
def test_addresses_count_beside_names(
    left: tuple[str, str], right: tuple[str, str], metres: float | None, expected: Verdict
) -> None:
    one, other = (Record(name, address=address) for name, address in (left, right))
    assert compare_compounds(one, other, distance_m=metres).verdict is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Record("听松花园", ("榆荫公寓",)), Record("榆荫公寓"), SAME),
        (Record("听松花园", ("榆荫公寓",)), Record("望溪新苑", ("榆荫公寓",)), SAME),
        (Record("听松花园(原名榆荫公寓)"), Record("榆荫公寓"), SAME),
        (Record("听松花园", ("松涛路8弄",)), Record("松涛路8弄"), SAME),
        # What both are called may be the whole of which they are parts.
        (Record("听松花园一期", ("听松花园",)), Record("听松花园二期", ("听松花园",)), DOUBTFUL),
        (Record("听松花园一期", ("听松花园",)), Record("听松花园"), DOUBTFUL),
        (Record("听松花园", ("",)), Record("榆荫公寓", ("",)), DIFFERENT),
    ],
)
def test_other_names_count_too(left: Record, right: Record, expected: Verdict) -> None:
    assert compare_compounds(left, right).verdict is expected


def test_reasons_say_what_was_found() -> None:
    comparison = compare_compounds(
        Record("听松花园", ("榆荫公寓",)), Record("榆荫公寓"), distance_m=79.6
    )
    assert [reason.as_data() for reason in comparison.reasons] == [
        {"code": "alias_equal", "name": "榆荫公寓"},
        {"code": "near", "metres": 80},
    ]
    assert ReasonCode.OTHER_PART in codes(Record("听松一村"), Record("听松二村"))
    assert ReasonCode.APART in codes(Record("听松"), Record("听松"), 700)


names = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "上海市", "长宁区", "万科", "新", "松涛路8弄"]),
        st.sampled_from(["听松", "听淞", "榆荫", "听松望溪", "望溪", "听"]),
        st.sampled_from(["", "花园", "花苑", "小区", "公寓", "一村", "东苑"]),
        st.sampled_from(["", "一期", "(二期)", "东区", "5号楼", "(松涛公园)"]),
    ),
)
records = st.builds(
    Record,
    names,
    st.lists(names, max_size=2).map(tuple),
    st.sampled_from(["", "松涛路8弄", "松涛路8弄1-9号", "枕溪路9弄", "长宁区松涛路8号"]),
)
distances = st.none() | st.floats(0, 5000)


@given(records, records, distances)
def test_which_comes_first_does_not_matter(
    left: Record, right: Record, metres: float | None
) -> None:
    there = compare_compounds(left, right, distance_m=metres)
    back = compare_compounds(right, left, distance_m=metres)
    assert (there.score, there.verdict) == (back.score, back.verdict)
    assert 0 <= there.score <= 1


@given(records, st.none() | st.floats(0, 600))
def test_a_record_is_itself(record: Record, metres: float | None) -> None:
    assert compare_compounds(record, record, distance_m=metres).verdict is SAME


@given(records, records, st.floats(0, 5000), st.floats(0, 5000))
def test_nearer_is_never_less_likely(left: Record, right: Record, one: float, other: float) -> None:
    nearer, further = sorted((one, other))
    assert (
        compare_compounds(left, right, distance_m=nearer).score
        >= compare_compounds(left, right, distance_m=further).score
    )
