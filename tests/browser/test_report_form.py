"""The report form under clumsy hands, and without scripts."""

import re
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.installation import Installation
from tests.browser.steps import mend, number_on, row_of, take_on

FOLLOW_PAGE = re.compile(r"/f/\w+/")


def filled_in(page: Page, installation: Installation) -> str:
    """Fill in everything that must be, with words not used before; return them."""
    words = f"门口的灯坏了，记号 {uuid.uuid4().hex[:8]}。"
    page.goto(f"{installation.code_url()}report/")
    page.get_by_role("radio", name="楼道灯").check()
    page.get_by_label("3. 怎么了？").fill(words)
    return words


def has_one(visit: Visit, words: str) -> None:
    """Assert that the manager finds these words once."""
    manager = visit(size=DESK, user="he")
    manager.goto("/requests/?tab=all")
    expect(row_of(manager, words)).to_have_count(1)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_double_click_makes_one_request(
    visit: Visit, installation: Installation, *, scripts: bool
) -> None:
    page = visit(java_script_enabled=scripts)
    words = filled_in(page, installation)
    page.get_by_role("button", name="提交").dblclick()
    expect(page).to_have_url(FOLLOW_PAGE)
    number_on(page)
    has_one(visit, words)


def test_sending_the_same_again_after_going_back_makes_one_request(
    visit: Visit, installation: Installation
) -> None:
    page = visit()
    words = filled_in(page, installation)
    page.get_by_role("button", name="提交").click()
    expect(page).to_have_url(FOLLOW_PAGE)
    first = number_on(page)
    page.go_back()
    expect(page.get_by_label("3. 怎么了？")).to_have_value(words)
    page.get_by_role("button", name="提交").click()
    expect(page).to_have_url(FOLLOW_PAGE)
    assert number_on(page) == first
    has_one(visit, words)

    page.go_back()
    page.get_by_label("3. 怎么了？").fill(f"还有，{words}")
    page.get_by_role("button", name="提交").click()
    expect(page).to_have_url(FOLLOW_PAGE)
    assert number_on(page) != first


def test_the_whole_way_without_scripts(visit: Visit, installation: Installation) -> None:
    page = visit(java_script_enabled=False)
    page.goto(installation.code_url())
    page.get_by_role("link", name="我要报修").click()
    page.get_by_role("radio", name="门禁").check()
    page.get_by_role("radio", name="别的地方").check()
    page.get_by_label("具体位置").fill("北门")
    page.get_by_label("手机号").fill("138 0000 0142")
    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("alert")).to_contain_text("还差一点。请看红色提示，您写的都还在。")
    expect(page.get_by_text("请写一句怎么了，师傅好带工具来。")).to_be_visible()
    expect(page.get_by_role("radio", name="门禁")).to_be_checked()
    expect(page.get_by_role("radio", name="别的地方")).to_be_checked()
    expect(page.get_by_label("具体位置")).to_have_value("北门")
    expect(page.get_by_label("手机号")).to_have_value("138 0000 0142")

    page.get_by_label("3. 怎么了？").fill("北门刷卡没反应。")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_label("现在").get_by_role("heading")).to_contain_text("收到了，编号")
    number = number_on(page)

    manager = visit(user="he")
    take_on(manager, number)
    mend(manager)
    page.goto("/my/")
    page.get_by_role("link", name="北门刷卡没反应").click()
    page.get_by_role("button", name="修好了").click()
    expect(page.get_by_label("现在").get_by_role("heading")).to_have_text("办好了")
