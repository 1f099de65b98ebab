"""What a program prints is kept in a log of limited size and shown under its name."""

import http.server
import signal
import sys
import threading
from pathlib import Path

import pytest

from mashangban.runtime import program as programs
from mashangban.runtime.guard import StopStep
from mashangban.runtime.program import Program, http_answers

from .conftest import eventually


def run_to_end(program: Program) -> None:
    program.launch()
    assert eventually(lambda: program.exit_code() is not None, within=10)
    program.close()


def test_output_is_kept_and_echoed_under_the_program_s_name(tmp_path: Path) -> None:
    lines: list[str] = []
    code = (
        "import sys; print('报修'); print('wrong', file=sys.stderr); "
        r"sys.stdout.buffer.write(b'\xff\n')"
    )
    command = [sys.executable, "-X", "utf8", "-u", "-c", code]
    program = Program("worker", command, log_dir=tmp_path / "logs", echo=lines.append)
    run_to_end(program)
    assert lines == ["[worker] 报修", "[worker] wrong", "[worker] �"]
    assert (tmp_path / "logs" / "worker.log").read_text() == "报修\nwrong\n�\n"
    assert oct((tmp_path / "logs").stat().st_mode & 0o777) == "0o700"


def test_a_second_start_continues_the_log(tmp_path: Path) -> None:
    program = Program("worker", [sys.executable, "-c", "print('hello')"], log_dir=tmp_path)
    run_to_end(program)
    run_to_end(program)
    assert (tmp_path / "worker.log").read_text() == "hello\nhello\n"


def test_the_log_is_rotated_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_LOG_BYTES", 1000)
    code = "for n in range(1000): print(f'line {n}')"
    run_to_end(Program("worker", [sys.executable, "-c", code], log_dir=tmp_path))
    logs = sorted(path.name for path in tmp_path.iterdir())
    assert logs == ["worker.log", "worker.log.1", "worker.log.2", "worker.log.3"]
    assert all(path.stat().st_size <= 1000 for path in tmp_path.iterdir())
    assert (tmp_path / "worker.log").read_text().endswith("line 999\n")


def test_a_broken_terminal_does_not_stop_the_log(tmp_path: Path) -> None:
    def gone(_line: str) -> None:
        raise BrokenPipeError

    code = "for n in range(3): print(n)"
    run_to_end(Program("worker", [sys.executable, "-c", code], log_dir=tmp_path, echo=gone))
    assert (tmp_path / "worker.log").read_text() == "0\n1\n2\n"


def test_environment_and_stop_signal_are_the_program_s_own(tmp_path: Path) -> None:
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGUSR1, lambda *_: exit(5))\n"
        "print(os.environ['GREETING'], flush=True)\n"
        "time.sleep(60)"
    )
    heard = threading.Event()
    program = Program(
        "worker",
        [sys.executable, "-c", code],
        log_dir=tmp_path,
        environment={"GREETING": "你好"},
        stop_steps=[StopStep(signal.SIGUSR1, 5)],
        is_ready=heard.is_set,
        echo=lambda _: heard.set(),
    )
    program.launch()
    assert eventually(program.is_ready)
    program.ask_to_stop()
    assert eventually(lambda: program.exit_code() == 5)
    program.close()
    assert (tmp_path / "worker.log").read_text() == "你好\n"


class Health(http.server.BaseHTTPRequestHandler):
    """Refuses host names that are not its own, as Django does."""

    def do_GET(self) -> None:
        asked_for_us = self.headers["Host"] == "localhost"
        self.send_response(200 if self.path == "/healthz" and asked_for_us else 503)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_http_answers_only_when_the_page_is_fine() -> None:
    with http.server.HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        port = server.server_port
        assert http_answers(port, "/healthz")()
        assert not http_answers(port, "/starting")()
        server.shutdown()
        thread.join()
    assert not http_answers(port, "/healthz")()
