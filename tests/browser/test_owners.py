"""From a frozen roll to a counted vote; from a slip of paper to a rating that counts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation


def freeze(page: Page, installation: Installation) -> None:
    page.goto("/registry/owners/")
    page.get_by_role("link", name="听松小区").click()
    page.get_by_role("button", name="固定名册").click()
    expect(page.get_by_text("名册已固定，从此不再改动。")).to_be_visible()
    expect(page.locator("dd", has_text=re.compile("^7$"))).to_be_visible()  # heads, of 9 units


def put_to_the_vote(page: Page, title: str) -> None:
    page.get_by_label("表决内容").fill(title)
    page.get_by_label("法定事项").select_option(label="选聘和解聘物业服务企业或者其他管理人")
    page.get_by_role("button", name="发起表决").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def enter(page: Page, *typed: str) -> None:
    """Type ballots one after another, with the keyboard alone: the field is always ready."""
    for ballot in typed:
        expect(page.get_by_label("行号或室号")).to_be_focused()
        page.keyboard.type(ballot)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"第 {ballot.split()[0]} 行（")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_freeze_a_roll_and_count_a_vote_at_exactly_two_thirds_and_one_half(
    visit: Visit, installation: Installation, size: dict[str, int]
) -> None:
    page = visit(size=size, user="lin")
    freeze_even(page, installation)
    put_to_the_vote(page, f"续聘物业 {size['width']}")
    enter(page, "1 1", "2 1", "3 2", "4 2")
    checks = page.locator("ul.why").first
    expect(checks).to_contain_text("参与，按面积：160.00 m² / 240.00 m²（66.66%）")
    expect(checks).to_contain_text("参与，按人数：4 人 / 6 人（66.66%）")
    expect(checks).to_contain_text("同意，按面积：80.00 m² / 160.00 m²（50.00%）")
    page.get_by_role("link", name="计票", exact=True).click()
    page.get_by_role("button", name="确定计票").click()
    expect(page.get_by_text("未通过。")).to_be_visible()
    expect(page.get_by_text("未达到，差 1 人")).to_be_visible()

    page.get_by_role("link", name=re.compile("业主名册$")).click()
    put_to_the_vote(page, f"续聘物业，第二次 {size['width']}")
    enter(page, "1 1", "2 1", "3 2")
    page.get_by_role("link", name="第 3 张").click()  # a slip of the hand
    page.get_by_role("button", name="划去").click()
    enter(page, "3 1", "4 2")
    page.get_by_role("link", name="计票", exact=True).click()
    page.get_by_role("button", name="确定计票").click()
    expect(page.get_by_text("通过。", exact=True)).to_be_visible()
    address = page.get_by_role("link", name="打印计票单").get_attribute("href")
    assert address is not None
    sheet = page.request.get(address)
    assert sheet.headers["content-type"] == "application/pdf"


def freeze_even(page: Page, installation: Installation) -> None:
    """Freeze the roll of the area whose six owners hold 40 m² each."""
    page.goto(f"/registry/areas/{installation.facts.owners['even area']}/owners/")
    page.get_by_role("button", name="固定名册").click()
    expect(page.get_by_text("名册已固定，从此不再改动。")).to_be_visible()


def test_the_landlord_is_one_head_and_names_need_a_reason(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=DESK, user="lin")
    freeze(page, installation)
    expect(page.get_by_text("梧桐公房资产")).to_have_count(1)
    expect(page.get_by_text("业主101")).to_have_count(0)
    page.get_by_label("为什么查看姓名？").fill("寄送表决票")
    page.get_by_role("button", name="查看姓名").click()
    expect(page.get_by_text("业主101")).to_have_count(1)


def test_gaps_are_named_and_can_be_downloaded(visit: Visit, installation: Installation) -> None:
    page = visit(size=DESK, user="lin")
    page.goto(f"/registry/areas/{installation.facts.owners['area with gaps']}/owners/")
    page.get_by_role("button", name="固定名册").click()
    expect(page.get_by_text("的名册还不能固定")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载清单").click()
    assert "缺面积" in download.value.path().read_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_slip_binds_the_phone(visit: Visit, installation: Installation, scripts: bool) -> None:
    page = visit(size=PHONE, java_script_enabled=scripts)
    page.goto("/h/")
    code = installation.facts.slips["open" if scripts else "another"]
    page.get_by_label("纸条上的码").fill(code.lower())
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="绑定这户").click()
    expect(page.get_by_text("请选择您是这户的什么人。")).to_be_visible()
    page.get_by_label("租户").check()
    page.get_by_label("2. 电话").fill("138 0000 0177")
    page.get_by_role("button", name="绑定这户").click()
    expect(page.get_by_role("heading", name="听松小区")).to_be_visible()
    page.get_by_role("link", name="解除绑定").click()
    page.get_by_role("button", name="解除").click()
    expect(page.get_by_text("还没有绑定住户。")).to_be_visible()
