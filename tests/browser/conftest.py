"""One installation and one browser for all tests here; every page that is opened is watched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    StorageState,
    expect,
    sync_playwright,
)

from tests.browser import installation as installations
from tests.browser.installation import Installation
from tests.browser.watching import Watch
from tests.world import PASSWORD
from tools.browser import launch_arguments

HERE = Path(__file__).parent
PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1440, "height": 900}
PATIENCE = 10_000  # milliseconds


class Visit(Protocol):
    """Opens an empty page in a browser of its own; `user` is who is signed in."""

    def __call__(self, *, size: dict[str, int] = PHONE, user: str = "", **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def installation() -> Iterator[Installation]:
    with installations.running() as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """Chromium, gone with the last test here.

    pytest-playwright would keep it for the session, and with it an event loop in this thread;
    Django refuses to ask the database in such a thread.
    """
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def signed_in() -> dict[str, StorageState]:
    """Who has signed in so far, with their cookies: sign-ins are limited to some a minute."""
    return {}


@pytest.fixture
def visit(
    chromium: Browser, installation: Installation, signed_in: dict[str, StorageState]
) -> Iterator[Visit]:
    """Open pages; at the end of the test none of them may have done what `Watch` forbids."""
    watches: list[Watch] = []
    contexts: list[BrowserContext] = []

    def new_page(**options: Any) -> Page:
        context = chromium.new_context(locale="zh-CN", base_url=installation.base_url, **options)
        context.set_default_timeout(PATIENCE)
        watches.append(Watch(context, installation.base_url))
        contexts.append(context)
        return context.new_page()

    def open_page(*, size: dict[str, int] = PHONE, user: str = "", **options: Any) -> Page:
        if user and user not in signed_in:
            page = new_page()
            sign_in(page, user)
            signed_in[user] = page.context.storage_state()
        state = signed_in[user] if user else None
        return new_page(viewport=size, storage_state=state, **options)

    yield open_page
    for context in contexts:
        context.close()
    complaints = [line for watch in watches for line in watch.complaints]
    assert not complaints, "\n".join([*complaints, installation.last_words()])


def sign_in(page: Page, user: str) -> None:
    """Give name and password."""
    page.goto("/accounts/login/")
    page.get_by_label("用户名").fill(user)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
