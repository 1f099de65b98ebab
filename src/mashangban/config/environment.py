"""Reads the environment once: mode, home folder, secrets.

Three modes: `demo` (fictional data, this machine only), `production`, `test`. What a mode allows
is asked of `Mode`, never compared with a string elsewhere.
"""

import contextlib
import os
import re
import secrets
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from mashangban.kit.components import Tiles

# 审图号 as the authorities print it.
_APPROVAL: Final = re.compile(r"[A-Z\u4e00-\u9fff]{1,6}[(（]\d{4}[)）]\d{1,6}号")  # verbatim: so
_AN_APPROVAL: Final = "GS（2024）0650号"  # verbatim: an example


class Mode(StrEnum):
    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"

    @property
    def clock_may_move(self) -> bool:
        return self is not Mode.PRODUCTION

    @property
    def second_factor_may_be_off(self) -> bool:
        return self is not Mode.PRODUCTION

    @property
    def may_do_without_tls(self) -> bool:
        return self is not Mode.PRODUCTION

    @property
    def makes_its_own_key_ring(self) -> bool:
        return self is not Mode.PRODUCTION

    @property
    def shows_messages_on_console(self) -> bool:
        return self is Mode.DEMO

    @property
    def holds_invented_data_only(self) -> bool:
        return self is Mode.DEMO


def mode() -> Mode:
    """Return the mode: named by `MASHANGBAN_MODE`, else remembered by the home, else production.

    Raises ValueError when the name is unknown.
    """
    name = os.environ.get("MASHANGBAN_MODE") or _remembered_mode() or Mode.PRODUCTION
    try:
        return Mode(name)
    except ValueError:
        known = ", ".join(Mode)
        raise ValueError(f"MASHANGBAN_MODE is {name!r}; set it to one of: {known}.") from None


def remember_mode(of_home: Mode) -> None:
    """Let later commands in this home run in the same mode: `mashangban clock` beside a demo."""
    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    (home() / "mode").write_text(of_home)


def _remembered_mode() -> str:
    with contextlib.suppress(FileNotFoundError):
        return (home() / "mode").read_text().strip()
    return ""


def home() -> Path:
    """Return the folder that holds database, files, keys and logs (`MASHANGBAN_HOME`)."""
    return Path(os.environ.get("MASHANGBAN_HOME", ".data")).absolute()


def base_url() -> str:
    """Return the address that is printed on paper (`MASHANGBAN_BASE_URL`), without a slash behind.

    Raises ValueError for one that no browser would open.
    """
    url = os.environ.get("MASHANGBAN_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(
            f"MASHANGBAN_BASE_URL is {url!r}; write http:// or https:// and a host name."
        )
    return url


def hosts(address: str) -> list[str]:
    """Return the host names by which visitors may ask: of `address`, and of `MASHANGBAN_HOSTS`."""
    others = os.environ.get("MASHANGBAN_HOSTS", "").split(",")
    named = [urlsplit(address).hostname or "", *(name.strip() for name in others)]
    return [name for name in named if name]


def trusted_proxies() -> int:
    """Return how many own proxies stand in front (`MASHANGBAN_TRUSTED_PROXIES`).

    Raises ValueError for what is no count.
    """
    count = os.environ.get("MASHANGBAN_TRUSTED_PROXIES", "0")
    if not count.isdecimal():
        raise ValueError(f"MASHANGBAN_TRUSTED_PROXIES is {count!r}; write a number such as 1.")
    return int(count)


def tiles() -> Tiles | None:
    """Return the tile server that maps are drawn on (`MASHANGBAN_TILE_URL`), None without one.

    Raises ValueError for an address that no browser could use, and for one without the number
    under which its maps were approved: 《地图管理条例》第二十二条 wants it shown with the map.
    """
    url = os.environ.get("MASHANGBAN_TILE_URL", "")
    if not url:
        return None
    parts = urlsplit(url)
    placed = all(f"{{{name}}}" in url for name in "zxy")
    if parts.scheme not in ("http", "https") or not parts.hostname or not placed:
        raise ValueError(
            f"MASHANGBAN_TILE_URL is {url!r}; write http:// or https://, one host name, and {{z}},"
            " {x} and {y} where zoom, column and row belong."
        )
    if re.search(r"[^\w.:\[\]-]", parts.netloc):  # it becomes a part of the content policy
        raise ValueError(f"MASHANGBAN_TILE_URL names the host {parts.netloc!r}; write a plain one.")
    approval = "".join(os.environ.get("MASHANGBAN_TILE_APPROVAL", "").split())
    if not _APPROVAL.fullmatch(approval):
        raise ValueError(
            f"MASHANGBAN_TILE_URL is set, and MASHANGBAN_TILE_APPROVAL is {approval!r}; write the"
            f" number under which these maps were approved, such as {_AN_APPROVAL}, or unset the"
            " address."
        )
    attribution = os.environ.get("MASHANGBAN_TILE_ATTRIBUTION", "").strip()
    return Tiles(url=url, attribution=attribution, approval=approval)


def secret(name: str) -> str:
    """Return the secret kept in `<home>/secrets/<name>`, made on first use, mode 0600.

    Written aside and then linked: two processes that start together agree on one value, and
    neither reads half of it.
    """
    folder = home() / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix=f".{name}-") as draft:  # 0600
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            os.fsync(draft.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(draft.name, path)
    return path.read_text().strip()
