"""The private store: encrypted files in a folder that no web server serves.

One file a photo and part: `<part>/<two digits>/<photo id>`, and one for each paper that some room
has drawn. A file is either there as a whole or
not at all, also after a power cut. Nothing here knows keys: callers bring ciphertext.
"""

import contextlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.conf import settings

_TEMPORARY: Final = ".tmp"


class Part(StrEnum):
    """What a file holds: a part of a photo, or a whole paper; the value names the folder."""

    ORIGINAL = "original"
    FULL = "full"
    THUMB = "thumb"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of the store. `age` in seconds, by the file system's own clock."""

    photo_id: uuid.UUID
    part: Part
    age: float


def write(photo_id: uuid.UUID, part: Part, ciphertext: bytes) -> None:
    """Write the file, in place of an earlier one. Raises OSError, e.g. when the disk is full."""
    path = _path(photo_id, part)
    _make_folder(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=_TEMPORARY)  # made with mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(ciphertext)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read(photo_id: uuid.UUID, part: Part) -> bytes:
    """Return the file's bytes. Raises FileNotFoundError."""
    return _path(photo_id, part).read_bytes()


def delete(photo_id: uuid.UUID, part: Part) -> None:
    """Delete the file, if it is there."""
    _path(photo_id, part).unlink(missing_ok=True)


def kept() -> Iterator[Kept]:
    """Iterate over all files of the store."""
    now = _file_system_now()
    for part in Part:
        for path in (_root() / part).glob("??/*"):
            with contextlib.suppress(FileNotFoundError, ValueError):  # deleted meanwhile; not ours
                yield Kept(uuid.UUID(path.name), part, now - path.stat().st_mtime)


def delete_unfinished(*, older_than: float) -> int:
    """Delete what interrupted writes left, older than that many seconds; return how many."""
    now = _file_system_now()
    deleted = 0
    for path in _root().glob(f"*/??/*{_TEMPORARY}"):
        with contextlib.suppress(FileNotFoundError):
            if now - path.stat().st_mtime > older_than:
                path.unlink()
                deleted += 1
    return deleted


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _path(photo_id: uuid.UUID, part: Part) -> Path:
    # The last digits: the first ones of a UUIDv7 are its time and would fill one folder.
    return _root() / part / photo_id.hex[-2:] / str(photo_id)


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make the folder's new entry survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file_system_now() -> float:
    """Return the time by which new files are stamped.

    Not the clock of the house: the demonstration moves that one, and a network file system has its
    own; either could make a file written this minute look old.
    """
    _make_folder(_root())
    with tempfile.NamedTemporaryFile(dir=_root()) as probe:
        return Path(probe.name).stat().st_mtime
