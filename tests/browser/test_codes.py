"""A code that leads nowhere gets a page of its own, with what to do now."""

import pytest
from playwright.sync_api import expect

from mashangban.core.identifiers.code_tokens import grouped
from tests.browser.conftest import Visit
from tests.browser.installation import Installation

PROBLEMS = {
    "forged": (404, "这不是我们的码", "请告诉居委会在哪里看到的"),
    "mistyped": (404, "有个字符不对", "请对照纸上的字母再输一遍"),
    "unknown": (404, "没有找到这个码", "请扫小区里别的码"),
    "withdrawn": (410, "这个码停用了", "请扫小区里的新码"),
    "replaced": (410, "这个码停用了", "新码贴在2 号楼门厅"),
}


@pytest.mark.parametrize("problem", PROBLEMS)
def test_each_problem_is_told_plainly(
    visit: Visit, installation: Installation, problem: str
) -> None:
    status, title, advice = PROBLEMS[problem]
    page = visit()
    answer = page.goto(installation.code_url(problem))
    assert answer is not None
    assert answer.status == status
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_role("main")).to_contain_text(advice)
    expect(page.get_by_role("link", name="我要报修")).to_have_count(0)
    report = page.request.get(f"{installation.code_url(problem)}report/")
    assert report.status == status


def test_a_code_can_be_typed_the_way_people_type(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto("/")
    typed = grouped(installation.facts.codes["genuine"]).lower().replace("-", " ")
    page.get_by_label("输入码下面的字母").fill(f" {typed}")
    page.get_by_role("button", name="打开").click()
    expect(page).to_have_url(installation.code_url())
    expect(page.get_by_role("heading", level=1)).to_have_text("听松小区")
