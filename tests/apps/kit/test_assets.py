"""The vendored files are what the manifest says, small enough, and readable in both themes."""

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.purge_css import Keep, purge

ROOT = Path(__file__).resolve().parents[3]
KIT = Path("src/mashangban/kit")
CSS = ROOT / KIT / "static/kit/css"
VENDOR = ROOT / KIT / "static/kit/vendor"


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of all that the check looks at."""
    for name in (KIT / "static/kit/vendor", KIT / "fonts", Path("tools")):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("package.json", "package-lock.json", ".npmrc", "THIRD_PARTY.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def run_check(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(folder / "tools/vendor_assets.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


class TestCheck:
    def test_the_committed_files_are_those_of_the_manifest(self) -> None:
        assert run_check(ROOT) == (0, "")

    def test_an_edited_file_is_told(self, checkout: Path) -> None:
        script = checkout / KIT / "static/kit/vendor/htmx/htmx.js"
        script.write_text(script.read_text() + "\n")
        code, told = run_check(checkout)
        assert code == 1
        assert f"{KIT}/static/kit/vendor/htmx/htmx.js differs" in told

    def test_a_missing_and_an_added_file_are_told(self, checkout: Path) -> None:
        (checkout / KIT / "fonts/OFL.txt").unlink()
        (checkout / KIT / "static/kit/vendor/jquery.js").write_text("")
        code, told = run_check(checkout)
        assert code == 1
        assert "fonts/OFL.txt is missing" in told
        assert "jquery.js is not in the manifest" in told

    def test_a_changed_list_asks_for_a_refresh(self, checkout: Path) -> None:
        icons = checkout / "tools/assets/icons.txt"
        icons.write_text(icons.read_text() + "robot\n")
        assert "tools/assets/icons.txt has changed" in run_check(checkout)[1]

    def test_a_host_in_the_lock_file_is_told(self, checkout: Path) -> None:
        lock = checkout / "package-lock.json"
        lock.write_text(
            lock.read_text().replace(
                '"license": "0BSD"', '"license": "0BSD", "resolved": "https://example.org/htmx.tgz"'
            )
        )
        assert "names a host for node_modules/htmx.org" in run_check(checkout)[1]

    def test_another_version_in_the_lock_file_is_told(self, checkout: Path) -> None:
        lock = checkout / "package-lock.json"
        lock.write_text(lock.read_text().replace('"version": "2.0.10"', '"version": "2.0.11"'))
        assert "htmx.org differs from package-lock.json" in run_check(checkout)[1]

    def test_a_package_without_a_licence_line_is_told(self, checkout: Path) -> None:
        (checkout / "THIRD_PARTY.md").write_text("")
        assert "does not name weui 2.6.26" in run_check(checkout)[1]


class TestPurge:
    keep = Keep.parse("btn # buttons\nbtn-*\n!theme=dark\n")

    def purged(self, css: str) -> str:
        return purge(css, self.keep).strip()

    def test_only_selectors_of_kept_classes_stay(self) -> None:
        assert self.purged(".btn,.card{color:red}.card .btn{top:0}") == ".btn{color:red}"

    def test_selectors_without_classes_stay(self) -> None:
        assert self.purged("a:hover{color:red}") == "a:hover{color:red}"

    def test_what_not_requires_is_not_needed(self) -> None:
        css = ".btn:not(.card):is(.x,.y){color:red}"
        assert self.purged(css) == css

    def test_dropped_texts_win(self) -> None:
        assert self.purged("[theme=dark] .btn{color:red}") == ""

    def test_blocks_of_media_stay_while_something_is_in_them(self) -> None:
        css = "@media print{.btn{top:0}.card{top:0}}@media (width>9px){.card{top:0}}"
        assert self.purged(css) == "@media print{.btn{top:0}}"

    def test_unread_properties_go_and_chains_of_read_ones_stay(self) -> None:
        css = ":root{--a:var(--b);--b:1px;--c:2px}.btn{top:var(--a)}"
        assert self.purged(css) == ":root{--a:var(--b);--b:1px}.btn{top:var(--a)}"

    def test_only_used_keyframes_stay(self) -> None:
        css = "@keyframes spin{to{top:0}}@keyframes fade{to{top:1px}}.btn{animation:spin 1s}"
        assert self.purged(css) == "@keyframes spin{to{top:0}}.btn{animation:spin 1s}"

    def test_semicolons_and_braces_in_strings_do_not_end_anything(self) -> None:
        css = ".btn{background:url(\"data:image/svg+xml;utf8,<svg{}>\");content:'}'}"
        assert self.purged(css) == css

    def test_the_notice_of_the_authors_stays(self) -> None:
        assert self.purged("/*! Authors, MIT */.card{top:0}") == "/*! Authors, MIT */"


class TestBudget:
    def test_weui_is_cut_down(self) -> None:
        assert compressed(VENDOR / "weui/weui.css") <= 8_000

    def test_what_a_residents_page_loads_leaves_room_for_the_page(self) -> None:
        files = [
            VENDOR / "weui/weui.css",
            VENDOR / "icons/icons.svg",
            ROOT / KIT / "static/kit/js/submit.js",
            ROOT / KIT / "static/kit/img/logo.svg",
            *(CSS / name for name in ("tokens.css", "dark.css", "shared.css", "resident.css")),
        ]
        assert sum(compressed(file) for file in files) <= 40_000

    def test_nothing_is_fetched_from_elsewhere(self) -> None:
        texts = [
            file.read_text(encoding="utf-8")
            for pattern in ("**/*.css", "js/*.js")
            for file in (ROOT / KIT / "static/kit").glob(pattern)
        ]
        assert len(texts) >= 8
        for text in texts:
            assert not re.findall(r"(?:url\(|@import|src=|from)\s*[\"']?https?://", text)
            assert "sourceMappingURL" not in text


def roles(file: str) -> dict[str, str]:
    """Return the colours that the first :root block of a stylesheet gives its names."""
    block = re.search(r":root \{(.*?)\n\}", (CSS / file).read_text(encoding="utf-8"), re.S)
    assert block
    return dict(re.findall(r"--msb-([\w-]+): (#[0-9a-f]{6});", block[1]))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


WORDS_ON_GROUND = [
    ("on-brand", "brand-600"),
    ("brand-600", "surface"),
    ("brand-700", "brand-50"),
    ("brand-800", "brand-100"),
    ("ink-1", "surface"),
    ("ink-2", "surface"),
    ("ink-3", "surface"),
    ("ink-3", "bg"),
    ("ink-2", "surface-2"),
    ("bar-ink-2", "bar"),
    ("panel-ink-2", "panel"),
    ("notice-ink", "notice-bg"),
    ("clock-ok", "clock-ok-bg"),
    ("clock-soon", "clock-soon-bg"),
    ("clock-late-on", "clock-late-solid"),
    ("clock-late", "surface"),
    ("clock-late", "clock-late-bg"),
    ("clock-hold", "clock-hold-bg"),
    ("clock-done", "clock-done-bg"),
    ("grade-a-fg", "grade-a-bg"),
    ("grade-b-fg", "grade-b-bg"),
    ("grade-c-fg", "grade-c-bg"),
    ("grade-d-fg", "grade-d-bg"),
    ("grade-n-fg", "grade-n-bg"),
    ("sev-urgent", "surface"),
    ("sev-high", "surface"),
    ("red", "surface"),
]


class TestThemes:
    light = roles("tokens.css")
    dark = {**roles("tokens.css"), **roles("dark.css")}

    def test_the_dark_theme_names_no_role_of_its_own(self) -> None:
        assert set(roles("dark.css")) <= set(self.light)

    @pytest.mark.parametrize(("words", "ground"), WORDS_ON_GROUND)
    def test_words_can_be_read(self, words: str, ground: str) -> None:
        for theme in (self.light, self.dark):
            assert contrast(theme[words], theme[ground]) >= 4.5

    @pytest.mark.parametrize("edge", ["control", "focus", "brand-600"])
    def test_edges_of_controls_can_be_seen(self, edge: str) -> None:
        for theme in (self.light, self.dark):
            assert contrast(theme[edge], theme["surface"]) >= 3

    def test_our_stylesheets_read_no_property_of_a_vendored_one(self) -> None:
        for file in CSS.glob("*.css"):
            assert "var(--tblr-" not in file.read_text(encoding="utf-8")
            assert "var(--weui-" not in file.read_text(encoding="utf-8")
