"""A program under a guard, seen from the process that starts it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from mashangban.runtime import processes
from mashangban.runtime.guard import StopStep

GENTLY = (StopStep(signal.SIGTERM, 10),)
_GUARD_MARGIN_SECONDS = 10.0


class GuardedProcess:
    """A running program that ends, with all its descendants, when this process ends.

    Start it from a thread that lives as long as the program shall: on Linux the end of the
    starting *thread* counts as the end of the parent.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        stop_steps: Sequence[StopStep] = GENTLY,
        account: str | None = None,
        environment: Mapping[str, str] | None = None,
        directory: Path | None = None,
        output: int | IO[bytes] = subprocess.DEVNULL,
    ) -> None:
        """Start `command`, as the user `account` if given (we must be root then).

        Standard output and standard error both go to `output`.
        """
        self._patience = sum(step.patience for step in stop_steps) + _GUARD_MARGIN_SECONDS
        self._must_end_by: float | None = None
        as_account = ["--account", account] if account else []
        self._guard = subprocess.Popen(
            [
                *(sys.executable, "-P", "-m", "mashangban.runtime.guard"),
                *("--parent", str(os.getpid())),
                *("--stop", *map(str, stop_steps)),
                *(*as_account, "--", *command),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment if environment is None else _with_import_path(environment),
            cwd=directory,
            start_new_session=True,  # Ctrl-C in the terminal reaches us alone
        )

    @property
    def pid(self) -> int:
        """The process id of the guard."""
        return self._guard.pid

    @property
    def output(self) -> IO[bytes]:
        """What the program prints, when it was started with `subprocess.PIPE`."""
        assert self._guard.stdout is not None
        return self._guard.stdout

    def exit_code(self) -> int | None:
        """Return the exit code, None while it runs."""
        if self._guard.returncode is None:
            if self._must_end_by is not None and time.monotonic() > self._must_end_by:
                self._guard.kill()
            if (self._guard.poll() or 0) < 0:
                self._sweep()
        return self._guard.returncode

    def ask_to_stop(self) -> None:
        """Start the orderly stop, which has a time limit, and return at once."""
        self._send(signal.SIGTERM, patience=self._patience)

    def end_now(self) -> None:
        """Kill the program and its descendants, and return at once."""
        self._send(signal.SIGQUIT, patience=_GUARD_MARGIN_SECONDS)

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        while (code := self.exit_code()) is None:
            time.sleep(0.01)
        return code

    def _send(self, number: signal.Signals, *, patience: float) -> None:
        if self.exit_code() is None:
            latest = time.monotonic() + patience
            self._must_end_by = min(latest, self._must_end_by or latest)
            self._guard.send_signal(number)

    def _sweep(self) -> None:
        """Kill what is left of a guard that was killed itself: its session."""
        for pid in processes.in_session(self._guard.pid):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _with_import_path(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Return `environment` with what the guard itself needs to find this package."""
    path = os.environ.get("PYTHONPATH")
    return {**environment, "PYTHONPATH": path} if path else environment
