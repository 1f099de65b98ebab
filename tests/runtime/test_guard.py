"""Nothing of a guarded program outlives its parent or itself."""

import os
import signal
import subprocess
import sys
import time

import pytest

from mashangban.runtime.guard import StopStep
from mashangban.runtime.guarded import GuardedProcess

from .conftest import PROGRAMS, StartProgram, all_gone, eventually, read_line


def python(code: str, *stop_steps: StopStep) -> GuardedProcess:
    """Run a line of Python under a guard."""
    steps = stop_steps or (StopStep(signal.SIGTERM, 5),)
    return GuardedProcess([sys.executable, "-c", code], stop_steps=steps, output=subprocess.PIPE)


def family(*arguments: str, patience: float = 0.3) -> tuple[GuardedProcess, list[int]]:
    """Run `family.py` under a guard; return it and the ids of its three processes."""
    guarded = GuardedProcess(
        [sys.executable, str(PROGRAMS / "family.py"), *arguments],
        stop_steps=[StopStep(signal.SIGTERM, patience)],
        output=subprocess.PIPE,
    )
    return guarded, [int(word) for word in guarded.output.readline().split()]


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("", 0),
        ("raise SystemExit(7)", 7),
        ("import os; os.kill(os.getpid(), 9)", 128 + 9),
    ],
)
def test_the_exit_code_is_the_program_s(code: str, exit_code: int) -> None:
    guarded = python(code)
    assert guarded.wait() == exit_code
    guarded.output.close()


@pytest.mark.parametrize(("program", "exit_code"), [("/nonexistent", 127), (__file__, 126)])
def test_a_program_that_cannot_start_is_named(program: str, exit_code: int) -> None:
    guarded = GuardedProcess([program], output=subprocess.PIPE)
    assert guarded.wait() == exit_code
    assert f"cannot start {program}" in guarded.output.read().decode()
    guarded.output.close()


def test_stop_signals_follow_each_other() -> None:
    code = (
        "import os, signal, time\n"
        "signal.signal(signal.SIGINT, lambda *_: os.write(1, b'INT\\n'))\n"
        "signal.signal(signal.SIGUSR1, lambda *_: (os.write(1, b'USR1\\n'), os._exit(3)))\n"
        "print('up', flush=True)\n"
        "while True: time.sleep(1)"
    )
    guarded = python(code, StopStep(signal.SIGINT, 0.2), StopStep(signal.SIGUSR1, 5))
    assert guarded.output.readline() == b"up\n"
    guarded.ask_to_stop()
    assert guarded.wait() == 3
    assert guarded.output.read() == b"INT\nUSR1\n"
    guarded.output.close()


def test_the_program_is_in_a_session_of_its_own() -> None:
    guarded = python("import os; print(os.getsid(0))")
    assert int(guarded.output.read()) not in {0, os.getsid(0)}
    guarded.wait()
    guarded.output.close()


def test_a_stubborn_program_is_killed_when_patience_ends() -> None:
    guarded, pids = family("stubborn")
    began = time.monotonic()
    guarded.ask_to_stop()
    assert guarded.wait() == 128 + signal.SIGKILL
    assert time.monotonic() - began < 3
    assert all_gone(pids, within=0.1)
    guarded.output.close()


def test_end_now_does_not_wait_for_patience() -> None:
    guarded, pids = family("stubborn", patience=60)
    guarded.ask_to_stop()
    guarded.end_now()
    assert guarded.wait() == 128 + signal.SIGKILL
    assert all_gone(pids, within=0.1)
    guarded.output.close()


def test_children_of_a_killed_program_are_gone_with_the_guard() -> None:
    guarded, pids = family()
    os.kill(pids[0], signal.SIGKILL)
    assert guarded.wait() == 128 + signal.SIGKILL
    assert all_gone(pids, within=0.1)
    guarded.output.close()


def test_children_of_a_finished_program_are_gone_with_the_guard() -> None:
    guarded, pids = family()
    os.kill(pids[0], signal.SIGTERM)
    assert guarded.wait() == 128 + signal.SIGTERM
    assert all_gone(pids, within=0.1)
    guarded.output.close()


@pytest.mark.parametrize("arguments", [[], ["stubborn"]])
def test_nothing_outlives_a_killed_parent(
    start_program: StartProgram, arguments: list[str]
) -> None:
    parent = start_program("guarded_family", *arguments)
    pids = [int(word) for word in read_line(parent).split()]
    parent.kill()
    assert all_gone(pids)


def test_a_killed_guard_leaves_no_member_of_its_session() -> None:
    guarded, (program, child, _daemon) = family("stubborn")
    os.kill(guarded.pid, signal.SIGKILL)
    assert eventually(lambda: guarded.exit_code() == -signal.SIGKILL)
    assert all_gone([program, child])
    os.kill(_daemon, signal.SIGKILL)  # it left the session, so nobody can know whose it is
    guarded.output.close()
