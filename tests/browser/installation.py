"""The installation that the browser tests visit: a child process, thrown away afterwards."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.postgres import scratch_folder

ROOT = Path(__file__).resolve().parents[2]
# The test run's own settings must not reach the installation.
_OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MASHANGBAN_STATIC_ROOT")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was planted in it: codes by what is wrong with them, requests by the state they are in.

    `codes` and `slips` are printed, `follow` are tokens of private links; the others ids of rows.
    `codes` are tokens, `follow` those of private links; the other values are ids of rows, those of
    `registry` by what the rows are.
    """

    codes: dict[str, str]
    printed_code: str
    compounds: dict[str, str]
    follow: dict[str, str]
    requests: dict[str, str]
    registry: dict[str, str]
    owners: dict[str, str]  # of an area with rolls and votes: what each row is, and its id
    slips: dict[str, str]  # codes by the state they are in


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it listens, where it keeps everything, what was planted in it."""

    base_url: str
    home: Path
    facts: Facts

    def code_url(self, code: str = "genuine") -> str:
        return f"{self.base_url}/c/{self.facts.codes[code]}/"

    def follow_url(self, state: str) -> str:
        return f"{self.base_url}/f/{self.facts.follow[state]}/"

    def request_url(self, state: str) -> str:
        return f"{self.base_url}/requests/{self.facts.requests[state]}/"

    def compound_url(self, name: str = "听松小区") -> str:
        return f"{self.base_url}/registry/compounds/{self.facts.compounds[name]}/"

    def registry_url(self, kind: str, page: str = "") -> str:
        """Return the page of what was planted as `kind` ("area", "company"), or one below it."""
        folder = {"company": "companies", "contract": "contracts"}.get(kind, "areas")
        return f"{self.base_url}/registry/{folder}/{self.facts.registry[kind]}/{page}"

    def logs(self) -> str:
        """Return everything that its programs have logged so far, the database's words included."""
        files = sorted([*self.home.glob("*.log"), *self.home.rglob("log*/*.log*")])
        return "\n".join(path.read_text(errors="replace") for path in files)

    def last_words(self) -> str:
        """Return what its web server has logged last."""
        lines = (self.home / "logs/web.log").read_text(errors="replace").splitlines()
        return "\n".join(["The web server's last lines:", *lines[-20:]])


@contextlib.contextmanager
def running() -> Iterator[Installation]:
    """Start an installation, yield it when everything answers, and leave nothing of it behind."""
    home = scratch_folder()
    home.chmod(0o755)  # the database's account passes through
    port = _free_port()
    base_url = f"http://127.0.0.1:{port}"
    try:
        with (home / "serve.log").open("w+") as said, _program(home, port, base_url, said) as line:
            if not line:
                said.seek(0)
                raise RuntimeError(f"The installation did not start:\n{said.read()[-4000:]}")
            yield Installation(base_url, home, Facts(**json.loads(line)))
    finally:
        shutil.rmtree(home)


@contextlib.contextmanager
def _program(home: Path, port: int, base_url: str, said: IO[str]) -> Iterator[str]:
    environment = {name: value for name, value in os.environ.items() if name not in _OURS} | {
        "MASHANGBAN_MODE": "demo",
        "MASHANGBAN_SECOND_FACTOR": "off",
        "MASHANGBAN_HOME": str(home),
        "MASHANGBAN_BASE_URL": base_url,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.serve", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=said,
        text=True,
    ) as program:
        assert program.stdout is not None
        try:
            yield program.stdout.readline()
        finally:
            program.terminate()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
