"""How the browser tests start their browser: the one that `tools/browser.py` finds."""

import os
from typing import Any

from tools.browser import chromium


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
