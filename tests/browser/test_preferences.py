"""Language, theme and paper: other clothes, the same content."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, Visit
from tests.browser.installation import Installation


def test_english_and_back(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto(installation.code_url())
    page.get_by_role("button", name="English").click()
    expect(page).to_have_url(installation.code_url())
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("link", name="Report a problem")).to_be_visible()
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_role("radio", name="Stairway light")).to_be_attached()
    page.get_by_role("button", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("heading", level=1)).to_have_text("我要报修")


def brightness(page: Page) -> float:
    """Return how bright the page's background is, 0 black to 255 white."""
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    parts = [float(part) for part in colour.strip("rgba()").split(",")[:3]]
    return sum(parts) / 3


def test_the_dark_theme_follows_the_device_and_the_choice(
    visit: Visit, installation: Installation
) -> None:
    page = visit(color_scheme="dark")
    page.goto(installation.code_url())
    assert brightness(page) < 60
    page.emulate_media(color_scheme="light")
    assert brightness(page) > 200

    staff = visit(size=DESK, user="he")
    staff.goto("/requests/")
    assert brightness(staff) > 200
    staff.get_by_text("何文").click()
    staff.get_by_role("button", name="深色").click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("报修")
    assert brightness(staff) < 60


def test_paper_keeps_the_content(visit: Visit, installation: Installation) -> None:
    page = visit()
    page.goto(installation.code_url())
    page.emulate_media(media="print")
    for words in ("听松小区", "青榆物业", "何文", "021-0000-0142", "松涛第三居委会", "0.95"):
        expect(page.get_by_text(words).first).to_be_visible()

    staff = visit(size=DESK, user="he")
    staff.goto(installation.request_url("resolved"))
    staff.emulate_media(media="print")
    for words in (
        "垃圾箱房满了两天，味道很重",
        "三楼到四楼转角",
        "青榆物业",
        "灯管烧坏，已换新灯，灯罩一起换了。",
        "居民报修",
        "等居民",
    ):
        expect(staff.get_by_text(words).first).to_be_visible()
