"""Starts, watches and stops the services of one installation: database, web server, worker."""

import contextlib
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from types import FrameType
from typing import Protocol

from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.restarts import RestartBudget, RestartPolicy

_POLL_SECONDS = 0.1


class Service(Protocol):
    """What can be supervised: `EmbeddedPostgres` and `Program`."""

    @property
    def name(self) -> str: ...
    @property
    def ready_within(self) -> float: ...
    def launch(self) -> None: ...
    def is_launched(self) -> bool: ...
    def is_ready(self) -> bool: ...
    def exit_code(self) -> int | None: ...
    def ask_to_stop(self) -> None: ...
    def end_now(self) -> None: ...
    def close(self) -> None: ...
    def what_it_said(self) -> str: ...


class Exit(IntEnum):
    """Exit codes of a supervised run; 69 and 70 are those of sysexits.h."""

    STOPPED = 0  # by Ctrl-C or SIGTERM, everything ended in order
    NOT_STARTED = 69  # a service did not become ready
    GAVE_UP = 70  # a service died too often
    FORCED = 130  # a second Ctrl-C or SIGTERM: services were killed


def _to_terminal(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


class Supervisor:
    """Runs services in order, restarts those that die, stops them in reverse order."""

    def __init__(
        self,
        services: Sequence[Service],
        *,
        policy: RestartPolicy = RestartPolicy(),  # noqa: B008 - immutable
        say: Callable[[str], None] = _to_terminal,
    ) -> None:
        """A service that runs already (a database started earlier) is taken over as it is."""
        self._watched = [_Watched(service, RestartBudget(policy), say) for service in services]
        self._say = say
        self._stop_requests = 0

    def run(self, on_ready: Callable[[], None] = lambda: None) -> Exit:
        """Run until a signal asks to stop or a service gives up; call it in the main thread.

        `on_ready` is called once, when all services are ready. Ctrl-C, SIGTERM and the end of the
        terminal stop everything; a second one kills what has not stopped yet.
        """
        failure = Exit.NOT_STARTED
        with self._signals():
            try:
                self._bring_up()
                if not self._stop_requests:
                    on_ready()
                failure = Exit.GAVE_UP
                self._watch()
            except RuntimeFailure as failed:
                self._say(str(failed))
            else:
                failure = Exit.STOPPED
            finally:
                self._stop()
        return Exit.FORCED if self._stop_requests > 1 else failure

    def _bring_up(self) -> None:
        for watched in self._watched:
            watched.begin()
            while not watched.is_up and not self._stop_requests:
                watched.look(may_restart=False)
                time.sleep(0 if watched.is_up else _POLL_SECONDS)
            if self._stop_requests:
                return

    def _watch(self) -> None:
        while not self._stop_requests:
            for watched in self._watched:
                watched.look(may_restart=True)
            time.sleep(_POLL_SECONDS)

    def _stop(self) -> None:
        for service in reversed([watched.service for watched in self._watched]):
            service.ask_to_stop()
            while service.is_launched() and service.exit_code() is None:
                if self._stop_requests > 1:
                    service.end_now()
                time.sleep(_POLL_SECONDS / 2)
            service.close()

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def count(_number: int, _frame: FrameType | None) -> None:
            self._stop_requests += 1

        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants us to go on
            numbers.append(signal.SIGHUP)
        before = {number: signal.signal(number, count) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@dataclass(slots=True)
class _Watched:
    """One service and where it is: coming up, up, or waiting for its next start."""

    service: Service
    budget: RestartBudget
    say: Callable[[str], None]
    is_up: bool = False
    _ready_by: float = field(default=0, init=False)
    _start_at: float | None = field(default=None, init=False)
    _was_too_slow: bool = field(default=False, init=False)

    def begin(self) -> None:
        if not self.service.is_launched():
            self.service.launch()
        self._start_at = None
        self._was_too_slow = False
        self._ready_by = time.monotonic() + self.service.ready_within

    def look(self, *, may_restart: bool) -> None:
        """Take the next step. Raises RuntimeFailure when there is none."""
        now = time.monotonic()
        if self._start_at is not None:
            if now >= self._start_at:
                self.service.launch()
                self.begin()
        elif (code := self.service.exit_code()) is not None:
            self._after_death(code, now, may_restart=may_restart)
        elif not self.is_up:
            self._look_whether_ready(now)

    def _look_whether_ready(self, now: float) -> None:
        if self.service.is_ready():
            self.is_up = True
        elif now > self._ready_by:
            self._was_too_slow = True
            self.service.end_now()  # found dead at a later look

    def _after_death(self, code: int, now: float, *, may_restart: bool) -> None:
        if self._was_too_slow:
            what = f"{self.service.name} was not ready within {self.service.ready_within:g} s"
        else:
            when = "ended" if self.is_up else "ended before it was ready"
            what = f"{self.service.name} {when} (exit code {code})"
        self.is_up = False
        if not may_restart:
            raise RuntimeFailure(f"{what}:\n{self.service.what_it_said()}")
        pause = self.budget.pause_after_death(now)
        if pause is None:
            raise RuntimeFailure(
                f"{what}, {self.budget.policy.limit + 1} times within "
                f"{self.budget.policy.window:g} s; giving up. Its last lines:\n"
                f"{self.service.what_it_said()}"
            )
        self.say(f"{what}; starting it again in {pause:g} s.")
        self._start_at = now + pause
