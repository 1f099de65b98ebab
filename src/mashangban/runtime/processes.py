"""What Linux tells about processes (/proc) and lets them ask for (prctl(2)).

On other systems the questions answer "nothing known" and the requests do nothing: callers have
a portable way beside each of them.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LINUX = sys.platform == "linux"
_PROC = Path("/proc")
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
# Loaded once, before any fork: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


@dataclass(frozen=True, slots=True)
class Process:
    """One living process (never a zombie) as /proc/<pid>/stat shows it."""

    pid: int
    name: str
    parent: int
    session: int


def die_with_parent(signal_number: signal.Signals) -> None:
    """Ask the kernel for `signal_number` when the thread that started this process ends.

    A change of user clears the request, so it is made after that.
    """
    _prctl(_PR_SET_PDEATHSIG, signal_number)


def adopt_orphans() -> None:
    """Become the parent of every descendant that loses its own (child subreaper)."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def living() -> Iterator[Process]:
    """Yield the living processes; none where there is no /proc."""
    if not LINUX:
        return
    for entry in _PROC.iterdir():
        if entry.name.isdecimal() and (process := _read(int(entry.name))):
            yield process


def is_living(pid: int) -> bool:
    """Return whether `pid` names a living process; a zombie is not one."""
    if LINUX:
        return _read(pid) is not None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def descendants(pid: int) -> list[int]:
    """Return the living children of `pid`, their children and so on, parents first."""
    children: dict[int, list[int]] = {}
    for process in living():
        children.setdefault(process.parent, []).append(process.pid)
    found: list[int] = []
    queue = [pid]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


def in_session(session: int) -> list[int]:
    """Return the living processes of a session (setsid(2))."""
    return [process.pid for process in living() if process.session == session]


def working_in(folder: Path, *, name: str) -> list[int]:
    """Return the living processes called `name` whose working directory is `folder`.

    PostgreSQL's own PID file cannot tell this: the number in it may be a zombie's, or may have
    been given to another program since.
    """
    try:
        wanted = folder.stat()
    except FileNotFoundError:
        return []
    return [
        process.pid
        for process in living()
        if process.name == name and _works_in(process.pid, wanted)
    ]


def command_of(pid: int) -> str:
    """Return the command line of `pid`, "" when it cannot be read."""
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return ""
    return b" ".join(words).decode(errors="replace").strip()


def _works_in(pid: int, folder: os.stat_result) -> bool:
    try:
        return os.path.samestat((_PROC / str(pid) / "cwd").stat(), folder)
    except OSError:
        return False


def _read(pid: int) -> Process | None:
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return None
    # The name is in parentheses and may itself hold blanks and parentheses.
    head, _, tail = text.rpartition(")")
    state, parent, _group, session = tail.split()[:4]
    if state in "ZX":
        return None
    return Process(pid, head.partition("(")[2], int(parent), int(session))


def _prctl(option: int, value: int) -> None:
    if _libc is not None and _libc.prctl(option, value, 0, 0, 0) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
