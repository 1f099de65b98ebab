"""A folder's lock: held by one living process, which it names."""

import contextlib
import fcntl
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """Who runs the database of a folder, and the address it answers on."""

    pid: int
    command: str
    url: str


class FolderLock:
    """An advisory lock (flock(2)): the kernel releases it when its holder dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, url: str) -> bool:
        """Take the lock and write down who holds it; return False when another process has it.

        Taking a lock that we hold changes nothing.
        """
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(asdict(_this_process(url))).encode())
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> Holder | None:
        """Return who wrote itself down last; None when that is nobody yet."""
        with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
            return Holder(**json.loads(self._path.read_text()))
        return None


def _this_process(url: str) -> Holder:
    program = Path(sys.argv[0]).name or "python"
    return Holder(os.getpid(), " ".join([program, *sys.argv[1:3]]), url)
