"""Everything can be done with the keys alone, and one sees where one is."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.installation import Installation
from tests.browser.test_report_form import FOLLOW_PAGE

# An outline of the focused element, or of the face that a radio button or file field lies over.
FOCUS = """() => {
  const node = document.activeElement;
  const shown = [node, node.nextElementSibling, node.parentElement.querySelector(".add")];
  const outlined = shown.some((part) => part && getComputedStyle(part).outlineStyle !== "none"
    && parseFloat(getComputedStyle(part).outlineWidth) >= 2);
  return [node.tagName, node.name || node.innerText.trim(), outlined];
}"""


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field or button `name` has the focus; each stop must be seen."""
    for _ in range(30):
        page.keyboard.press("Tab")
        tag, found, outlined = page.evaluate(FOCUS)
        assert outlined, f"nothing shows that {tag} “{found}” has the focus"
        if found == name:
            return
    raise AssertionError(f"{name} was not reached")


def test_the_skip_link_comes_first_and_leads_past_the_top(
    visit: Visit, installation: Installation
) -> None:
    for page, address in (
        (visit(), installation.code_url()),
        (visit(size=DESK, user="he"), "/requests/"),
    ):
        page.goto(address)
        page.keyboard.press("Tab")
        link = page.get_by_role("link", name="跳到正文")
        expect(link).to_be_focused()
        expect(link).to_be_in_viewport(ratio=1)
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()


def test_a_report_is_sent_with_the_keys_alone(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto(f"{installation.code_url()}report/")
    tab_to(page, "category")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="楼道灯")).to_be_checked()
    tab_to(page, "spot")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="别的地方")).to_be_checked()
    tab_to(page, "place")
    page.keyboard.type("车棚")
    tab_to(page, "description")
    page.keyboard.type("车棚的灯一直闪。")
    tab_to(page, "photos")
    tab_to(page, "phone")
    page.keyboard.type("13800000142")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    expect(page).to_have_url(FOLLOW_PAGE)


def test_the_list_is_walked_with_j_and_k_and_opened_with_enter(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=DESK, user="he")
    page.goto("/requests/?tab=all")
    rows = page.locator("table.requests tbody tr")
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(row).get_by_role("link").first).to_be_focused()
        assert page.evaluate(FOCUS)[2]
    address = rows.nth(1).get_by_role("link").first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{installation.base_url}{address}")


def test_slash_leads_to_the_search_and_a_question_mark_to_the_keys(visit: Visit) -> None:
    page = visit(size=DESK, user="he")
    page.goto("/requests/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("听松")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="“听松” ×")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
