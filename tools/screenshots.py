"""Photograph the pages of a demonstration into docs/images.

    python tools/screenshots.py [NAME …]    only pictures whose names begin so

A small fictional district is made in a folder of its own, with the clock set to one moment, so that
the pictures hardly change unless the pages do. Names are those of the mock-ups where there is one.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pypdfium2
from browser import launch_arguments
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
# A working Monday morning, 10:12 in Shanghai.
MOMENT = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
READY_WITHIN = 120  # seconds
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1440, "height": 900}
MASHANGBAN = (sys.executable, "-m", "mashangban.cli")
MOST_BYTES = 200_000
FEWEST_COLOURS = 64
_NOT_ITS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MASHANGBAN_MODE", "MASHANGBAN_BASE_URL")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A running demonstration, as its demo.json describes it."""

    home: Path
    base_url: str
    resident_url: str
    follow_url: str
    accounts: dict[str, dict[str, str]]

    def command(self, *words: str) -> None:
        """Run another command of the product on it."""
        subprocess.run(
            [*MASHANGBAN, *words],
            env={**_environment(self.home), "MASHANGBAN_MODE": "demo"},
            stdout=subprocess.DEVNULL,
            check=True,
        )


@dataclass(slots=True)
class Camera:
    """Opens pages as a phone or a desk and keeps pictures of them."""

    browser: Browser
    demonstration: Demonstration
    wanted: tuple[str, ...]
    taken: dict[str, Image.Image] = field(default_factory=dict)
    _signed_in: dict[str, Any] = field(default_factory=dict)

    def phone(self, role: str = "", **options: Any) -> Page:
        return self._open(role, viewport=PHONE, device_scale_factor=2, **options)

    def desk(self, role: str = "", **options: Any) -> Page:
        return self._open(role, viewport=DESK, **options)

    def shoot(self, page: Page, name: str, *, whole: bool = True) -> None:
        """Keep a picture of the page, or of the screen only, as docs/images/NAME.png."""
        page.evaluate("document.activeElement?.blur()")
        page.wait_for_load_state("networkidle")
        screen = page.viewport_size
        assert screen is not None
        if whole:  # a longer screen, so that a bar that sticks to its foot is at the foot
            height = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": screen["width"], "height": height})
        self.keep(Image.open(io.BytesIO(page.screenshot())), name)
        page.set_viewport_size(screen)

    def keep(self, picture: Image.Image, name: str) -> None:
        self.taken[name] = picture = picture.convert("RGB")
        if self.wanted and not name.startswith(self.wanted):
            return
        content = compressed(picture)
        (IMAGES / f"{name}.png").write_bytes(content)
        print(f"{name}.png  {picture.width} × {picture.height}  {len(content) / 1000:.0f} kB")

    def _open(self, role: str, **options: Any) -> Page:
        context = self.browser.new_context(
            base_url=self.demonstration.base_url,
            locale=options.pop("locale", "zh-CN"),
            storage_state=self._state_of(role) if role else None,
            **options,
        )
        return context.new_page()

    def _state_of(self, role: str) -> Any:
        if role not in self._signed_in:
            context = self.browser.new_context(base_url=self.demonstration.base_url)
            _sign_in(context, self.demonstration.accounts[role])
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as running, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        camera = Camera(browser, running, tuple(sys.argv[1:]))
        residents(camera)
        paper(camera)
        staff(camera)
        overview(camera)
        browser.close()
    if not camera.wanted:
        for path in IMAGES.glob("*.png"):
            if path.stem not in camera.taken:
                path.unlink()
    return 0


def residents(camera: Camera) -> None:
    """The resident's way: code, report, timeline, rating."""
    shown = camera.demonstration
    page = camera.phone()
    page.goto(shown.resident_url)
    camera.shoot(page, "r1-compound")
    page.get_by_role("button", name="大字版").click()
    camera.shoot(page, "r1-compound-large")
    _prefer(page, size="normal", theme="dark")
    page.goto(shown.resident_url)
    camera.shoot(page, "r1-compound-dark")
    _prefer(page, theme="light", language="en")
    page.goto(shown.resident_url)
    camera.shoot(page, "r1-compound-en")
    _prefer(page, language="zh-hans")
    for name, change in (("mistyped", "0"), ("forged", "forged")):
        page.goto(f"/c/{_spoilt(shown.resident_url, change)}/")
        camera.shoot(page, f"code-problem-{name}")

    page.goto(shown.follow_url)
    camera.shoot(page, "r3-timeline")
    photos = _photos_of(page)
    page.get_by_role("button", name="修好了").click()
    page.get_by_role("radio", name="满意").check()
    page.get_by_label("还想说的话").fill("师傅来得很快，走时还把台阶扫了。")
    camera.shoot(page, "r4-rating")

    page.goto(f"{shown.resident_url}/report/")
    page.get_by_role("radio", name="楼道灯").check()
    page.get_by_label("具体位置").fill("三楼到四楼转角")
    page.get_by_label("4. 拍照片").set_input_files(photos)
    page.get_by_role("button", name="提交").click()
    page.get_by_label("4. 拍照片").set_input_files(photos)
    camera.shoot(page, "r2-report")
    page.get_by_label("3. 怎么了？").fill("灯不亮已两天，晚上看不清台阶。")
    page.get_by_label("手机号").fill("13800000142")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/f/**")
    _wait_for_photos(page)
    camera.shoot(page, "r2-received")
    page.goto("/my/")
    camera.shoot(page, "my-reports")
    for address, name in (("/", "welcome"), ("/privacy/", "privacy"), ("/my/none/", "not-there")):
        page.goto(address)
        camera.shoot(page, name)
    page.goto("/accounts/login/")
    camera.shoot(page, "sign-in")


def paper(camera: Camera) -> None:
    """The sheet that hangs on the wall."""
    shown = camera.demonstration
    sheet = shown.home / "sheet.pdf"
    shown.command("issue-codes", "--compound", "听松小区", "--place", "2 号楼", "--out", str(sheet))
    camera.keep(_first_page(sheet.read_bytes()), "code-sheet")


def staff(camera: Camera) -> None:
    """The workbench: home, list, one request; the manager on the phone too."""
    manager = camera.desk("project_manager")
    for address, name in (("/", "d1-home"), ("/notifications/", "d-messages")):
        manager.goto(address)
        camera.shoot(manager, name, whole=False)
    manager.goto("/requests/?tab=late")
    manager.locator("table.requests a").last.click()
    manager.locator("summary", has_text="为什么是").click()
    camera.shoot(manager, "d3-request", whole=False)

    bureau = camera.desk("bureau")
    bureau.goto("/")
    camera.shoot(bureau, "d1-home-bureau", whole=False)
    for name, choices in (
        ("d2-requests", {}),
        ("d2-requests-dark", {"theme": "dark"}),
        ("d2-requests-en", {"theme": "light", "language": "en"}),
    ):
        _prefer(bureau, **choices)
        bureau.goto("/requests/?tab=all")
        camera.shoot(bureau, name, whole=False)

    _prefer(bureau, language="zh-hans")
    for name, theme in (("d4-map", "light"), ("d4-map-dark", "dark")):
        _prefer(bureau, theme=theme)
        bureau.goto("/map/")
        bureau.locator("[data-map][data-state=drawn]").wait_for()
        bureau.locator("#map-list a").first.focus()
        camera.shoot(bureau, name, whole=False)

    pocket = camera.phone("project_manager")
    for address, name in (("/", "p-home"), ("/requests/", "p-list")):
        pocket.goto(address)
        camera.shoot(pocket, name, whole=False)
    pocket.goto(manager.url)
    camera.shoot(pocket, "p-request")


def overview(camera: Camera) -> None:
    """The picture of the README: a phone in front of the workbench."""
    desk = camera.taken["d2-requests"]
    phone = camera.taken["r1-compound"].crop((0, 0, 2 * PHONE["width"], 2 * PHONE["height"]))
    phone = phone.resize((PHONE["width"], PHONE["height"]), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", (1640, 1000), "#dfe7ea")
    for picture, place in ((desk, (40, 50)), (phone, (1240, 220))):
        _lay(canvas, picture, place)
    camera.keep(canvas, "overview")


def compressed(picture: Image.Image) -> bytes:
    """Return the picture as PNG, with as many colours as fit into the size allowed."""
    content = _png(picture)
    colours = 256
    while len(content) > MOST_BYTES and colours >= FEWEST_COLOURS:
        content = _png(picture.quantize(colours, dither=Image.Dither.NONE))
        colours //= 2
    return content


@contextlib.contextmanager
def demonstration() -> Iterator[Demonstration]:
    """Run a small demonstration whose clock stands at MOMENT, and leave nothing of it behind."""
    home = Path(tempfile.mkdtemp(prefix="mashangban-"))
    home.chmod(0o755)  # the database's account passes through
    shift = MOMENT - datetime.now(UTC)  # noqa: TID251 - a tool is at the edge
    (home / "clock.json").write_text(json.dumps({"seconds": shift.total_seconds()}))
    said = home / "demo.log"
    with said.open("w") as log:
        program = subprocess.Popen(
            [*MASHANGBAN, "demo", "--size", "small", "--port", "0"],
            env=_environment(home),
            stdout=log,
            stderr=log,
        )
    try:
        yield _opened(home, program, said)
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait()
        shutil.rmtree(home)


def _opened(home: Path, program: subprocess.Popen[bytes], said: Path) -> Demonstration:
    """Wait until the demonstration has announced itself."""
    deadline = time.monotonic() + READY_WITHIN
    while "Stop: Ctrl-C" not in said.read_text(errors="replace"):
        if program.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The demonstration did not start:\n{said.read_text()}")
        time.sleep(0.2)
    found = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    names = ("base_url", "resident_url", "follow_url", "accounts")
    return Demonstration(home=home, **{name: found[name] for name in names})


def _environment(home: Path) -> dict[str, str]:
    """Return our environment without what would lead the demonstration elsewhere."""
    others = {name: value for name, value in os.environ.items() if name not in _NOT_ITS}
    return {**others, "MASHANGBAN_HOME": str(home)}


def _sign_in(context: BrowserContext, account: dict[str, str]) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", account["username"])
    page.fill("[name=password]", account["password"])
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def _prefer(page: Page, **choices: str) -> None:
    origin = page.evaluate("location.origin")
    page.context.add_cookies(
        [{"name": name, "value": value, "url": origin} for name, value in choices.items()]
    )


def _spoilt(address: str, change: str) -> str:
    """Return the token of an address with a slip of the hand, or as a forger would make one."""
    from mashangban.core.identifiers import code_tokens

    token = address.rpartition("/")[2]
    if change == "forged":
        return code_tokens.issue(bytes(code_tokens.BODY_BYTES), b"a key that is not ours")
    return token[:-1] + ("7" if token[-1] != "7" else "8")


def _photos_of(page: Page) -> list[FilePayload]:
    """Return the photos that a page shows, to be sent with another report."""
    addresses = page.locator(".photo a").evaluate_all("links => links.map((link) => link.href)")
    return [
        {
            "name": f"{number}.jpg",
            "mimeType": "image/jpeg",
            "buffer": page.request.get(address).body(),
        }
        for number, address in enumerate(addresses[:2])
    ]


def _wait_for_photos(page: Page) -> None:
    """Reload until the worker has made the page's photos safe to show."""
    for _ in range(100):
        sources = page.locator(".photo img").evaluate_all("all => all.map((one) => one.src)")
        if all(page.request.get(source).status == HTTPStatus.OK for source in sources):
            break
        page.wait_for_timeout(100)
    page.reload()


def _first_page(pdf: bytes) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[0].render(scale=1.4).to_pil()
        return picture
    finally:
        document.close()


def _lay(canvas: Image.Image, picture: Image.Image, place: tuple[int, int]) -> None:
    """Put a picture on the canvas with a soft shadow."""
    left, top = place
    shadow = Image.new("L", canvas.size, 0)
    box = (left, top + 8, left + picture.width, top + picture.height + 8)
    ImageDraw.Draw(shadow).rounded_rectangle(box, radius=12, fill=90)
    canvas.paste("#0a3746", mask=shadow.filter(ImageFilter.GaussianBlur(18)))
    canvas.paste(picture, place)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
