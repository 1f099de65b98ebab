"""From the contract that ends soon to two areas made one, by what the bureau sees."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation


def test_the_home_page_leads_to_a_contract_that_ends_soon(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=DESK, user="lin")
    page.goto("/")
    todo = page.locator(".todo").filter(has_text="樟影公寓")
    expect(todo).to_contain_text("先换届，再表决")
    todo.get_by_role("link", name="查看").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("樟影公寓")
    expect(page.locator("main")).to_contain_text("不得提交表决")


def test_a_company_is_found_by_initials(visit: Visit, installation: Installation) -> None:
    page = visit(size=PHONE, user="lin")
    page.goto("/registry/companies/")
    page.get_by_role("searchbox", name="查找企业").fill("bzwy")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="柏舟物业").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("柏舟物业")
    expect(page.locator("main")).to_contain_text("老柏物业并入柏舟物业")


def test_two_areas_are_merged_by_phone_and_split_again_at_the_desk(
    visit: Visit, installation: Installation
) -> None:
    merge(visit(size=PHONE, user="lin"))
    split(visit(size=DESK, user="lin"))


def merge(page: Page) -> None:
    page.goto("/registry/contracts/?months=3")
    page.get_by_role("link", name="柏荫公寓").click()
    page.get_by_role("link", name="合并").click()
    page.get_by_role("button", name="看会改什么").click()
    expect(page.get_by_text("请至少选一个其他区域。")).to_be_visible()
    ask_to_merge(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对")
    expect(page.locator("main")).to_contain_text("“柏荫片区”共 3 个小区、270 户")
    expect(page.get_by_role("alert")).to_contain_text("业委会正在换届改选：樟影公寓")
    page.get_by_role("link", name="不，回到区域").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("柏荫公寓")  # nothing was written
    page.get_by_role("link", name="合并").click()
    ask_to_merge(page)
    page.get_by_role("button", name="确认，自当天起生效").click()
    expect(page.get_by_text("区域自这一天起合并。")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("柏荫片区")
    expect(page.locator(".tl")).to_contain_text("樟影公寓 并入本区域")


def ask_to_merge(page: Page) -> None:
    page.get_by_role("checkbox", name="樟影公寓").check()
    page.get_by_label("自哪天起").fill("2026-12-01")
    page.get_by_label("文号").fill("示房管核〔2026〕12号")
    page.get_by_label("合并后的名称").fill("柏荫片区")
    page.get_by_role("button", name="看会改什么").click()


def split(page: Page) -> None:
    page.goto("/registry/contracts/?months=3&on=2026-12-02")
    page.get_by_role("link", name="柏荫片区").click()
    page.get_by_role("link", name="分立").click()
    page.get_by_role("checkbox", name="柏荫新村").check()
    page.get_by_label("新区域名称").fill("柏荫新村")
    page.get_by_label("自哪天起").fill("2026-12-02")
    page.get_by_label("文号").fill("示房管核〔2026〕13号")
    page.get_by_role("button", name="看会改什么").click()
    expect(page.locator("main")).to_contain_text("两个区域仍由柏舟物业服务")
    page.get_by_role("button", name="确认，自当天起生效").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("柏荫新村")
