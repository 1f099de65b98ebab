"""`mashangban demo`: from an empty folder to pages that answer, stopped, and started again."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor

import psycopg
import pytest

from mashangban.cli import demo_home
from mashangban.config.roles import ROLES
from mashangban.runtime import processes
from mashangban.runtime.postgres import THROWAWAY, EmbeddedPostgres

FIRST_START_WITHIN = 120  # seconds, as DESIGN §5 promises; a second start takes a few
COMMAND = [sys.executable, "-m", "mashangban.cli", "demo", "--size", "small", "--port", "0"]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder with a short name, which the account that runs the database may enter."""
    folder = Path(tempfile.mkdtemp(prefix="mashangban-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class Visitor:
    """Somebody with a browser: keeps cookies, follows redirects, sends forms with their token."""

    def __init__(self) -> None:
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(HTTPCookieProcessor(self._cookies))

    def get(self, url: str) -> str:
        """Return the page; raises HTTPError unless it is there."""
        return self._open(url, None)[1]

    def send(self, url: str, **fields: str) -> tuple[str, str]:
        """Send a form, with the token where there is one; return where it led to, and the page."""
        tokens = [each.value or "" for each in self._cookies if each.name == "csrftoken"]
        token = {"csrfmiddlewaretoken": tokens[0]} if tokens else {}
        return self._open(url, urlencode({**fields, **token}).encode())

    def sign_in(self, opened: dict[str, Any], role: str) -> str:
        """Sign in with a role's password; return the path that leads to."""
        account = opened["accounts"][role]
        login = opened["base_url"] + "/accounts/login/"
        self.get(login)
        address, _ = self.send(login, login=account["username"], password=account["password"])
        return urlsplit(address).path

    def _open(self, url: str, data: bytes | None) -> tuple[str, str]:
        with self._opener.open(url, data, timeout=20) as answer:
            return answer.url, answer.read().decode()


@dataclass
class Demo:
    """A running demonstration: what it printed until it was ready, and what its file says."""

    printed: str
    opened: dict[str, Any]


def environment(home: Path) -> dict[str, str]:
    ours = {"MASHANGBAN_MODE", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "MASHANGBAN_HOME": str(home), "PYTHONIOENCODING": "utf-8"}


@contextmanager
def running(home: Path, *options: str) -> Iterator[Demo]:
    """Start the demonstration, and see that nothing of it is left afterwards."""
    process = subprocess.Popen(
        [*COMMAND, *options],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    children: list[int] = []
    try:
        printed = _read_until_ready(process)
        children = processes.descendants(process.pid)
        opened = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        yield Demo(printed, opened)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert len(children) >= 3 or not processes.LINUX  # database, web server, worker
    assert not [pid for pid in children if processes.is_living(pid)]


def _read_until_ready(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    lines = []
    deadline = time.monotonic() + FIRST_START_WITHIN
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            return "".join(lines)
        assert time.monotonic() < deadline
    raise AssertionError(f"ended with {process.wait()}: {''.join(lines)}")


def test_it_starts_stops_and_keeps_what_was_done(home: Path) -> None:
    with running(home) as demo:
        opened, visitor = demo.opened, Visitor()
        assert "ok" in visitor.get(opened["healthz"])
        page = visitor.get(opened["resident_url"])
        assert "听松小区" in page
        assert "青榆物业" in page
        assert set(opened["accounts"]) == set(ROLES)
        assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600
        for part in ("base_url", "resident_url", "follow_url"):
            assert opened[part] in demo.printed
        assert all(each["password"] in demo.printed for each in opened["accounts"].values())
        assert "█" in demo.printed  # the code to scan
        assert Visitor().sign_in(opened, "project_manager") == "/"
        confirm = opened["follow_url"] + "confirm/"
        assert urlsplit(confirm).path in visitor.get(opened["follow_url"])
        visitor.send(confirm)

    with running(home, "--second-factor") as again:
        later = again.opened
        assert (later["code"], later["accounts"]) == (opened["code"], opened["accounts"])
        assert not any(each["password"] in again.printed for each in opened["accounts"].values())
        assert urlsplit(confirm).path not in Visitor().get(later["follow_url"])
        assert Visitor().sign_in(later, "bureau").startswith("/accounts/2fa/")


def test_a_database_that_is_no_demonstration_is_left_alone(home: Path) -> None:
    with _connected(home) as connection:
        connection.execute("CREATE TABLE accounts_installation (demonstration bool)")
        connection.execute("INSERT INTO accounts_installation VALUES (false)")
        connection.execute("CREATE TABLE accounts_person (id int)")
        connection.execute("INSERT INTO accounts_person VALUES (1)")
    refused = _run(home, "--fresh")
    assert refused.returncode == 1
    assert "is not a demonstration: nothing was deleted" in refused.stderr
    with _connected(home) as connection:
        assert connection.execute("SELECT count(*) FROM accounts_person").fetchone() == (1,)
    assert not (home / "mode").exists()


def test_fresh_removes_a_demonstration_and_keeps_its_keys(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _connected(home) as connection:
        connection.execute("CREATE TABLE accounts_installation (demonstration bool)")
        connection.execute("INSERT INTO accounts_installation VALUES (true)")
        connection.execute("CREATE TABLE accounts_person (id int)")
        connection.execute("INSERT INTO accounts_person VALUES (1)")
    for name in ("files/full/ab", "checkpoints", "secrets"):
        (home / name).mkdir(parents=True)
    (home / "demo.json").write_text("{}")
    (home / "theirs.txt").write_text("not ours")
    monkeypatch.setenv("MASHANGBAN_HOME", str(home))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    demo_home.remove_demonstration()
    assert {path.name for path in home.iterdir()} == {"secrets", "theirs.txt"}


def test_fresh_touches_no_external_database(home: Path) -> None:
    refused = _run(home, "--fresh", DATABASE_URL="postgresql://db.example.org/mashangban")
    assert refused.returncode == 1
    assert "--fresh deletes the embedded database only" in refused.stderr


def test_a_port_in_use_is_named(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = _run(home, "--port", str(port))
    assert refused.returncode == 1
    assert f"Port {port} cannot be used" in refused.stderr
    assert f"make demo PORT={port + 1}" in refused.stderr
    assert not (home / "postgres").exists()


def test_production_is_no_place_for_it(home: Path) -> None:
    refused = _run(home, MASHANGBAN_MODE="production")
    assert refused.returncode == 1
    assert "MASHANGBAN_MODE says 'production'" in refused.stderr
    assert not (home / "postgres").exists()


@contextmanager
def _connected(home: Path) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """Start the database of a home for the block and connect to it."""
    with (
        EmbeddedPostgres(home / "postgres", settings=THROWAWAY) as database,
        psycopg.connect(database.url, autocommit=True) as connection,
    ):
        yield connection


def _run(home: Path, *options: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *options],
        env={**environment(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
