"""Where the key ring lies: `<home>/secrets/keyring.json`, mode 0600, replaced as a whole."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from mashangban.kit.crypto.errors import KeyRingLost
from mashangban.kit.crypto.ring import KeyRing

_loaded: tuple[tuple[Path, int, int], KeyRing] | None = None


def path() -> Path:
    """Return where the key ring of this installation lies."""
    return Path(settings.HOME) / "secrets" / "keyring.json"


def load() -> KeyRing:
    """Return the key ring; read again only when the file is another one than last time.

    Raises KeyRingLost when it is missing or damaged.
    """
    global _loaded
    file = path()
    try:
        status = file.stat()
        version = (file, status.st_ino, status.st_mtime_ns)
        if _loaded is None or _loaded[0] != version:
            _loaded = (version, KeyRing.from_json(file.read_text()))
    except FileNotFoundError:
        raise KeyRingLost.missing(file) from None
    except (ValueError, OSError) as error:
        raise KeyRingLost.unusable(file, str(error)) from error
    return _loaded[1]


def create(ring: KeyRing) -> bool:
    """Write `ring` as the first one; return False when there is one already, which stays."""
    with _written_beside(ring) as temporary:
        try:
            path().hardlink_to(temporary)
        except FileExistsError:
            return False
    return True


def replace(ring: KeyRing) -> None:
    """Write `ring` in the place of the present one, at once or not at all."""
    with _written_beside(ring) as temporary:
        temporary.replace(path())


@contextlib.contextmanager
def _written_beside(ring: KeyRing) -> Iterator[Path]:
    folder = path().parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix="keyring-")  # made with mode 0600
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(ring.to_json())
            file.flush()
            os.fsync(file.fileno())
        yield temporary
        _sync_folder(folder)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the folder's new entry survive a power cut: a lost ring is lost data."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
