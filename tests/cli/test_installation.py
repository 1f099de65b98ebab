"""An installation in production, from an empty folder to pages that answer, by its commands alone.

The commands are processes of their own, on the embedded database; all tests here share one
installation, in the order they stand in.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import Request, urlopen

import psycopg
import pytest

from mashangban.runtime import processes
from tests.postgres import scratch_folder

NOT_OURS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "MASHANGBAN_SECOND_FACTOR")
HOST = "wuye.example.gov.cn"
SECRET = "13900717171"


@dataclass
class House:
    """The installation: its folder, its port, the programs that run of it."""

    home: Path
    port: int
    running: list["subprocess.Popen[str]"] = field(default_factory=list)

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        """Start `mashangban WORDS`."""
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        program = subprocess.Popen(
            [sys.executable, "-m", "mashangban.cli", *words],
            env=kept
            | {
                "MASHANGBAN_MODE": "production",
                "MASHANGBAN_HOME": str(self.home),
                "MASHANGBAN_BASE_URL": f"https://{HOST}",
                "MASHANGBAN_TRUSTED_PROXIES": "1",
                "PYTHONIOENCODING": "utf-8",
            }
            | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.running.append(program)
        return program

    def run(self, *words: str, **variables: str) -> tuple[int, str]:
        """Run `mashangban WORDS` to its end; return exit code and what it printed."""
        return ended(self.start(*words, **variables))

    def get(self, path: str) -> tuple[int, str]:
        """Ask the web server for a page as the proxy in front of it would."""
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with contextlib.closing(urlopen(request, timeout=20)) as answer:
            return answer.status, answer.read().decode()

    def database(self) -> str:
        """Return the address of the database that runs."""
        holder = json.loads((self.home / "postgres/lock").read_text())
        return str(holder["url"])


def ended(program: "subprocess.Popen[str]") -> tuple[int, str]:
    said, _ = program.communicate(timeout=60)
    assert "Traceback" not in said, said
    return program.returncode, said


def wait_for(program: "subprocess.Popen[str]", words: str) -> None:
    """Read what a program prints until `words` are among it."""
    assert program.stdout is not None
    lines = []
    for line in program.stdout:
        lines.append(line)
        if words in line:
            return
    raise AssertionError(f"ended with {program.wait()}: {''.join(lines)}")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    home = scratch_folder()
    home.chmod(0o755)  # the database's account passes through
    built = House(home, free_port())
    try:
        yield built
    finally:
        for program in built.running:
            if program.poll() is None:
                program.terminate()
                program.wait(timeout=30)
            assert program.stdout is not None
            program.stdout.close()
        shutil.rmtree(home)


def test_setting_up_says_what_it_does_and_what_comes_next(house: House) -> None:
    code, said = house.run("setup")
    assert code == 0, said
    assert said.splitlines()[:3] == [
        "database schema: done",
        "static files: done",
        "categories and time limits: done",
    ]
    assert "mashangban keys init" in said
    assert (house.home / "static/staticfiles.json").exists()


def test_secrets_are_for_their_owner_only(house: House) -> None:
    folder = house.home / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {path.name for path in files} >= {"django", "code-tokens", "follow-links"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_production_makes_no_key_ring_by_itself_and_serves_nothing_without(house: House) -> None:
    code, said = house.run("serve", "--port", str(house.port))
    assert code == 1
    assert "mashangban keys init" in said
    code, said = house.run("keys", "init")
    ring = house.home / "secrets/keyring.json"
    assert (code, said) == (0, f"{ring}: created\n")
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600


def test_the_web_server_answers_and_survives_the_loss_of_its_connections(house: House) -> None:
    web = house.start("serve", "--port", str(house.port))
    wait_for(web, f"Serving on http://127.0.0.1:{house.port}/")
    assert house.get("/healthz") == (200, '{"status": "ok"}')
    assert "物业码上办" in house.get("/")[1]
    with psycopg.connect(house.database(), autocommit=True) as database:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    for _ in range(4):
        assert house.get("/healthz")[0] == 200


def test_the_worker_runs_beside_it(house: House) -> None:
    house.start("worker")
    with psycopg.connect(house.database(), autocommit=True) as database:
        deadline = time.monotonic() + 20
        query = "SELECT count(*) FROM procrastinate_workers"
        while database.execute(query).fetchone() != (1,):
            assert time.monotonic() < deadline, "the worker has not come up"
            time.sleep(0.1)


def test_commands_work_beside_them(house: House) -> None:
    """All at once: each finds the database that runs."""
    collected = (house.home / "static/staticfiles.json").stat().st_mtime_ns
    again = house.start("setup")
    doctor = house.start("doctor")
    user = house.start("createuser", "sun", "--name", "孙维", "--role", "system_administrator")
    audit = house.start("check-audit")
    code, said = ended(again)
    assert (code, said.count(": done")) == (0, 3)
    assert "keys init" not in said
    code, said = ended(doctor)
    assert code == 0, said
    assert "✗" not in said
    code, said = ended(user)
    assert code == 0, said
    assert said.startswith("sun  ")
    code, said = ended(audit)
    assert (code, "Everything agrees." in said) == (0, True)
    # What takes seconds, copying and compressing the static files, was not done again.
    assert (house.home / "static/staticfiles.json").stat().st_mtime_ns == collected


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_production_refuses_the_switches_of_a_demonstration(house: House, command: str) -> None:
    moved = house.home / "clock.json"
    moved.write_text('{"seconds": 86400}')
    both = house.start(command, MASHANGBAN_SECOND_FACTOR="off")
    code, said = ended(both)
    moved.unlink()
    assert code == 1
    assert said.startswith("Error: demonstration switches: MASHANGBAN_SECOND_FACTOR is off")
    assert "the mode is production. Unset MASHANGBAN_SECOND_FACTOR. Remove " in said


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (["--port", "{port}"], "Nothing can listen on 127.0.0.1, port {port}: Address already in"),
        (["--host", "192.0.2.1"], "Nothing can listen on 192.0.2.1, port 8000: Cannot assign"),
        (["--port", "70000"], "Invalid value for '--port'"),
    ],
)
def test_where_nothing_can_listen_it_says_so(house: House, place: list[str], sentence: str) -> None:
    code, said = house.run("serve", *(word.format(port=house.port) for word in place))
    assert code != 0
    assert sentence.format(port=house.port) in said


def test_its_log_holds_routes_and_no_paths(house: House) -> None:
    with contextlib.suppress(OSError):  # there is no such report
        house.get(f"/f/{SECRET}/?q={SECRET}")
    log = house.home / "logs/web.log"
    deadline = time.monotonic() + 5
    while "f/<str:token>/" not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["route"] for line in lines} >= {"healthz", "f/<str:token>/"}
    assert {line["event"] for line in lines} == {"request"}
    assert SECRET not in log.read_text()


def test_sigterm_stops_them_in_order_and_leaves_no_process(house: House) -> None:
    web, worker = (program for program in house.running if program.poll() is None)
    below = [*processes.descendants(web.pid), *processes.descendants(worker.pid)]
    assert len(below) >= 4 or not processes.LINUX  # guards, database, web server and its workers
    worker.send_signal(signal.SIGTERM)
    assert ended(worker)[0] == 0
    web.send_signal(signal.SIGTERM)
    assert ended(web)[0] == 0
    assert not [pid for pid in below if processes.is_living(pid)]
    with pytest.raises(OSError):
        house.get("/healthz")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"MASHANGBAN_MODE": "staging"}, "MASHANGBAN_MODE is 'staging'; set it to one of: demo"),
        ({"DATABASE_URL": "mysql://u:sesame@host/x"}, "DATABASE_URL cannot be used: it does not"),
        ({"DATABASE_URL": ""}, "DATABASE_URL cannot be used: it does not begin with postgresql"),
        ({"MASHANGBAN_TRUSTED_PROXIES": "one"}, "MASHANGBAN_TRUSTED_PROXIES is 'one'; write a"),
        ({"MASHANGBAN_BASE_URL": "wuye"}, "MASHANGBAN_BASE_URL is 'wuye'; write http:// or"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(
    house: House, variables: dict[str, str], sentence: str
) -> None:
    nowhere = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    code, said = house.run("check-audit", **(nowhere | variables))
    assert code == 1
    assert said.startswith(f"Error: {sentence}")
    assert said.count("\n") == 1
    assert "sesame" not in said
