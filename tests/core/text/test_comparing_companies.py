"""Pairs of invented companies: what a person would say, and why we say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import ReasonCode, Record, Verdict, compare_companies

SAME, DOUBTFUL, DIFFERENT = Verdict.SAME, Verdict.DOUBTFUL, Verdict.DIFFERENT
FULL = "上海听松物业管理有限公司"


@pytest.mark.parametrize(
    ("other", "expected", "code"),
    [
        (FULL, SAME, ReasonCode.SAME_BRAND),
        ("上海听松物业管理有限责任公司", SAME, ReasonCode.SAME_BRAND),
        ("听松物业管理（上海）有限公司", SAME, ReasonCode.SAME_BRAND),
        ("上海聽松物業管理有限公司", SAME, ReasonCode.SAME_BRAND),
        ("上海听松物业管理公司", SAME, ReasonCode.SAME_BRAND),
        ("听松物业管理有限公司", SAME, ReasonCode.PLACE_LEFT_OUT),
        ("听松物业（上海）", SAME, ReasonCode.INDUSTRY_SHORTENED),
        ("听松物管", SAME, ReasonCode.INDUSTRY_SHORTENED),
        ("上海听松物业服务有限公司", DOUBTFUL, ReasonCode.INDUSTRY_REWORDED),
        ("听松", DOUBTFUL, ReasonCode.INDUSTRY_LEFT_OUT),
        ("上海听松保安服务有限公司", DIFFERENT, ReasonCode.OTHER_INDUSTRY),
        ("上海听松置业有限公司", DIFFERENT, ReasonCode.OTHER_INDUSTRY),
        ("上海听松物业管理股份有限公司", DOUBTFUL, ReasonCode.OTHER_LEGAL_FORM),
        ("上海长宁听松物业管理有限公司", DOUBTFUL, ReasonCode.PLACE_LEFT_OUT),
        ("北京听松物业管理有限公司", DIFFERENT, ReasonCode.OTHER_PLACE),
        ("听松物业管理（苏州）有限公司", DIFFERENT, ReasonCode.OTHER_PLACE),
        ("上海听松物业管理有限公司长宁分公司", DIFFERENT, ReasonCode.BRANCH_OF),
        ("上海听松（集团）有限公司", DIFFERENT, ReasonCode.GROUP_OR_MEMBER),
        ("上海听松物业集团有限公司", DOUBTFUL, ReasonCode.GROUP_OR_MEMBER),
        ("上海云锦集团听松物业管理有限公司", DOUBTFUL, ReasonCode.GROUP_LEFT_OUT),
        ("上海听淞物业管理有限公司", DOUBTFUL, ReasonCode.SAME_SOUND),
        ("上海听云物业管理有限公司", DIFFERENT, ReasonCode.ONE_CHARACTER),
        ("上海新听松物业管理有限公司", DIFFERENT, ReasonCode.EXTRA_WORDS),
        ("上海万科听松物业管理有限公司", DIFFERENT, ReasonCode.EXTRA_WORDS),
        ("上海听松第二物业管理有限公司", DIFFERENT, ReasonCode.OTHER_NUMERAL),
        ("上海榆荫物业管理有限公司", DIFFERENT, ReasonCode.OTHER_NAME),
    ],
)
def test_companies_are_compared_by_the_parts_of_their_names(
    other: str, expected: Verdict, code: ReasonCode
) -> None:
    comparison = compare_companies(Record(FULL), Record(other))
    assert comparison.verdict is expected
    assert code in {reason.code for reason in comparison.reasons}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("听松物业长宁分公司", "上海听松物业管理有限公司长宁区分公司", SAME),
        ("上海听松物业有限公司长宁分公司", "上海听松物业有限公司普陀分公司", DIFFERENT),
        ("上海听松物业有限公司第一分公司", "上海听松物业有限公司第二分公司", DIFFERENT),
        ("上海云锦集团听松物业有限公司", "上海望溪集团听松物业有限公司", DIFFERENT),
        ("上海云锦集团听松物业有限公司", "上海云锦集团榆荫物业有限公司", DIFFERENT),
        ("苏州听松物业有限公司", "听松物业有限公司", DOUBTFUL),
        ("上海圣望仕物业有限公司", "上海圣望斯物业有限公司", DOUBTFUL),
        ("上海听松望溪物业有限公司", "上海听松望月物业有限公司", DOUBTFUL),
    ],
)
def test_branches_groups_and_slips(left: str, right: str, expected: Verdict) -> None:
    assert compare_companies(Record(left), Record(right)).verdict is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (Record(FULL, ("上海榆荫物业有限公司",)), Record("上海榆荫物业有限公司"), SAME),
        (Record(f"{FULL}（原上海榆荫物业有限公司）"), Record("榆荫物业"), SAME),
        (Record(FULL, ("听松",)), Record("上海望溪物业有限公司", ("听松",)), SAME),
        # A former name does not make a branch of a head office.
        (Record(f"{FULL}长宁分公司", (FULL,)), Record(FULL), DIFFERENT),
    ],
)
def test_former_names_count_too(left: Record, right: Record, expected: Verdict) -> None:
    assert compare_companies(left, right).verdict is expected


def test_a_common_address_helps_and_another_says_nothing() -> None:
    left = Record(FULL, address="松涛路8号")
    slip = "上海听淞物业管理有限公司"
    assert compare_companies(left, Record(slip, address="松涛路8号")).verdict is SAME
    assert compare_companies(left, Record(slip, address="枕溪路9号")).verdict is DOUBTFUL
    assert compare_companies(left, Record(FULL, address="枕溪路9号")).score == 1


names = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "上海", "上海市长宁区", "苏州", "上海云锦集团"]),
        st.sampled_from(["听松", "听淞", "榆荫", "听松望溪", "听松第二"]),
        st.sampled_from(["", "物业", "物业管理", "物业服务", "保安服务"]),
        st.sampled_from(["", "有限公司", "（上海）有限公司", "集团有限公司", "股份有限公司"]),
        st.sampled_from(["", "长宁分公司", "第一分公司"]),
    ),
)
records = st.builds(
    Record,
    names,
    st.lists(names, max_size=2).map(tuple),
    st.sampled_from(["", "松涛路8号", "枕溪路9号"]),
)


@given(records, records)
def test_which_comes_first_does_not_matter(left: Record, right: Record) -> None:
    there, back = compare_companies(left, right), compare_companies(right, left)
    assert (there.score, there.verdict) == (back.score, back.verdict)


@given(records)
def test_a_record_is_itself(record: Record) -> None:
    assert compare_companies(record, record).score == 1
