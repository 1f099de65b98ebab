"""Runs one program so that nothing of it outlives its parent, and nothing of it outlives itself.

    python -m mashangban.runtime.guard --parent PID --stop TERM:10 [--account NAME] -- COMMAND…

A small process between a supervisor and a program that starts processes of its own. It passes
SIGTERM on as the program's own stop signals, one after the other, each with its patience in
seconds; SIGQUIT ends everything at once. When the program ends, whatever it left running is
killed. When the supervisor dies, even by `kill -9`, the guard stops the program.

Exit code: the program's own; 128 + number when a signal ended it; 126 or 127 when it could not be
started. When a guard has exited, nothing of its program runs any more.
"""

import argparse
import contextlib
import math
import os
import pwd
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mashangban.runtime import processes

_STOP_SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_PARENT_CHECK_SECONDS = 1.0
_REST_PATIENCE_SECONDS = 0.5  # PostgreSQL's logger writes its last lines after the server
_KILL_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class StopStep:
    """A signal and how many seconds the program has to end after it."""

    signal: signal.Signals
    patience: float

    def __str__(self) -> str:
        return f"{self.signal.name.removeprefix('SIG')}:{self.patience:g}"

    @classmethod
    def parse(cls, text: str) -> "StopStep":
        name, _, patience = text.partition(":")
        return cls(signal.Signals[f"SIG{name}"], float(patience))


class Guard:
    """The guard of one program."""

    def __init__(
        self, command: Sequence[str], *, parent: int, stop: Sequence[StopStep], account: str | None
    ) -> None:
        self._command = command
        self._parent = parent
        self._first_stop = stop[0].signal
        self._steps = iter(stop)
        self._account = account
        self._program = 0
        self._exit_code: int | None = None
        self._next_step_at: float | None = None  # None: nobody has asked to stop

    def run(self) -> int:
        """Run the program to its end and return the exit code."""
        processes.adopt_orphans()
        processes.die_with_parent(signal.SIGTERM)
        with _received_signals() as received:
            if self._is_orphan():  # the parent died before the kernel was asked to tell
                return 0
            self._start()
            while self._exit_code is None:
                self._handle(_wait(received, self._seconds_to_wait()))
            self._end_the_rest()
        return self._exit_code if self._exit_code >= 0 else 128 - self._exit_code

    def _start(self) -> None:
        account = pwd.getpwnam(self._account) if self._account else None
        try:
            program = subprocess.Popen(
                self._command,
                process_group=0,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                # Runs after the change of user, which would clear the request.
                preexec_fn=lambda: processes.die_with_parent(self._first_stop),
            )
        except OSError as error:
            print(f"cannot start {self._command[0]}: {error.strerror}", file=sys.stderr)
            self._exit_code = 127 if isinstance(error, FileNotFoundError) else 126
            return
        self._program = program.pid
        program.returncode = 0  # reaped below, together with adopted orphans

    def _handle(self, received: set[int]) -> None:
        self._reap()
        if self._exit_code is not None:
            return
        if signal.SIGQUIT in received:
            self._kill_everything()
        elif self._next_step_at is None:
            if received & _STOP_SIGNALS or self._is_orphan():
                self._take_next_step()
        elif time.monotonic() >= self._next_step_at:
            self._take_next_step()

    def _take_next_step(self) -> None:
        step = next(self._steps, None)
        if step is None:
            self._kill_everything()
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._program, step.signal)
        self._next_step_at = time.monotonic() + step.patience

    def _kill_everything(self) -> None:
        """Kill all descendants; where orphans are not adopted, the program's process group."""
        self._next_step_at = math.inf
        if processes.LINUX:
            for pid in processes.descendants(os.getpid()):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        elif self._program:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._program, signal.SIGKILL)

    def _end_the_rest(self) -> None:
        """Let what the program left behind end, then kill it until nothing is left."""
        kill_at = time.monotonic() + _REST_PATIENCE_SECONDS
        give_up_at = kill_at + _KILL_PATIENCE_SECONDS
        while processes.descendants(os.getpid()) and time.monotonic() < give_up_at:
            if time.monotonic() >= kill_at:
                self._kill_everything()
            time.sleep(0.01)
            self._reap()
        if not processes.LINUX:
            self._kill_everything()
        self._reap()

    def _reap(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return
                if pid == self._program:
                    self._exit_code = os.waitstatus_to_exitcode(status)

    def _seconds_to_wait(self) -> float:
        if self._next_step_at is None:
            return _PARENT_CHECK_SECONDS
        return max(0.0, min(self._next_step_at - time.monotonic(), _PARENT_CHECK_SECONDS))

    def _is_orphan(self) -> bool:
        return os.getppid() != self._parent


@contextlib.contextmanager
def _received_signals() -> Iterator[int]:
    """Yield a file descriptor on which each signal arrives as a byte."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in (*_STOP_SIGNALS, signal.SIGQUIT, signal.SIGCHLD):
        signal.signal(number, lambda _number, _frame: None)
    yield reader


def _wait(received: int, seconds: float) -> set[int]:
    ready, _, _ = select.select([received], [], [], seconds)
    return set(os.read(received, 4096)) if ready else set()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m mashangban.runtime.guard")
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--stop", type=StopStep.parse, nargs="+", required=True)
    parser.add_argument("--account")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    return Guard(
        options.command, parent=options.parent, stop=options.stop, account=options.account
    ).run()


if __name__ == "__main__":
    sys.exit(main())
