"""Checkpoints as files, one each, so that they can leave the machine by any copying tool.

A file is written in two steps around the commit that it speaks of: `prepare` before, `publish`
after. So no file ever states what the database did not keep, and one that is missing later was
taken away. Files are never changed.
"""

import os
from collections.abc import Iterator
from pathlib import Path

_FINAL = ".checkpoint"
_PREPARED = ".prepared"


class Exports:
    """The folder of exported checkpoints, named by the size they state: 000000001042.checkpoint."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, size: int, note: str) -> None:
        """Write a checkpoint durably, but not yet under its name.

        Raises FileExistsError when another one of that size was published before.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        final = self.path(size)
        if final.exists():
            raise FileExistsError(final.name)
        with final.with_suffix(_PREPARED).open("w") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())

    def publish(self, size: int) -> None:
        """Give a prepared checkpoint its name; do nothing when somebody else did already."""
        final = self.path(size)
        try:
            final.with_suffix(_PREPARED).rename(final)
        except FileNotFoundError:
            return
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def prepared(self, size: int) -> str | None:
        """Return what was prepared and not yet published, None when there is no such file."""
        return _text(self.path(size).with_suffix(_PREPARED))

    def read(self, size: int) -> str | None:
        """Return a published checkpoint, None when there is none."""
        return _text(self.path(size))

    def sizes(self) -> Iterator[int]:
        """Return the sizes of which checkpoints were published, ascending."""
        names = sorted(path.stem for path in self.folder.glob(f"*{_FINAL}"))
        return (int(name) for name in names if name.isdecimal())

    def path(self, size: int) -> Path:
        """Return where the checkpoint of `size` lies once it is published."""
        return self.folder / f"{size:012}{_FINAL}"


def _text(path: Path) -> str | None:
    try:
        return path.read_text(errors="replace")
    except FileNotFoundError:
        return None
