"""A demonstration installation in a folder of its own, and a client that keeps its connection."""

import contextlib
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from benchmarks.multiplying import multiply
from benchmarks.processes import paused_worker
from mashangban.runtime.postgres import running as database_of

LARGE = "large"
START_WITHIN = 300  # seconds, the generation of the district included


@dataclass(frozen=True, slots=True)
class Installation:
    """A running demonstration: its process, its home and what its terminal says."""

    pid: int
    home: Path
    about: dict[str, Any]

    @property
    def token(self) -> str:
        return str(self.about["code"])


@contextlib.contextmanager
def running(size: str) -> Iterator[Installation]:
    """Start a demonstration of `size` and stop it at the end of the block."""
    with tempfile.TemporaryDirectory(prefix="mashangban-bench-") as folder:
        home = Path(folder)
        generated = "demo" if size == LARGE else size
        command = [sys.executable, "-m", "mashangban.cli", "demo", "--size", generated]
        command += ["--port", "0"]
        environment = {**os.environ, "MASHANGBAN_HOME": folder}
        with (home / "terminal.log").open("wb") as terminal:
            process = subprocess.Popen(
                command, env=environment, stdout=terminal, stderr=subprocess.STDOUT
            )
            try:
                installation = Installation(process.pid, home, _wait(process, home))
                if size == LARGE:
                    with paused_worker(process.pid), opened(installation) as url:
                        multiply(url, say=print)
                _settle(home)
                yield installation
            finally:
                process.terminate()
                process.wait(timeout=60)


@contextlib.contextmanager
def opened(installation: Installation) -> Iterator[str]:
    """Set Django up in this process on the installation's database; yield its address."""
    with database_of(installation.home / "postgres") as url:
        os.environ.update(
            MASHANGBAN_MODE="demo",
            MASHANGBAN_HOME=str(installation.home),
            MASHANGBAN_SECOND_FACTOR="off",
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="mashangban.config.settings",
        )
        import django

        django.setup()
        yield url
        from django.db import connection

        connection.close()


def _settle(home: Path) -> None:
    """Tidy the tables at once: after so much writing the server would, while we measure."""
    with database_of(home / "postgres") as url, psycopg.connect(url, autocommit=True) as database:
        database.execute("VACUUM (ANALYZE)")
        database.execute("CHECKPOINT")


def _wait(process: "subprocess.Popen[bytes]", home: Path) -> dict[str, Any]:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        with contextlib.suppress(OSError, ValueError, KeyError):  # not written yet, or half
            about: dict[str, Any] = json.loads((home / "demo.json").read_text())
            if Client(about["base_url"]).send("GET", "/healthz").status == http.HTTPStatus.OK:
                return about
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise SystemExit(f"The demonstration did not start:\n{(home / 'terminal.log').read_text()}")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: str


class Client:
    """A browser reduced to one kept connection and its cookies."""

    def __init__(self, base_url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(base_url).netloc)
        self._cookies: SimpleCookie = SimpleCookie()

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the page; the demonstration asks for no second factor."""
        page = self.send("GET", "/accounts/login/").body
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        form = {"login": username, "password": password, "csrfmiddlewaretoken": token[1]}
        answer = self.send("POST", "/accounts/login/", urlencode(form), form=True)
        assert answer.status == http.HTTPStatus.FOUND, answer.status

    def report(self, path: str) -> Answer:
        """Send a report in JSON, without photo."""
        return self.send(
            "POST",
            path,
            json.dumps(
                {
                    "category": "lamp",
                    "spot": "here",
                    "place": "三楼到四楼转角",
                    "description": "灯不亮已两天，晚上看不清台阶。",
                    "idempotency_key": str(uuid.uuid4()),
                }
            ),
        )

    def send(self, method: str, path: str, body: str = "", *, form: bool = False) -> Answer:
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {
            "Cookie": "; ".join(f"{name}={m.value}" for name, m in self._cookies.items()),
            "Referer": f"http://{self._connection.host}:{self._connection.port}{path}",
            **({"Content-Type": kind} if body else {}),
            **({"Accept": "application/json"} if body and not form else {}),
        }
        self._connection.request(method, path, body or None, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            self._cookies.load(cookie)
        return Answer(answer.status, answer.read().decode(errors="replace"))
