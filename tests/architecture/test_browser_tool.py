"""The browser is found in the promised order, installed when missing, and never silently absent."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import browser


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """A made-up machine: which programs it has, who we are, and what installing brings."""

    def make(
        *, programs: set[str], root: bool = False, playwright: str | None = None, brings: str = ""
    ) -> list[list[str]]:
        ran: list[list[str]] = []

        def run(command: list[str]) -> bool:
            ran.append(command)
            if brings and brings in command:
                programs.add(brings)
            return bool(brings)

        monkeypatch.delenv("MASHANGBAN_CHROMIUM", raising=False)
        monkeypatch.setattr(
            browser.shutil, "which", lambda name: f"/usr/bin/{name}" if name in programs else None
        )
        monkeypatch.setattr(browser.os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(browser, "playwrights_chromium", lambda: playwright)
        monkeypatch.setattr(browser, "run", run)
        return ran

    return make


def test_a_named_browser_comes_first(
    machine: Callable[..., list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(programs={"chromium", "my-chrome"})
    monkeypatch.setenv("MASHANGBAN_CHROMIUM", "my-chrome")
    assert browser.ensure_chromium() == "/usr/bin/my-chrome"


def test_a_named_browser_that_is_missing_is_told(
    machine: Callable[..., list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    machine(programs={"chromium"})
    monkeypatch.setenv("MASHANGBAN_CHROMIUM", "my-chrome")
    with pytest.raises(browser.NoBrowser, match="my-chrome"):
        browser.ensure_chromium()


def test_the_systems_browser_is_taken_without_installing(
    machine: Callable[..., list[list[str]]],
) -> None:
    ran = machine(programs={"google-chrome", "apt-get"}, root=True)
    assert browser.ensure_chromium() == "/usr/bin/google-chrome"
    assert ran == []


def test_playwrights_own_is_taken_when_the_system_has_none(
    machine: Callable[..., list[list[str]]],
) -> None:
    ran = machine(programs=set(), playwright="/cache/chrome")
    assert browser.ensure_chromium() == "/cache/chrome"
    assert ran == []


def test_root_on_debian_installs_the_package(machine: Callable[..., list[list[str]]]) -> None:
    ran = machine(programs={"apt-get"}, root=True, brings="chromium")
    assert browser.ensure_chromium() == "/usr/bin/chromium"
    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]


@pytest.mark.parametrize("root", [True, False])
def test_no_browser_at_all_is_said_plainly(
    machine: Callable[..., list[list[str]]], capsys: pytest.CaptureFixture[str], *, root: bool
) -> None:
    ran = machine(programs={"apt-get"}, root=root)
    assert browser.main() == 1
    assert "MASHANGBAN_CHROMIUM" in capsys.readouterr().err
    assert ran[-1][1:] == ["-m", "playwright", "install", "chromium"]


def test_a_missing_font_is_told_but_does_not_fail(
    machine: Callable[..., list[list[str]]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    machine(programs={"chromium"})
    monkeypatch.setattr(browser.sys, "platform", "linux")
    assert browser.main() == 0
    assert "fonts-noto-cjk" in capsys.readouterr().err


def test_a_command_that_does_not_exist_has_not_succeeded(tmp_path: Path) -> None:
    assert browser.run([str(tmp_path / "missing")]) is False
