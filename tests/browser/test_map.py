"""The map in a browser that really draws, and the list that stands for it where nothing does."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, NARROW, PHONE, Visit
from tests.browser.installation import Installation

MAP = "document.querySelector('[data-map]').map.map"
DRAWN_WITHIN = 60_000  # milliseconds; without a graphics card a busy machine is slow
DRAWN = "[data-map][data-state=drawn]"
# What MapLibre says it has on the screen: names of features by layer.
ON_SCREEN = """() => {
  const { map, layers } = document.querySelector("[data-map]").map;
  const names = (id) =>
    map.queryRenderedFeatures({ layers: [id] }).map((each) => each.properties.name);
  return Object.fromEntries(layers.map(({ id }) => [id, [...new Set(names(id))].sort()]));
}"""
# Whether the picture holds a pixel of a token's colour.
HAS_COLOUR = """(token) => {
  const canvas = document.querySelector("canvas.maplibregl-canvas");
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  const pen = copy.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = getComputedStyle(document.body).getPropertyValue(`--msb-${token}`).trim();
  pen.fillRect(0, 0, 1, 1);
  const wanted = pen.getImageData(0, 0, 1, 1).data.join();
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, copy.width, copy.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) seen.add(data.slice(at, at + 4).join());
  return seen.has(wanted);
}"""


# The subdistrict with the two compounds that lie on the map.
HERE = "/map/?subdistrict=990101001"


def open_map(page: Page, address: str = HERE) -> Page:
    page.goto(address)
    expect(page.locator(DRAWN)).to_be_visible(timeout=DRAWN_WITHIN)
    return page


def on_screen(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = page.evaluate(ON_SCREEN)
    return found


def place_of(page: Page, name: str) -> dict[str, float]:
    """Return where on the screen a compound lies."""
    found: dict[str, float] = page.evaluate(
        """(name) => {
          const { map, features } = document.querySelector("[data-map]").map;
          const found = [...features.values()].find((each) => each.name === name);
          const at = map.project(found.geometry.coordinates);
          const box = map.getCanvas().getBoundingClientRect();
          return { x: box.x + at.x, y: box.y + at.y };
        }""",
        name,
    )
    return found


def card(page: Page) -> Any:
    return page.locator("[data-map-card]")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_is_drawn(
    visit: Visit, installation: Installation, theme: str, size: dict[str, int]
) -> None:
    page = visit(size=size, user="lin")
    page.context.add_cookies([{"name": "theme", "value": theme, "url": installation.base_url}])
    open_map(page)
    assert on_screen(page) == {
        "subdistricts": ["梧桐里街道"],
        "compounds": ["听松小区", "石桥公寓"],
        "open": ["听松小区"],
        "late": ["听松小区"],
    }
    for token in ("surface", "bg", "brand-600", "clock-late-solid"):
        assert page.evaluate(HAS_COLOUR, token), token


def test_a_manager_sees_what_is_theirs(visit: Visit) -> None:
    page = open_map(visit(size=DESK, user="zhao"))
    assert on_screen(page) == {
        "subdistricts": ["梧桐里街道"],
        "compounds": ["石桥公寓"],
        "open": [],
        "late": [],
    }


def test_the_keys_walk_the_list_and_the_map_follows(
    visit: Visit, installation: Installation
) -> None:
    page = open_map(visit(size=DESK, user="lin"))
    rows = page.locator("#map-list tbody tr")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    expect(card(page)).to_contain_text("听松小区")
    expect(card(page)).to_contain_text("在办报修")
    assert "sel" in (rows.nth(1).get_attribute("class") or "")
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(rows.nth(1).get_by_role("link")).to_be_focused()
    page.keyboard.press("k")
    expect(card(page)).to_contain_text("石桥公寓")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(installation.compound_url("听松小区"))


def test_what_lies_outside_is_brought_in(visit: Visit) -> None:
    page = open_map(visit(size=DESK, user="lin"))
    page.evaluate(f"{MAP}.jumpTo({{ center: [125, 31], zoom: 12 }})")
    page.locator("#map-list tbody a").first.focus()
    page.wait_for_function(f"() => ({ON_SCREEN})().compounds.includes('石桥公寓')")


def test_pointing_and_clicking_tie_map_and_list(visit: Visit, installation: Installation) -> None:
    page = open_map(visit(size=DESK, user="lin"))
    there = place_of(page, "听松小区")
    row = page.locator("#map-list tr", has_text="听松小区")
    page.mouse.move(there["x"], there["y"])
    page.wait_for_function("() => document.querySelector('.is-pointed')")
    assert "is-pointed" in (row.get_attribute("class") or "")
    page.mouse.click(there["x"], there["y"])
    expect(card(page).get_by_role("heading")).to_have_text("听松小区")
    expect(card(page)).to_contain_text("其中超时")
    card(page).get_by_role("button", name="关闭").click()
    expect(card(page)).to_be_hidden()
    expect(row.get_by_role("link")).to_be_focused()
    page.mouse.click(there["x"], there["y"])
    card(page).get_by_role("link", name="打开").click()
    expect(page).to_have_url(installation.compound_url("听松小区"))
    expect(page.get_by_role("heading", level=1)).to_have_text("听松小区")


def test_layers_are_switched_off_and_on(visit: Visit) -> None:
    page = open_map(visit(size=DESK, user="lin"))
    box = page.get_by_role("checkbox", name="超时报修")
    box.uncheck()
    page.wait_for_function(f"() => ({ON_SCREEN})().late.length === 0")
    box.check()
    page.wait_for_function(f"() => ({ON_SCREEN})().late.length === 1")


def test_searching_changes_list_and_map_without_a_new_page(
    visit: Visit, installation: Installation
) -> None:
    page = open_map(visit(size=DESK, user="lin"))
    page.evaluate("window.same = true")
    before = page.evaluate(f"{MAP}.getZoom()")
    page.get_by_label("找小区").fill("sqgy")
    page.keyboard.press("Enter")
    expect(page.locator("#map-list tbody tr")).to_have_count(1)
    expect(page.locator("#map-said")).to_have_text("本页 1 个")
    assert page.evaluate(f"{MAP}.getZoom()") > before
    assert page.evaluate("window.same")
    assert page.url.startswith(f"{installation.base_url}/map/?words=sqgy")
    page.get_by_label("找小区").fill("")
    page.locator("#map-subdistrict").select_option("990101001")
    expect(page.locator("#map-list tbody tr")).to_have_count(2)
    page.get_by_role("link", name="去掉这个条件").click()
    expect(page).to_have_url(f"{installation.base_url}/map/")


def test_without_webgl_the_list_stands_alone(visit: Visit) -> None:
    page = visit(size=DESK, user="lin")
    page.add_init_script(
        """HTMLCanvasElement.prototype.getContext = ((real) => function (kind, ...rest) {
          return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
        })(HTMLCanvasElement.prototype.getContext);"""
    )
    page.goto("/map/")
    expect(page.get_by_text("浏览器没有 WebGL")).to_be_visible()
    page.get_by_label("找小区").fill("ts")
    page.keyboard.press("Enter")
    expect(page.locator("#map-list tbody tr")).to_have_count(1)
    expect(page.locator("#map-list")).to_contain_text("超时")


def test_without_scripts_the_list_stands_alone(visit: Visit) -> None:
    page = visit(size=PHONE, user="lin", java_script_enabled=False)
    page.goto("/map/")
    told = page.locator("[data-map] noscript p")
    expect(told).to_be_visible()
    expect(told).to_contain_text("浏览器关掉了脚本")
    page.get_by_label("找小区").fill("ts")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#map-list tbody tr")).to_have_count(1)


def test_a_part_that_does_not_arrive_is_said(visit: Visit) -> None:
    page = visit(size=DESK, user="lin")
    page.route("**/requests/map.json", lambda route: route.fulfill(status=204))
    open_map(page)
    expect(page.get_by_text("地图没有全部读到")).to_be_visible()
    assert on_screen(page)["compounds"] == ["听松小区", "石桥公寓"]


def test_paper_gets_the_picture_in_light_colours(visit: Visit, installation: Installation) -> None:
    page = visit(size=DESK, user="lin")
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": installation.base_url}])
    open_map(page)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    pen = "document.querySelector('[data-map-paper]').getContext('2d')"
    corner = page.evaluate(f"[...{pen}.getImageData(3, 200, 1, 1).data]")
    assert corner == [0xF2, 0xF5, 0xF6, 255]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("[data-map-paper]")).to_have_count(0)


@pytest.mark.parametrize("print_size", ["normal", "large"])
@pytest.mark.parametrize("size", [DESK, NARROW], ids=["desk", "narrow"])
def test_axe_finds_nothing_on_the_drawn_map(
    visit: Visit, installation: Installation, size: dict[str, int], print_size: str
) -> None:
    page = visit(size=size, user="lin")
    page.context.add_cookies([{"name": "size", "value": print_size, "url": installation.base_url}])
    open_map(page)
    page.locator("[data-map-layers]").evaluate("pane => (pane.open = true)")
    page.locator("#map-list tbody a").first.focus()
    expect(card(page)).to_be_visible()
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
