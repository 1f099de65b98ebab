"""The dated rules: what the packaged ones say, which is in force, and what is refused."""

from datetime import date
from fractions import Fraction

import pytest

from mashangban.core.datafiles import DataError
from mashangban.core.voting import (
    Absence,
    Counting,
    NoRuleInForce,
    Status,
    packaged_head_rules,
    packaged_matters,
    parse_head_rules,
    parse_matters,
)
from tests.votes import DAY

HALF = {
    "assembly_rules", "covenant", "committee", "company", "use_repair_fund", "other_major",
    "adjust_area", "self_management", "shared_part_works",
}  # fmt: skip
THREE_QUARTERS = {
    "raise_repair_fund", "rebuild", "common_parts", "shared_part_fund", "open_wall",
}  # fmt: skip


def test_the_packaged_matters_are_those_of_the_law() -> None:
    assert set(packaged_matters().codes) == HALF | THREE_QUARTERS


@pytest.mark.parametrize("code", sorted(HALF | THREE_QUARTERS))
def test_two_thirds_take_part_and_half_or_three_quarters_agree(code: str) -> None:
    rule = packaged_matters().rule_for(code, on=DAY)
    for quorum in (rule.quorum.area, rule.quorum.heads):
        assert (quorum.fraction, quorum.strict) == (Fraction(2, 3), False)
    for approval in (rule.approval.area, rule.approval.heads):
        if code in HALF:
            assert (approval.fraction, approval.strict) == (Fraction(1, 2), True)
        else:
            assert (approval.fraction, approval.strict) == (Fraction(3, 4), False)


def test_every_rule_names_its_document_and_article() -> None:
    for rule in (*packaged_matters().rules, *packaged_head_rules().rules):
        assert rule.name
        assert rule.name_en
        assert rule.source.document
        assert "条" in rule.source.article


def test_only_opening_a_wall_is_a_reading_of_ours() -> None:
    readings = [
        rule for rule in packaged_matters().rules if rule.source.status is Status.ILLUSTRATIVE
    ]
    assert [rule.code for rule in readings] == ["open_wall"]
    assert "示例" in readings[0].source.document


def test_areas_are_adjusted_and_walls_opened_by_each_area_for_itself() -> None:
    separate = {rule.code for rule in packaged_matters().rules if rule.in_each_area}
    assert separate == {"adjust_area", "open_wall"}


def test_heads_are_counted_by_the_judicial_interpretation() -> None:
    rule = packaged_head_rules().rule_for("statutory", on=DAY)
    assert (rule.same_owners, rule.developer_stock) == (Counting.ONCE, Counting.ONCE)
    assert rule.source.article == "第九条"


# In force on a day

MATTER = """\
  - code: {code}
    name: 示例事项
    name_en: An example
    quorum: {{area: at least 2/3, heads: at least 2/3}}
    approval: {{area: {approval}, heads: more than 1/2}}
    document: {document}
    article: 第一条
    status: illustrative
    valid_from: {begins}
"""


def entry(
    begins: str, ends: str = "", *, approval: str = "more than 1/2", code: str = "fee"
) -> str:
    text = MATTER.format(code=code, approval=approval, document=f"示例 {begins}", begins=begins)
    return text + (f"    valid_to: {ends}\n" if ends else "")


def matters(*entries: str) -> str:
    return "matters:\n" + "".join(entries)


OLD = entry("2021-01-01", "2026-06-30", approval="at least 3/4")
NEW = entry("2027-01-01")


def test_the_rule_of_the_day_is_found() -> None:
    rules = parse_matters(matters(NEW, OLD), origin="matters.yaml")
    for day, approval in (
        ("2021-01-01", "at least 3/4"),
        ("2026-06-30", "at least 3/4"),
        ("2027-01-01", "more than 1/2"),
        ("2999-01-01", "more than 1/2"),
    ):
        rule = rules.rule_for("fee", on=date.fromisoformat(day))
        assert str(rule.approval.area) == approval
        assert not rule.expired


def test_before_the_first_day_it_is_refused_even_as_expired() -> None:
    rules = parse_matters(matters(NEW, OLD), origin="matters.yaml")
    for expired_ok in (False, True):
        with pytest.raises(
            NoRuleInForce, match=r"not in force on 2020-12-31: it begins on 2021-01-01"
        ) as refused:
            rules.rule_for("fee", on=date(2020, 12, 31), expired_ok=expired_ok)
        assert refused.value.absence is Absence.NOT_YET


def test_after_its_last_day_it_is_refused_unless_asked_for_as_expired() -> None:
    rules = parse_matters(matters(NEW, OLD), origin="matters.yaml")
    day = date(2026, 7, 1)
    with pytest.raises(NoRuleInForce, match=r"ended on 2026-06-30 \(示例 2021-01-01\)") as refused:
        rules.rule_for("fee", on=day)
    assert (refused.value.absence, refused.value.code) == (Absence.EXPIRED, "fee")
    assert refused.value.on == day
    followed = rules.rule_for("fee", on=day, expired_ok=True)
    assert followed.expired
    assert str(followed.approval.area) == "at least 3/4"
    assert not rules.rule_for("fee", on=date(2027, 1, 1), expired_ok=True).expired


def test_an_unknown_code_is_refused_with_those_there_are() -> None:
    rules = parse_matters(matters(OLD, entry("2021-01-01", code="wall")), origin="matters.yaml")
    with pytest.raises(NoRuleInForce, match='No rule is called "wal"; there are: fee, wall') as no:
        rules.rule_for("wal", on=DAY)
    assert no.value.absence is Absence.UNKNOWN


# Files that cannot be


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("code: fee", "cod: fee", "matters.yaml, matter None: unknown 'cod'"),
        ("    name: 示例事项\n", "", 'matter fee: "name" is missing'),
        ("at least 3/4", "0.75", '"area" must be of type str, found 0.75'),
        ("at least 3/4", "three quarters", 'matter fee, approval, area: "three quarters" is not'),
        ("heads: more than 1/2", "head: more than 1/2", "matter fee, approval: unknown 'head'"),
        ("status: illustrative", "status: valid", 'status "valid" is none of verified, illustrat'),
        ("valid_to: 2026-06-30", "valid_to: soon", '"valid_to" must be of type date'),
        ("valid_to: 2026-06-30", "valid_to: 2020-12-31", r"valid_to \(2020-12-31\) is before"),
        ("article: 第一条", "article: 278", '"article" must be of type str, found 278'),
        ("matters:", "matter:", "unknown 'matter'"),
    ],
)
def test_a_file_that_cannot_be_is_refused(old: str, new: str, sentence: str) -> None:
    text = matters(OLD).replace(old, new)
    assert text != matters(OLD)
    with pytest.raises(DataError, match=sentence):
        parse_matters(text, origin="matters.yaml")


@pytest.mark.parametrize(
    "entries",
    [
        (entry("2021-01-01"), entry("2025-01-01")),
        (entry("2021-01-01", "2025-01-01"), entry("2025-01-01")),
        (entry("2025-01-01"), entry("2021-01-01", "2025-06-30")),
        (entry("2021-01-01", "2021-12-31"), entry("2021-01-01", "2021-12-31")),
    ],
)
def test_two_rules_on_one_day_are_refused(entries: tuple[str, ...]) -> None:
    with pytest.raises(
        DataError, match=r'matters.yaml: Rule "fee" is there twice on 202[15]-01-01'
    ):
        parse_matters(matters(*entries), origin="matters.yaml")


def test_a_rulebook_without_rules_is_refused() -> None:
    with pytest.raises(DataError, match=r"matters.yaml: There is no rule"):
        parse_matters("matters: []", origin="matters.yaml")


HEAD_RULE = """\
rules:
  - code: each
    name: 示例
    name_en: An example
    same_owners: each
    developer_stock: once
    document: 示例
    article: 第一条
    status: illustrative
    valid_from: 2021-01-01
"""


def test_a_way_to_count_heads_is_read() -> None:
    rule = parse_head_rules(HEAD_RULE, origin="heads.yaml").rule_for("each", on=DAY)
    assert (rule.same_owners, rule.developer_stock) == (Counting.EACH, Counting.ONCE)
    assert rule.source.valid_to is None
    assert rule.source.remark == ""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("same_owners: each", "same_owners: twice", 'same_owners "twice" is none of once, each'),
        ("developer_stock: once", "", '"developer_stock" is missing'),
        ("code: each", "code: each\n    colour: red", "rule each: unknown 'colour'"),
    ],
)
def test_a_way_to_count_heads_that_cannot_be_is_refused(old: str, new: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        parse_head_rules(HEAD_RULE.replace(old, new), origin="heads.yaml")
