"""The real web server, whose workers outlive their main process when that is killed."""

import os
import signal
import socket
from pathlib import Path

from mashangban.runtime import processes
from mashangban.runtime.program import http_answers

from .conftest import StartProgram, all_gone, eventually, read_line


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def test_granian_is_restarted_and_never_leaves_a_worker(
    tmp_path: Path, start_program: StartProgram
) -> None:
    port = free_port()
    supervisor = start_program("supervise_granian", port, tmp_path)
    assert read_line(supervisor) == "ready"

    _guard, main, *workers = processes.descendants(supervisor.pid)
    assert len(workers) >= 2
    os.kill(main, signal.SIGKILL)
    assert read_line(supervisor) == "web ended (exit code 137); starting it again in 0.5 s."
    assert all_gone(workers, within=0.1)
    assert eventually(http_answers(port, "/"), within=20)

    below = processes.descendants(supervisor.pid)
    supervisor.kill()
    assert all_gone(below, within=15)
    assert not http_answers(port, "/")()


def test_granian_stops_in_order(tmp_path: Path, start_program: StartProgram) -> None:
    port = free_port()
    supervisor = start_program("supervise_granian", port, tmp_path)
    assert read_line(supervisor) == "ready"
    below = processes.descendants(supervisor.pid)
    supervisor.terminate()
    assert supervisor.wait(timeout=15) == 0
    assert all_gone(below, within=0.1)
