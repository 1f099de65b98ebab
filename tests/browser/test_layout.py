"""Residents' pages on the narrowest phone, at 400 % zoom, and in large print.

320 px is what a browser lays out at 400 % on a screen of 1280 (WCAG 2.2, 1.4.10). Sizes are those
of the visual language: nothing to be tapped below 44 px, no text below 16 px, 20 in large print.
"""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.apps.files.pictures import jpeg
from tests.browser.conftest import NARROW, PHONE, Visit
from tests.browser.installation import Installation
from tests.browser.pages import resident_pages, staff_pages
from tests.browser.steps import a_photo

LEAST_TARGET = 44

# Radio buttons lie over their tile, the file field under its button, a box in its label: those are
# what is tapped.
LOOK = """() => {
  const visible = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(node).visibility === "visible";
  };
  const name = (node) =>
    (node.getAttribute("aria-label") || node.innerText || node.name || "").trim();
  const tapped = document.querySelectorAll(
    "a, button, summary, select, textarea, label.tile, label.add, label.choice, " +
    "input:not([type=hidden])");
  const targets = [...tapped].filter(visible).filter((node) => !node.closest(".skip"))
    .filter((node) => node.tagName !== "INPUT" || !node.closest("label.choice"));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const sizes = [];
  while (walker.nextNode()) {
    const words = walker.currentNode.data.trim();
    const parent = walker.currentNode.parentElement;
    if (words && visible(parent) && !parent.closest("script, .sr-only, .skip"))
      sizes.push([parseFloat(getComputedStyle(parent).fontSize), words]);
  }
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    controls: targets.map(name).filter(Boolean),
    small: targets.map((node) => [node.getBoundingClientRect(), name(node)])
      .filter(([box]) => Math.min(box.width, box.height) < LEAST_TARGET - 0.5)
      .map(([box, text]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${text}`),
    sizes,
  };
}""".replace("LEAST_TARGET", str(LEAST_TARGET))


def look_at(page: Page, *, least_text: int) -> dict[str, Any]:
    """Measure the page; it must not scroll sideways, and nothing on it may be too small."""
    found: dict[str, Any] = page.evaluate(LOOK)
    assert found["overflow"] <= 0, f"{found['overflow']} px wider than the screen"
    assert found["small"] == []
    assert [line for line in found["sizes"] if line[0] < least_text] == []
    return found


def test_every_page_fits_and_large_print_keeps_its_order(
    visit: Visit, installation: Installation
) -> None:
    page = visit(size=NARROW)
    large = visit(size=NARROW)
    large.goto("/")
    large.get_by_role("button", name="大字版").click()
    expect(large.locator("html")).to_have_attribute("data-size", "large")
    wrong = []
    for name, address in resident_pages(installation).items():
        page.goto(address)
        large.goto(address)
        try:
            usual = look_at(page, least_text=16)
            bigger = look_at(large, least_text=20)
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
            continue
        renamed = ["标准字" if control == "大字版" else control for control in usual["controls"]]
        if bigger["controls"] != renamed:
            wrong.append(f"{name}: other controls in large print: {bigger['controls']}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_a_report_with_errors_and_photos_fits(
    visit: Visit, installation: Installation, *, large: bool
) -> None:
    page = visit(size=NARROW)
    page.goto(f"{installation.code_url()}report/")
    if large:
        page.get_by_role("button", name="大字版").click()
    least = 20 if large else 16
    page.get_by_label("4. 拍照片").set_input_files(
        [a_photo(jpeg(), f"{number}.jpg") for number in range(6)]
    )
    expect(page.get_by_role("button", name="删除第")).to_have_count(6)
    look_at(page, least_text=least)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page, least_text=least)


def test_the_workbench_fits_on_a_telephone(visit: Visit, installation: Installation) -> None:
    wrong = []
    for user, pages in staff_pages(installation).items():
        page = visit(size=PHONE, user=user)
        for name, address in pages.items():
            page.goto(address)
            try:
                look_at(page, least_text=12)
            except AssertionError as error:
                wrong.append(f"{name}: {error}")
    assert not wrong, "\n".join(wrong)
