"""Names of companies taken apart; all of them invented."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.text import CompanyName


def read(text: str) -> dict[str, Any]:
    """Return what the name says, without the fields that say nothing."""
    name = CompanyName.parse(text)
    said = {field.name: getattr(name, field.name) for field in fields(name)}
    return {key: value for key, value in said.items() if value or (key == "branch" and value == "")}


PROPERTY = {"brand": "听松", "industry": "物业管理", "trade": "property"}
LIMITED = {**PROPERTY, "legal_form": "有限公司"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("上海听松物业管理有限公司", {**LIMITED, "place": "上海"}),
        ("听松物业管理（上海）有限公司", {**LIMITED, "place": "上海"}),
        ("听松（上海）物业管理有限公司", {**LIMITED, "place": "上海"}),
        ("上海市听松物业管理有限责任公司", {**LIMITED, "place": "上海"}),
        ("上海长宁听松物业管理有限公司", {**LIMITED, "place": "上海", "district": "长宁"}),
        ("上海市长宁区听松物业管理有限公司", {**LIMITED, "place": "上海", "district": "长宁"}),
        ("听松物业管理(长宁)有限公司", {**LIMITED, "place": "上海", "district": "长宁"}),
        ("江苏省听松物业管理有限公司", {**LIMITED, "place": "江苏"}),
        ("听松物业管理(中国)有限公司", {**LIMITED, "place": "中国"}),
        ("听松物业管理公司", PROPERTY),
        ("听松物业管理", PROPERTY),
        ("听松物业管理股份有限公司", {**PROPERTY, "legal_form": "股份有限公司"}),
        ("听松物业", {"brand": "听松", "industry": "物业", "trade": "property"}),
        ("听松", {"brand": "听松"}),
        # A district or trade that is all there is of the brand stays the brand.
        ("上海静安物业管理有限公司", {**LIMITED, "brand": "静安", "place": "上海"}),
        ("上海物业管理有限公司", {**LIMITED, "brand": "上海"}),
        ("香港广场物业管理有限公司", {**LIMITED, "brand": "香港广场"}),
        ("上海听松第二物业管理有限公司", {**LIMITED, "brand": "听松2", "place": "上海"}),
        ("业主自管", {"brand": "业主自管"}),
    ],
)
def test_place_brand_trade_and_form(text: str, said: dict[str, Any]) -> None:
    assert read(text) == said


@pytest.mark.parametrize(
    ("text", "branch"),
    [
        ("上海听松物业管理有限公司", None),
        ("上海听松物业管理有限公司分公司", ""),
        ("上海听松物业管理有限公司长宁分公司", "长宁"),
        ("上海听松物业管理有限公司上海市长宁区分公司", "长宁"),
        ("上海听松物业管理有限公司（长宁分公司）", "长宁"),
        ("上海听松物业管理有限公司第一分公司", "1"),
        ("上海听松物业管理有限公司榆荫花园管理处", "榆荫花园"),
        ("听松物业管理长宁分公司", "长宁"),
        ("听松分公司", ""),
    ],
)
def test_a_branch_is_told_from_its_head_office(text: str, branch: str | None) -> None:
    name = CompanyName.parse(text)
    assert (name.brand, name.branch) == ("听松", branch)


@pytest.mark.parametrize(
    ("text", "brand", "group", "is_group"),
    [
        ("上海听松（集团）有限公司", "听松", "", True),
        ("听松集团", "听松", "", True),
        ("听松物业集团有限公司", "听松", "", True),
        ("上海听松集团榆荫物业有限公司", "榆荫", "听松", False),
        ("上海听松集团物业有限公司", "听松", "听松", False),
        ("听松物业集团上海有限公司", "听松", "听松", False),
    ],
)
def test_groups_and_their_members(text: str, brand: str, group: str, is_group: bool) -> None:
    name = CompanyName.parse(text)
    assert (name.brand, name.group, name.is_group) == (brand, group, is_group)


def test_a_former_name_in_brackets_is_another_name() -> None:
    name = CompanyName.parse("上海听松物业管理有限公司（原上海榆荫物业有限公司）")
    assert name.others == ("上海榆荫物业有限公司",)


@given(st.text("上海市长宁区听松物业管理服务有限责任公司集团分股份()（）原", max_size=18))
def test_anything_can_be_read(text: str) -> None:
    name = CompanyName.parse(text)
    assert name == CompanyName.parse(f" {text} ")
    assert name.brand or not text.strip("()（）集团")
