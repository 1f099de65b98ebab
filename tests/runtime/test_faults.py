"""What is left, and what comes back, after `kill -9` of either side and after an orderly stop."""

import os
import signal
import time
from pathlib import Path

import psycopg
import pytest

from .conftest import StartProgram, all_gone, eventually, execute, read_line, throwaway


def answers(url: str) -> bool:
    try:
        execute(url, "SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def main_process_of(folder: Path) -> int:
    return int((folder / "cluster" / "postmaster.pid").read_text().split()[0])


def test_kill_9_of_the_program_ends_the_server_and_keeps_the_data(
    data_dir: Path, start_program: StartProgram
) -> None:
    program = start_program("serve_database", data_dir)
    url = read_line(program)
    pids = [int(word) for word in read_line(program).split()]
    execute(url, "CREATE TABLE kept AS SELECT 1")
    program.kill()
    program.wait()
    with throwaway(data_dir) as database:  # waits for the old server's end
        assert execute(database.url, "SELECT count(*) FROM kept") == [(1,)]
    assert all_gone(pids, within=0.1)


def test_kill_9_of_the_server_and_of_its_guard_is_mended_and_keeps_the_data(
    data_dir: Path, start_program: StartProgram
) -> None:
    program = start_program("supervise", data_dir)
    family = read_line(program)
    url = read_line(program)
    assert family.startswith("[family] ")
    execute(url, "CREATE TABLE kept AS SELECT 1")
    for victim in ("server", "guard"):
        pid = main_process_of(data_dir)
        if victim == "guard":
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(pid, signal.SIGKILL)
        assert read_line(program).startswith("database ended")
        assert eventually(lambda: answers(url), within=10)
        execute(url, "INSERT INTO kept VALUES (1)")
    assert execute(url, "SELECT count(*) FROM kept") == [(3,)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_orderly_stop_leaves_nothing_and_needs_no_recovery(
    data_dir: Path, start_program: StartProgram, number: signal.Signals
) -> None:
    program = start_program("supervise", data_dir)
    family = [int(word) for word in read_line(program).removeprefix("[family] ").split()]
    url = read_line(program)
    began = time.monotonic()
    program.send_signal(number)
    assert program.wait(timeout=10) == 0
    assert time.monotonic() - began < 3
    assert all_gone(family, within=0.1)
    assert not answers(url)
    assert not (data_dir / "cluster" / "postmaster.pid").exists()
    logs = (data_dir / "cluster" / "log").iterdir()
    log = "".join(path.read_text() for path in logs)
    assert "database system is shut down" in log
    assert "interrupted" not in log


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_next_start_works(
    data_dir: Path, start_program: StartProgram
) -> None:
    program = start_program("supervise", data_dir)
    family = [int(word) for word in read_line(program).removeprefix("[family] ").split()]
    url = read_line(program)
    program.kill()
    program.wait()
    assert eventually(lambda: not answers(url))
    assert all_gone(family)
    again = start_program("supervise", data_dir)
    read_line(again)
    assert answers(read_line(again))
