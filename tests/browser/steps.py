"""What residents and project managers do again and again."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.installation import Installation

A_MENDED_LAMP = "灯管烧坏，已换新灯。"


@dataclass(frozen=True, slots=True)
class Reported:
    """What the resident took away."""

    number: str
    follow_url: str


def report(page: Page, installation: Installation, words: str, **fields: object) -> Reported:
    """Report something by the door for programs: quicker than the form, which has its own tests."""
    answer = page.request.post(
        f"{installation.code_url()}report/",
        data={
            "category": "lamp",
            "description": words,
            "idempotency_key": str(uuid.uuid4()),
            **fields,
        },
    )
    assert answer.status == 201, answer.text()
    return Reported(**answer.json())


def a_photo(content: bytes, name: str = "photo.jpg", kind: str = "image/jpeg") -> FilePayload:
    """Return a file as a file field takes it."""
    return {"name": name, "mimeType": kind, "buffer": content}


def open_request(page: Page, number: str) -> None:
    """Find a request in the list by its number and open it."""
    page.goto(f"/requests/?tab=all&q={number}")
    row_of(page, number).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def row_of(page: Page, text: str) -> Locator:
    """Return the rows of the list that show a text."""
    return page.locator("table.requests tbody tr").filter(has_text=text)


def take_on(page: Page, number: str) -> None:
    """Accept a request and set out for it."""
    open_request(page, number)
    page.get_by_role("button", name="受理").click()
    page.get_by_role("button", name="出发").click()


def mend(page: Page, words: str = A_MENDED_LAMP) -> None:
    """Say on the page of a request that it is mended."""
    page.get_by_label("怎么修的").fill(words)
    page.get_by_role("button", name="修好了").click()
    expect(page.get_by_text("已报修好，等居民确认。")).to_be_visible()


def wait_until(page: Page, condition: Callable[[], bool]) -> None:
    """Reload until the worker has done its part."""
    for _ in range(40):
        if condition():
            return
        page.wait_for_timeout(150)
        page.reload()
    raise AssertionError(f"still not so after six seconds: {page.url}")


NUMBER = re.compile(r"PQ-\d{8}-\d{4}")


def number_on(page: Page) -> str:
    """Return the number of the request that a page tells."""
    found = NUMBER.search(page.locator("main").inner_text())
    assert found is not None
    return found.group()
