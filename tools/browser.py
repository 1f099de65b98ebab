"""Find a Chromium for the browser tests, or install one; the same for a Chinese font.

    python tools/browser.py    make sure that there is one, or say plainly why not

Looked for in this order: MASHANGBAN_CHROMIUM, the PATH, Playwright's own. Installed as a Debian
package where we are root on such a system, else downloaded by Playwright.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoBrowser(Exception):
    """No Chromium was found and none could be installed; the message says what to do."""


def chromium() -> str | None:
    """Return the path of the system's Chromium, None when there is none.

    Raises NoBrowser when MASHANGBAN_CHROMIUM names something that is not there.
    """
    named = os.environ.get("MASHANGBAN_CHROMIUM")
    if not named:
        return next((path for name in NAMES if (path := shutil.which(name))), None)
    path = shutil.which(named)
    if path is None:
        raise NoBrowser(f"MASHANGBAN_CHROMIUM is {named!r}, and there is no such program.")
    return path


def launch_arguments() -> dict[str, Any]:
    """Return what Playwright's `chromium.launch` takes; its own browser when the system has none.

    Maps are drawn by software, so that a machine without a graphics card gives the same picture.
    """
    arguments = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses to start as root otherwise
    launch: dict[str, Any] = {"args": arguments}
    if path := chromium():
        launch["executable_path"] = path
    return launch


def playwrights_chromium() -> str | None:
    """Return the path of the Chromium that Playwright downloaded, None when it has none."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def ensure_chromium() -> str:
    """Return the path of a Chromium, installing one if need be; raises NoBrowser."""
    if path := chromium() or playwrights_chromium():
        return path
    if is_root_on_debian():
        print("Installing Chromium …", flush=True)
        if apt_install("chromium") and (path := chromium()):
            return path
    print("Downloading Chromium with Playwright …", flush=True)
    if run([sys.executable, "-m", "playwright", "install", "chromium"]) and (
        path := playwrights_chromium()
    ):
        return path
    raise NoBrowser(
        "The browser tests need Chromium. None was found, and none could be installed.\n"
        "Install it with the system's package manager (Debian: apt-get install chromium),\n"
        "or set MASHANGBAN_CHROMIUM to the path of a Chromium or Chrome."
    )


def ensure_chinese_font() -> bool:
    """Tell whether pages can be photographed with Chinese text, installing a font if need be."""
    if has_chinese_font():
        return True
    if is_root_on_debian():
        print("Installing a Chinese font …", flush=True)
        apt_install("fonts-noto-cjk")
    return has_chinese_font()


def has_chinese_font() -> bool:
    """Tell whether fontconfig knows a font for Chinese; true where there is no fontconfig."""
    if not shutil.which("fc-list"):
        return sys.platform != "linux"
    listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


def is_root_on_debian() -> bool:
    """Tell whether packages can be installed here without asking anybody."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(package: str) -> bool:
    """Install a Debian package and tell whether that worked."""
    return run(["apt-get", "update", "-qq"]) and run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
    )


def run(command: list[str]) -> bool:
    """Run a command without questions and tell whether it succeeded."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        result = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False
    return result.returncode == 0


def main() -> int:
    try:
        ensure_chromium()
    except NoBrowser as error:
        print(error, file=sys.stderr)
        return 1
    if not ensure_chinese_font():
        print(
            "No Chinese font was found: screenshots would show boxes.\n"
            "Install one (Debian: apt-get install fonts-noto-cjk).",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
