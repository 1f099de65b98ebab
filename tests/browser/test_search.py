"""The search of the workbench finds what its field promises, and is there for whom it serves."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Visit
from tests.browser.installation import Installation
from tests.browser.steps import NUMBER, row_of


@pytest.mark.parametrize(
    "words", ["听松", "青榆物业", "PQ-20261122-0001"], ids=["compound", "company", "number"]
)
def test_compound_company_and_number_are_found(
    visit: Visit, installation: Installation, words: str
) -> None:
    page = visit(size=DESK, user="he")
    page.goto("/")
    page.get_by_placeholder("小区、企业、报修编号").fill(words)
    page.keyboard.press("Enter")
    expect(row_of(page, "2 号楼电梯停在三楼")).to_be_visible()
    page.get_by_role("searchbox").fill("没有这个小区")
    page.keyboard.press("Enter")
    expect(page.get_by_text("这里没有报修。")).to_be_visible()
    assert not NUMBER.search(page.locator("main").inner_text())


def test_who_may_see_no_report_has_nothing_to_search(visit: Visit) -> None:
    page = visit(size=DESK, user="sun")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_count(0)
