"""Services are started in order, watched, restarted within limits, and stopped in reverse."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.guard import StopStep
from mashangban.runtime.program import Program
from mashangban.runtime.restarts import RestartPolicy
from mashangban.runtime.supervisor import Exit, Supervisor

QUICK = RestartPolicy(limit=2, window=60, first_pause=0.01, longest_pause=0.01)


class Recorded:
    """A service without a process: writes down what is asked of it."""

    ready_within = 5.0

    def __init__(self, name: str, diary: list[str]) -> None:
        self.name = name
        self.code: int | None = None
        self.refusal: str | None = None
        self._diary = diary
        self._launched = False

    def launch(self) -> None:
        self._diary.append(f"launch {self.name}")
        if self.refusal:
            raise RuntimeFailure(self.refusal)
        self._launched, self.code = True, None

    def is_launched(self) -> bool:
        return self._launched

    def is_ready(self) -> bool:
        return True

    def exit_code(self) -> int | None:
        return self.code

    def ask_to_stop(self) -> None:
        self._diary.append(f"stop {self.name}")
        self.code = 0

    def end_now(self) -> None:
        self.code = 137

    def close(self) -> None:
        self._diary.append(f"close {self.name}")
        self._launched = False

    def what_it_said(self) -> str:
        return "its last words"


def stop_us() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_services_start_in_order_and_stop_in_reverse() -> None:
    diary: list[str] = []
    services = [Recorded("database", diary), Recorded("web", diary)]

    def on_ready() -> None:
        diary.append("ready")
        stop_us()

    before = signal.getsignal(signal.SIGTERM)
    assert Supervisor(services).run(on_ready) is Exit.STOPPED
    assert diary == [
        "launch database",
        "launch web",
        "ready",
        "stop web",
        "close web",
        "stop database",
        "close database",
    ]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_service_that_runs_already_is_taken_over() -> None:
    diary: list[str] = []
    database = Recorded("database", diary)
    database.launch()
    Supervisor([database]).run(stop_us)
    assert diary == ["launch database", "stop database", "close database"]


def test_a_service_that_dies_is_started_again() -> None:
    diary: list[str] = []
    said: list[str] = []
    web = Recorded("web", diary)

    def say(sentence: str) -> None:
        said.append(sentence)
        threading.Timer(0.4, stop_us).start()

    def on_ready() -> None:
        web.code = 1

    assert Supervisor([web], policy=QUICK, say=say).run(on_ready) is Exit.STOPPED
    assert diary == ["launch web", "launch web", "stop web", "close web"]
    assert said == ["web ended (exit code 1); starting it again in 0.01 s."]


def test_a_service_that_dies_too_often_ends_the_run(tmp_path: Path) -> None:
    said: list[str] = []
    log = tmp_path / "web.log"
    web = Program(
        "web",
        [sys.executable, "-c", "import time; print('no luck', flush=True); time.sleep(0.2); 1/0"],
        log_dir=tmp_path,
        is_ready=log.exists,
    )
    assert Supervisor([web], policy=QUICK, say=said.append).run() is Exit.GAVE_UP
    assert [sentence.partition(";")[2] for sentence in said[:2]] == [
        " starting it again in 0.01 s."
    ] * 2
    assert "web ended (exit code 1), 3 times within 60 s; giving up" in said[2]
    assert "ZeroDivisionError" in said[2]
    assert log.read_text().count("no luck") == 3


def test_a_service_that_ends_before_it_is_ready_ends_the_run(tmp_path: Path) -> None:
    said: list[str] = []
    diary: list[str] = []
    web = Program(
        "web",
        [sys.executable, "-c", "exit('port 8000 is taken')"],
        log_dir=tmp_path,
        is_ready=lambda: False,
    )
    run = Supervisor([Recorded("database", diary), web], say=said.append).run()
    assert run is Exit.NOT_STARTED
    assert said == ["web ended before it was ready (exit code 1):\nport 8000 is taken"]
    assert diary[-1] == "close database"


def test_a_service_that_is_never_ready_ends_the_run(tmp_path: Path) -> None:
    said: list[str] = []
    web = Program(
        "web",
        ["sleep", "60"],
        log_dir=tmp_path,
        is_ready=lambda: False,
        ready_within=0.2,
    )
    assert Supervisor([web], say=said.append).run() is Exit.NOT_STARTED
    assert said[0].startswith("web was not ready within 0.2 s")


def test_a_service_that_cannot_be_launched_says_why() -> None:
    said: list[str] = []
    diary: list[str] = []
    database = Recorded("database", diary)
    database.refusal = "The database is in use."
    assert Supervisor([database], say=said.append).run() is Exit.NOT_STARTED
    assert said == ["The database is in use."]
    assert diary[-1] == "close database"


def test_a_second_signal_kills_what_does_not_stop(tmp_path: Path) -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
        "print('deaf', flush=True); time.sleep(60)"
    )
    heard = threading.Event()
    deaf = Program(
        "deaf",
        [sys.executable, "-c", code],
        log_dir=tmp_path,
        is_ready=heard.is_set,
        echo=lambda _: heard.set(),
        stop_steps=[StopStep(signal.SIGTERM, 60)],
    )

    def stop_twice() -> None:
        stop_us()
        threading.Timer(0.2, stop_us).start()

    began = time.monotonic()
    assert Supervisor([deaf]).run(stop_twice) is Exit.FORCED
    assert time.monotonic() - began < 5


def test_an_error_in_our_own_part_still_stops_the_services() -> None:
    diary: list[str] = []

    def fail() -> None:
        raise ValueError("ours")

    with pytest.raises(ValueError, match="ours"):
        Supervisor([Recorded("web", diary)]).run(fail)
    assert diary[-2:] == ["stop web", "close web"]
