"""Folders, helper programs and one shared server for the tests of the runtime."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mashangban.runtime import processes
from mashangban.runtime.postgres import THROWAWAY, EmbeddedPostgres
from tests.postgres import scratch_folder

PROGRAMS = Path(__file__).parent / "programs"
StartProgram = Callable[..., "subprocess.Popen[str]"]


def throwaway(data_dir: Path, **options: Any) -> EmbeddedPostgres:
    """Return a quick server on `data_dir`: what it holds survives an orderly stop, no crash."""
    return EmbeddedPostgres(data_dir, settings=THROWAWAY, **options)


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    """Run one statement and return its rows."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def eventually(condition: Callable[[], bool], *, within: float = 5) -> bool:
    """Return whether `condition` comes true within so many seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def all_gone(pids: list[int], *, within: float = 5) -> bool:
    """Return whether none of `pids` lives any more."""
    return eventually(lambda: not any(map(processes.is_living, pids)), within=within)


@pytest.fixture
def workspace() -> Iterator[Path]:
    """A folder with a short name that every account may enter, unlike `tmp_path`."""
    folder = Path(tempfile.mkdtemp(prefix="mashangban-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def made_once() -> Iterator[Path]:
    """A database folder of which tests use copies: making one takes a second."""
    folder = scratch_folder()
    with throwaway(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(made_once: Path) -> Iterator[Path]:
    """The folder of a database that is there and does not run."""
    folder = scratch_folder()
    folder.chmod(0o755)
    copy = folder / "data"
    subprocess.run(["cp", "-a", made_once, copy], check=True)
    yield copy
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedPostgres]:
    folder = scratch_folder()
    with throwaway(folder) as database:
        yield database
    shutil.rmtree(folder)


@pytest.fixture
def start_program() -> Iterator[StartProgram]:
    """Start `programs/<name>.py` with arguments; whatever still runs afterwards is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, *arguments: object) -> "subprocess.Popen[str]":
        program = subprocess.Popen(
            [sys.executable, PROGRAMS / f"{name}.py", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        started.append(program)
        return program

    yield start
    for program in started:
        below = processes.descendants(program.pid)
        program.kill()
        program.wait()
        assert all_gone(below)
        assert program.stdout is not None
        program.stdout.close()


def read_line(program: "subprocess.Popen[str]") -> str:
    """Return the next line that `program` prints."""
    assert program.stdout is not None
    return program.stdout.readline().rstrip("\n")
