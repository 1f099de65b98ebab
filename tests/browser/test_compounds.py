"""Finding a compound, changing what it is called, looking at it as it stood."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation

NEW_NAME = "百步新邨"


def find(page: Page, typed: str) -> None:
    page.get_by_label("名称、别名、弄或地址").fill(typed)
    page.keyboard.press("Enter")


def test_a_compound_is_found_by_initials_renamed_and_seen_as_of_last_year(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=DESK, user="lin")
    page.goto("/")
    page.get_by_role("link", name="小区", exact=True).click()
    find(page, "tsxq")
    expect(page.locator("table.compounds tbody tr")).to_have_count(1)
    page.get_by_role("link", name="听松小区").click()
    expect(page.get_by_role("heading", level=1, name="听松小区")).to_be_visible()

    page.get_by_role("link", name="改别名和弄").click()
    page.get_by_role("textbox", name="别名").fill("听松小区")
    page.get_by_role("button", name="添加").first.click()
    expect(page.get_by_text("“听松小区”已经是这个小区的名称了。")).to_be_visible()
    page.get_by_role("textbox", name="别名").fill(NEW_NAME)
    page.get_by_label("名称种类").select_option(label="标准地名")
    page.get_by_label("启用日期").fill("2026-11-23")
    page.get_by_role("button", name="添加").first.click()
    expect(page.get_by_text("加好了，现在用它也能找到小区。")).to_be_visible()

    page.get_by_role("link", name="小区", exact=True).first.click()
    find(page, "bbxc")
    page.get_by_role("link", name="听松小区").click()
    expect(page.get_by_text(NEW_NAME).first).to_be_visible()

    page.get_by_label("看另一天").fill("2025-11-23")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("截至 2025-11-23")).to_be_visible()
    expect(page.get_by_text(NEW_NAME)).to_have_count(0)
    expect(page.get_by_text("青榆物业")).to_be_visible()
    expect(page.get_by_role("link", name="改别名和弄")).to_have_count(0)
    page.get_by_label("看另一天").fill("2024-06-30")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("没有在约企业")).to_be_visible()
    page.locator(".crumb").get_by_role("link").click()
    expect(page.get_by_text("截至 2024-06-30")).to_be_visible()
    page.get_by_role("link", name="回到今天").click()
    expect(page.get_by_text("截至")).to_have_count(0)
    expect(page.get_by_role("cell", name="青榆物业")).to_be_visible()


def test_the_list_is_reached_and_walked_with_the_keys_alone(visit: Visit) -> None:
    page = visit(size=DESK, user="lin")
    page.goto("/registry/compounds/")
    page.get_by_label("名称、别名、弄或地址").focus()
    page.keyboard.type("听松")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 个小区", exact=True)).to_be_visible()
    page.get_by_role("main").focus()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="听松小区")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="听松小区")).to_be_visible()


def test_a_request_leads_to_its_compound_on_a_phone(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=PHONE, user="he")
    page.goto(installation.request_url("reported"))
    page.get_by_role("main").get_by_role("link", name="听松小区").click()
    expect(page.get_by_role("heading", level=1, name="听松小区")).to_be_visible()
    expect(page.get_by_role("link", name="改基本情况")).to_have_count(0)
