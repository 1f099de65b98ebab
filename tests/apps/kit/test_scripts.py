"""The style guide in a browser: what the scripts do, what the eye and the screen reader meet.

No server runs: the browser's requests are answered from the checkout, under the policy of the
product.
"""

import mimetypes
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, Route, sync_playwright

from mashangban.kit import styleguide
from tools.browser import launch_arguments

pytestmark = pytest.mark.browser

SITE = "http://kit.test"
STATIC = Path(styleguide.__file__).parent / "static"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'"
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}
NARROW = {"width": 320, "height": 640}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(**launch_arguments())
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Open a layout of the style guide; whatever the page complains of fails the test."""
    complaints: list[str] = []

    def open_page(layout: str, *, at: dict[str, int], scripts: bool = True, **cookies: str) -> Page:
        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
            if path.startswith("/static/"):
                file = STATIC / path.removeprefix("/static/")
                kind = mimetypes.guess_type(file.name)[0]
                route.fulfill(body=file.read_bytes(), content_type=kind)
                return
            request = RequestFactory().get(path)
            request.COOKIES.update(cookies)
            html = styleguide.page(request, layout).content.decode()
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)

        context = browser.new_context(
            locale="zh-CN",
            viewport=at,  # type: ignore[arg-type]
            java_script_enabled=scripts,
        )
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto(f"{SITE}/{layout}/")
        return page

    yield open_page
    for context in browser.contexts:
        context.close()
    assert complaints == []


LOOKS: list[Any] = [
    pytest.param("phone", PHONE, {}, id="phone"),
    pytest.param("phone", NARROW, {"size": "large"}, id="phone-narrow-large"),
    pytest.param("phone", PHONE, {"theme": "dark"}, id="phone-dark"),
    pytest.param("desk", DESK, {}, id="desk"),
    pytest.param("desk", DESK, {"theme": "dark"}, id="desk-dark"),
    pytest.param("desk", DESK, {"size": "large"}, id="desk-large"),
    pytest.param("desk", PHONE, {}, id="desk-on-a-phone"),
]


@pytest.mark.parametrize(("layout", "at", "cookies"), LOOKS)
def test_everybody_can_use_it(
    visit: Open, layout: str, at: dict[str, int], cookies: dict[str, str]
) -> None:
    page = visit(layout, at=at, **cookies)
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == at["width"]


# Every text that can be seen, with its size in pixels.
TEXT_SIZES = """() => {
    const speaks = (node) =>
        [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    return [...document.querySelectorAll("body *")]
        .filter((node) => speaks(node) && node.checkVisibility())
        .filter((node) => !node.closest(".sr-only, .skip, template, script"))
        .map((node) => [parseFloat(getComputedStyle(node).fontSize), node.textContent.trim()]);
}"""

# Everything that can be pressed, with its height; a box or circle is pressed by its label.
TARGETS = """() => {
    const pressed = "a[href], button, summary, select, textarea, input:not([type=hidden], .file)";
    return [...document.querySelectorAll(pressed)]
        .filter((node) => node.checkVisibility() && !node.closest(".skip"))
        .map((node) => node.closest("label") ?? node)
        .map((node) => [node.getBoundingClientRect().height, node.outerHTML.slice(0, 120)]);
}"""


@pytest.mark.parametrize(("cookies", "text", "target"), [({}, 16, 48), ({"size": "large"}, 20, 48)])
def test_words_and_targets_on_the_phone_are_large_enough(
    visit: Open, cookies: dict[str, str], text: int, target: int
) -> None:
    page = visit("phone", at=PHONE, **cookies)
    assert [found for found in page.evaluate(TEXT_SIZES) if found[0] < text] == []
    assert [found for found in page.evaluate(TARGETS) if round(found[0]) < target] == []


def test_targets_of_the_desk_grow_on_a_phone(visit: Open) -> None:
    page = visit("desk", at=PHONE)
    assert [found for found in page.evaluate(TARGETS) if round(found[0]) < 44] == []


def test_rows_of_a_list_become_cards_on_a_phone(visit: Open) -> None:
    page = visit("desk", at=PHONE)
    assert not page.locator("table.t thead").is_visible()
    cell = page.locator("table.t td[data-label]").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"小区"'


def photo(name: str, colour: str) -> FilePayload:
    picture = BytesIO()
    Image.new("RGB", (80, 60), colour).save(picture, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def chosen(page: Page) -> list[str]:
    names: list[str] = page.locator("input[type=file]").evaluate(
        "input => [...input.files].map((file) => file.name)"
    )
    return names


class TestPhotos:
    def test_photos_add_up_and_can_be_taken_out(self, visit: Open) -> None:
        page = visit("phone", at=PHONE)
        field = page.locator("input[type=file]")
        field.set_input_files([photo("a.jpg", "red"), photo("b.jpg", "green")])
        field.set_input_files([photo("c.jpg", "blue")])
        assert chosen(page) == ["a.jpg", "b.jpg", "c.jpg"]
        page.locator("[data-photo-list] button").nth(1).click()
        assert chosen(page) == ["a.jpg", "c.jpg"]
        assert page.locator("[data-photo-status]").inner_text() == "已选2张照片"

    def test_a_preview_shows_the_photo(self, visit: Open) -> None:
        page = visit("phone", at=PHONE)
        page.locator("input[type=file]").set_input_files([photo("a.jpg", "red")])
        page.wait_for_function(
            """() => document.querySelector("[data-photo-list] canvas")
                .getContext("2d").getImageData(120, 120, 1, 1).data[0] > 200"""
        )

    def test_what_the_browser_cannot_show_is_named(self, visit: Open) -> None:
        page = visit("phone", at=PHONE)
        heic: FilePayload = {"name": "IMG_1.HEIC", "mimeType": "image/heic", "buffer": b"?"}
        page.locator("input[type=file]").set_input_files([heic])
        page.locator("[data-photo-list] .name", has_text="IMG_1.HEIC").wait_for()

    def test_no_more_than_the_limit(self, visit: Open) -> None:
        page = visit("phone", at=PHONE)
        many = [photo(f"{number}.jpg", "red") for number in range(9)]
        page.locator("input[type=file]").set_input_files(many)
        assert len(chosen(page)) == 6
        assert page.locator(".add").count() == 0

    def test_without_scripts_it_is_a_plain_field(self, visit: Open) -> None:
        page = visit("phone", at=PHONE, scripts=False)
        assert page.locator("input[type=file]").is_visible()
        assert not page.locator("[data-photo-list]").is_visible()


def test_a_form_is_sent_once_and_says_so(visit: Open) -> None:
    page = visit("phone", at=PHONE)
    page.wait_for_load_state("networkidle")
    sent, words, disabled = page.evaluate(
        """() => {
            let sent = 0;
            addEventListener("submit", (event) => {
                if (!event.defaultPrevented) sent += 1;
                event.preventDefault();
            });
            const button = document.querySelector(".sticky button");
            button.click();
            button.click();
            return [sent, button.innerText, button.getAttribute("aria-disabled")];
        }"""
    )
    assert (sent, words, disabled) == (1, "提交中…", "true")


class TestDesk:
    @pytest.fixture
    def page(self, visit: Open) -> Page:
        page = visit("desk", at=DESK)
        page.wait_for_load_state("networkidle")
        return page

    def test_keys_walk_the_rows_and_select(self, page: Page) -> None:
        links = page.locator("table.t tbody a")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert links.nth(1).evaluate("link => link === document.activeElement")
        assert not page.locator(".batch").is_visible()
        page.keyboard.press("x")
        assert page.locator("table.t tbody input:checked").count() == 1
        assert page.locator(".batch").is_visible()
        page.keyboard.press("k")
        assert links.nth(0).evaluate("link => link === document.activeElement")

    def test_keys_are_letters_while_one_types(self, page: Page) -> None:
        page.keyboard.press("/")
        page.keyboard.type("jk?")
        assert page.locator("[data-search]").input_value() == "jk?"
        assert not page.locator("dialog").is_visible()

    def test_single_keys_can_be_switched_off_for_good(self, page: Page) -> None:
        page.keyboard.press("?")
        page.locator("[data-keys-switch]").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("?")
        assert not page.locator("dialog").is_visible()
        assert not page.locator(".keys").first.is_visible()

    def test_escape_closes_the_menu(self, page: Page) -> None:
        page.locator("[data-menu] summary").click()
        assert page.locator(".sheet").is_visible()
        page.keyboard.press("Escape")
        assert not page.locator(".sheet").is_visible()

    @pytest.mark.parametrize("scripts", [True, False])
    def test_the_drawer_opens_and_closes(self, visit: Open, scripts: bool) -> None:
        page = visit("desk", at=PHONE, scripts=scripts)
        side = page.locator(".side")
        assert not side.is_visible()
        page.locator(".burger").click()
        side.wait_for(state="visible")
        page.locator(".side .close").click()
        side.wait_for(state="hidden")
