"""A supervised program, such as the web server or the worker, with its log."""

import contextlib
import http.client
import logging
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

from mashangban.runtime.guard import StopStep
from mashangban.runtime.guarded import GENTLY, GuardedProcess

_LOG_BYTES = 5_000_000
_LOG_COPIES = 3
_LONGEST_LINE_BYTES = 65_536
_REMEMBERED_LINES = 12


class Program:
    """A program that a `Supervisor` runs under a guard.

    What it prints goes to `<log_dir>/<name>.log` (5 MB, three older copies) and, line by line
    after its name, to `echo`. `is_ready` is asked after the start until it says yes; without it
    the program counts as ready once it is started.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log_dir: Path,
        environment: Mapping[str, str] | None = None,
        is_ready: Callable[[], bool] = lambda: True,
        ready_within: float = 60,
        stop_steps: Sequence[StopStep] = GENTLY,
        echo: Callable[[str], None] | None = None,
    ) -> None:
        self.name = name
        self.ready_within = ready_within
        self._command = command
        self._log_dir = log_dir
        self._environment = environment
        self._is_ready = is_ready
        self._stop_steps = stop_steps
        self._echo = echo
        self._process: GuardedProcess | None = None
        self._log: _Log | None = None

    def launch(self) -> None:
        """Start the program without waiting for it."""
        self.close()
        self._process = GuardedProcess(
            self._command,
            stop_steps=self._stop_steps,
            environment=self._environment,
            output=subprocess.PIPE,
        )
        self._log = _Log(
            self._process.output, path=self._log_dir / f"{self.name}.log", echo=self._prefixed
        )

    def is_launched(self) -> bool:
        return self._process is not None

    def is_ready(self) -> bool:
        return self.exit_code() is None and self._is_ready()

    def exit_code(self) -> int | None:
        """Return the exit code of a program that has ended; None while it runs or before."""
        return self._process.exit_code() if self._process else None

    def ask_to_stop(self) -> None:
        if self._process:
            self._process.ask_to_stop()

    def end_now(self) -> None:
        if self._process:
            self._process.end_now()

    def close(self) -> None:
        """Finish the log once the program has ended."""
        if self._log:
            self._log.close()
        self._process = self._log = None

    def what_it_said(self) -> str:
        """Return its last lines, oldest first."""
        return self._log.last_lines() if self._log else ""

    def _prefixed(self, line: str) -> None:
        if self._echo:
            self._echo(f"[{self.name}] {line}")


class _Log(threading.Thread):
    """Copies what a program prints to a rotated file and to `echo`, until the program ends."""

    def __init__(self, source: IO[bytes], *, path: Path, echo: Callable[[str], None]) -> None:
        super().__init__(name=f"log {path.name}", daemon=True)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._source = source
        self._file = RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=_LOG_COPIES, encoding="utf-8", delay=True
        )
        self._echo = echo
        self._last: deque[str] = deque(maxlen=_REMEMBERED_LINES)
        self.start()

    def run(self) -> None:
        while raw := self._source.readline(_LONGEST_LINE_BYTES):
            line = raw.decode(errors="replace").rstrip("\r\n")
            self._last.append(line)
            self._file.emit(logging.makeLogRecord({"msg": line}))
            with contextlib.suppress(OSError):  # the terminal is gone, the log is not
                self._echo(line)

    def last_lines(self) -> str:
        self.join(timeout=1)  # the program has ended: let its last words arrive
        return "\n".join(self._last)

    def close(self) -> None:
        self.join(timeout=2)
        self._file.close()
        if not self.is_alive():  # closing a pipe that is being read would wait for the reader
            self._source.close()


def http_answers(port: int, path: str, *, host: str = "127.0.0.1") -> Callable[[], bool]:
    """Return a readiness question: does `GET path` answer 200?

    It asks for "localhost" wherever the program listens: servers refuse names that are not theirs.
    """

    def ask() -> bool:
        with contextlib.closing(http.client.HTTPConnection(host, port, timeout=2)) as connection:
            try:
                connection.request("GET", path, headers={"Host": "localhost"})
                return connection.getresponse().status == http.HTTPStatus.OK
            except (OSError, http.client.HTTPException):
                return False

    return ask
