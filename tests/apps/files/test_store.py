"""Files of the store: whole or not there, and nobody else's to read."""

import errno
import os
import stat
import uuid
from pathlib import Path

import pytest

from mashangban.files import store
from mashangban.files.store import Part

ID = uuid.UUID("01938a00-0000-7000-8000-0000000000ab")


def make_old(path: Path, *, hours: float) -> None:
    status = path.stat()
    os.utime(path, (status.st_atime, status.st_mtime - hours * 3600))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_written_is_read_until_it_is_deleted() -> None:
    store.write(ID, Part.FULL, b"first")
    store.write(ID, Part.FULL, b"second")
    store.write(ID, Part.THUMB, b"small")

    assert store.read(ID, Part.FULL) == b"second"
    assert store.read(ID, Part.THUMB) == b"small"

    store.delete(ID, Part.FULL)
    store.delete(ID, Part.FULL)

    with pytest.raises(FileNotFoundError):
        store.read(ID, Part.FULL)


def test_only_the_owner_may_look(store_folder: Path) -> None:
    store.write(ID, Part.ORIGINAL, b"x")

    for path in [store_folder, *store_folder.rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


@pytest.mark.parametrize(("owner", "name"), [(os, "fsync"), (Path, "replace")])
def test_a_full_disk_leaves_nothing_and_harms_nothing(
    monkeypatch: pytest.MonkeyPatch, store_folder: Path, owner: object, name: str
) -> None:
    store.write(ID, Part.FULL, b"before")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(owner, name, fail)
    with pytest.raises(OSError, match="No space"):
        store.write(ID, Part.FULL, b"after")
    monkeypatch.undo()

    assert store.read(ID, Part.FULL) == b"before"
    assert len(files_below(store_folder)) == 1


def test_the_file_is_on_disk_before_its_name_is(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []
    fsync, replace = os.fsync, Path.replace
    store.write(ID, Part.THUMB, b"makes the folders")

    def spy_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("fsync folder" if is_folder else "fsync")
        fsync(descriptor)

    def spy_replace(self: Path, target: Path) -> Path:
        steps.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", spy_fsync)
    monkeypatch.setattr(Path, "replace", spy_replace)
    store.write(ID, Part.THUMB, b"x")

    assert steps == ["fsync", "replace", "fsync folder"]


def test_kept_lists_every_file_with_its_age(store_folder: Path) -> None:
    store.write(ID, Part.FULL, b"x")
    store.write(ID, Part.ORIGINAL, b"x")
    make_old(store_folder / "original" / "ab" / str(ID), hours=2)
    (store_folder / "full" / "ab" / "not a photo").write_bytes(b"")

    kept = {file.part: file for file in store.kept()}

    assert set(kept) == {Part.FULL, Part.ORIGINAL}
    assert kept[Part.FULL].photo_id == ID
    assert 0 <= kept[Part.FULL].age < 60
    assert 7200 <= kept[Part.ORIGINAL].age < 7260


def test_unfinished_files_are_deleted_when_they_are_old(store_folder: Path) -> None:
    store.write(ID, Part.FULL, b"x")
    old, new = (store_folder / "full" / "ab" / name for name in ("old.tmp", "new.tmp"))
    old.write_bytes(b"")
    new.write_bytes(b"")
    make_old(old, hours=2)

    assert store.delete_unfinished(older_than=3600) == 1
    assert not old.exists()
    assert new.exists()
    assert store.read(ID, Part.FULL) == b"x"
