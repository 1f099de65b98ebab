"""axe finds nothing on any page: WCAG 2.2 A and AA and the best practices."""

from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Visit
from tests.browser.installation import Installation
from tests.browser.pages import resident_pages, staff_pages

RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Pages that stand for their kind where every page at every size in every dress would take minutes.
MAIN_RESIDENT: Final = ("landing", "report", "follow resolved", "follow closed", "sign-in")
MAIN_STAFF: Final = (
    "home",
    "list of all",
    "request to resolve",
    "messages",
    "undelivered events",
    "compound",
    "compounds",
)
DRESSES: Final = {
    "light": ("light", "normal"),
    "dark": ("dark", "normal"),
    "large": ("light", "large"),
}


def findings(page: Page) -> list[str]:
    """Return what axe finds on the page: rule, what it is about, and where."""
    violations = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{page.url}: {found['id']} ({found['help']}): {node['target']} {node['html'][:120]}"
        for found in violations
        for node in found["nodes"]
    ]


def dressed(page: Page, installation: Installation, dress: str) -> Page:
    theme, print_size = DRESSES[dress]
    page.context.add_cookies(
        [
            {"name": "theme", "value": theme, "url": installation.base_url},
            {"name": "size", "value": print_size, "url": installation.base_url},
        ]
    )
    return page


def look_through(page: Page, addresses: dict[str, str]) -> None:
    found = []
    for address in addresses.values():
        page.goto(address)
        found += findings(page)
    assert not found, "\n".join(found)


def test_every_page_for_residents(visit: Visit, installation: Installation) -> None:
    look_through(visit(size=PHONE), resident_pages(installation))


@pytest.mark.parametrize("user", ["he", "lin", "zhao", "sun"])
def test_every_page_of_the_workbench(visit: Visit, installation: Installation, user: str) -> None:
    look_through(visit(size=DESK, user=user), staff_pages(installation)[user])


@pytest.mark.parametrize("dress", DRESSES)
def test_the_main_pages_in_other_dress(
    visit: Visit, installation: Installation, dress: str
) -> None:
    residents = resident_pages(installation)
    page = dressed(visit(size=DESK if dress == "light" else PHONE), installation, dress)
    look_through(page, {name: residents[name] for name in MAIN_RESIDENT})
    for user, pages in staff_pages(installation).items():
        shown = {name: address for name, address in pages.items() if name in MAIN_STAFF}
        size = PHONE if dress == "light" else DESK
        if shown:
            look_through(dressed(visit(size=size, user=user), installation, dress), shown)


def test_pages_that_only_a_form_leads_to(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto(f"{installation.code_url()}report/")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found = findings(page)

    page.goto(f"{installation.follow_url('closed')}")
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("请点星星，一到五颗。")).to_be_visible()
    found += findings(page)

    manager = visit(size=DESK, user="he")
    manager.goto(installation.request_url("working"))
    manager.get_by_role("button", name="修好了").click()
    expect(manager.get_by_text("请写一句情况，让对方心里有数。")).to_be_visible()
    found += findings(manager)
    manager.goto(f"{installation.request_url('reported')}contact/")
    manager.get_by_label("为什么要看？").fill("打电话问门牌")
    manager.get_by_role("button", name="查看号码").click()
    expect(manager.get_by_role("link", name="13800000142")).to_be_visible()
    found += findings(manager)
    # Somebody else was quicker: the step is refused.
    manager.goto(installation.request_url("accepted"))
    token = manager.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = manager.request.post(
        f"{installation.request_url('resolved')}accept/", form={"csrfmiddlewaretoken": token}
    )
    assert answer.status == 409
    manager.set_content(answer.text())
    found += findings(manager)
    assert not found, "\n".join(found)
