"""Every page there is: fits the narrowest phone, can be tapped and read, breaks no rule of axe.

Rules: WCAG 2.2 A and AA and axe's best practices. A page is opened once and then shown at several
sizes, in the dark theme and in large print; that the buttons for these work has tests of its own.
320 px is what a browser lays out at 400 % on a screen of 1280 (WCAG 2.2, 1.4.10).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.apps.files.pictures import jpeg
from tests.browser.conftest import DESK, NARROW, PHONE, Visit
from tests.browser.installation import Installation
from tests.browser.judging import broken_rules, look_at
from tests.browser.pages import MAIN_PAGES, resident_pages, staff_pages
from tests.browser.steps import a_photo


def test_pages_for_residents(visit: Visit, installation: Installation) -> None:
    page, found = visit(), []
    for name, address in resident_pages(installation).items():
        page.goto(address)
        complaints = [*broken_rules(page), *fits_on_a_phone(page)]
        if name in MAIN_PAGES:
            complaints += in_other_dress(page)
        found += [f"{name}: {complaint}" for complaint in complaints]
    assert not found, "\n".join(found)


def fits_on_a_phone(page: Page) -> Iterator[str]:
    """Yield what is wrong on the narrowest phone, in usual and in large print; go back to PHONE."""
    page.set_viewport_size(NARROW)
    usual = look_at(page, least_text=16)
    set_print(page, "large")
    large = look_at(page, least_text=20)
    yield from usual.complaints
    yield from (f"in large print, {complaint}" for complaint in large.complaints)
    if large.controls != usual.controls:
        yield f"other controls in large print: {large.controls}"
    set_print(page, "normal")
    page.set_viewport_size(PHONE)


def in_other_dress(page: Page) -> Iterator[str]:
    """Yield which rules are broken in the dark, in large print, and on a screen of another size."""
    usual = page.viewport_size
    page.emulate_media(color_scheme="dark")
    yield from (f"in the dark, {rule}" for rule in broken_rules(page))
    page.emulate_media(color_scheme="light")
    set_print(page, "large")
    yield from (f"in large print, {rule}" for rule in broken_rules(page))
    set_print(page, "normal")
    page.set_viewport_size(DESK if usual == PHONE else PHONE)
    yield from (f"at the other size, {rule}" for rule in broken_rules(page))
    page.set_viewport_size(usual)


def set_print(page: Page, size: str) -> None:
    page.evaluate("(size) => { document.documentElement.dataset.size = size; }", size)


@pytest.mark.parametrize("user", ["he", "lin", "zhao", "sun"])
def test_pages_of_the_workbench(visit: Visit, installation: Installation, user: str) -> None:
    page, found = visit(size=DESK, user=user), []
    for name, address in staff_pages(installation)[user].items():
        page.goto(address)
        complaints = broken_rules(page)
        if name in MAIN_PAGES:
            complaints += in_other_dress(page)
        page.set_viewport_size(PHONE)
        complaints += look_at(page, least_text=12).complaints
        page.set_viewport_size(DESK)
        found += [f"{name}: {complaint}" for complaint in complaints]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_a_report_with_errors_and_photos(
    visit: Visit, installation: Installation, *, large: bool
) -> None:
    page = visit(size=NARROW)
    page.goto(f"{installation.code_url()}report/")
    if large:
        page.get_by_role("button", name="大字版").click()
        expect(page.locator("html")).to_have_attribute("data-size", "large")
    least_text = 20 if large else 16
    page.get_by_label("4. 拍照片").set_input_files(
        [a_photo(jpeg(), f"{number}.jpg") for number in range(6)]
    )
    expect(page.get_by_role("button", name="删除第")).to_have_count(6)
    assert look_at(page, least_text=least_text).complaints == []
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert look_at(page, least_text=least_text).complaints == []
    assert broken_rules(page) == []


def test_pages_that_only_a_form_leads_to(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto(installation.follow_url("closed"))
    page.get_by_role("button", name="提交评价").click()
    expect(page.get_by_text("请点星星，一到五颗。")).to_be_visible()
    assert broken_rules(page) == []

    manager = visit(size=DESK, user="he")
    manager.goto(installation.request_url("working"))
    manager.get_by_role("button", name="修好了").click()
    expect(manager.get_by_text("请写一句情况，让对方心里有数。")).to_be_visible()
    assert broken_rules(manager) == []

    manager.goto(f"{installation.request_url('reported')}contact/")
    manager.get_by_label("为什么要看？").fill("打电话问门牌")
    manager.get_by_role("button", name="查看号码").click()
    expect(manager.get_by_role("link", name="13800000142")).to_be_visible()
    assert broken_rules(manager) == []

    # Somebody else was quicker: the step is refused.
    manager.goto(installation.request_url("accepted"))
    form = manager.locator("main form").first
    form.evaluate(
        "(form, address) => { form.action = address; }",
        f"{installation.request_url('resolved')}accept/",
    )
    form.get_by_role("button").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("这一步没有办成")
    assert broken_rules(manager) == []
