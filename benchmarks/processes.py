"""How much processor time the processes of an installation have used (Linux)."""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

_TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor milliseconds of the web server's and of the database's processes."""

    web: float
    database: float

    def __sub__(self, other: "Usage") -> "Usage":
        return Usage(self.web - other.web, self.database - other.database)


def usage(root: int) -> Usage:
    """Return what the descendants of process `root` have used so far, the worker left out."""
    return Usage(
        web=sum(_milliseconds(pid) for pid in _descendants(root, lambda line: "granian" in line)),
        database=sum(
            _milliseconds(pid) for pid in _descendants(root, lambda line: "postgres" in line)
        ),
    )


@contextlib.contextmanager
def paused_worker(root: int) -> Iterator[None]:
    """Hold the background worker: what its jobs ask of the database is not the page's doing."""
    workers = list(_descendants(root, lambda line: "mashangban.cli\0worker" in line))
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


def _descendants(root: int, wanted: Callable[[str], bool]) -> Iterator[int]:
    numbers = (entry.name for entry in Path("/proc").iterdir() if entry.name.isdigit())
    parents = {pid: _parent(pid) for pid in map(int, numbers)}
    for pid in parents:
        above = pid
        while above > 1 and above != root:
            above = parents.get(above, 0)
        if above == root and wanted(_command(pid)):
            yield pid


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _parent(pid: int) -> int:
    fields = _fields(pid)
    return int(fields[1]) if fields else 0


def _milliseconds(pid: int) -> float:
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) * _TICK if fields else 0.0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
