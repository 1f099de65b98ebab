"""Making photos safe, whatever happens to the worker."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.files import actions, decoding, imaging, queries, store
from mashangban.files.models import Photo
from mashangban.files.store import Part
from mashangban.files.types import Flaw, PhotoState, Rendition
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from tests.apps.files import pictures
from tests.apps.files.conftest import LATER, NOW, parts_of, received
from tests.apps.files.test_store import files_below


class Crash(BaseException):
    """The worker is killed: nothing behind it runs."""


def fail_once(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, when: Callable[..., bool]
) -> None:
    """Make the first call for which `when` holds crash."""
    whole = getattr(owner, name)
    crashed: list[bool] = []

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if not crashed and when(*args, **kwargs):
            crashed.append(True)
            raise Crash
        return whole(*args, **kwargs)

    monkeypatch.setattr(owner, name, wrapped)


@pytest.mark.parametrize(
    "content", [pictures.jpeg(), pictures.png(), pictures.webp(), pictures.HEIC]
)
def test_processing_makes_it_fit_to_be_seen(fang: Person, content: bytes) -> None:
    photo = received(fang, content)

    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert (photo.state, photo.ready_at) == (PhotoState.READY, LATER)
    assert (photo.width, photo.height) == (320, 240)
    assert parts_of(photo) == {Part.FULL, Part.THUMB}
    assert queries.read(photo.pk, Rendition.FULL) == imaging.render(content).full
    assert queries.read(photo.pk, Rendition.THUMB) == imaging.render(content).thumb


def test_composed_rows_equal_what_the_actions_write(fang: Person) -> None:
    photo = received(fang)
    actions.process(photo_id=photo.pk, at=LATER)
    written = Photo.objects.values().get()

    content = pictures.jpeg()
    waiting = actions.compose_photo(
        person=fang, header=imaging.inspect(content), size=len(content), at=NOW
    )
    waiting.id = photo.pk
    ready = actions.compose_ready(photo=waiting, rendered=imaging.render(content), at=LATER)

    assert {field: getattr(ready, field) for field in written} == written
    assert waiting.state == PhotoState.WAITING


def test_processing_twice_changes_nothing(fang: Person) -> None:
    photo = received(fang)
    actions.process(photo_id=photo.pk, at=LATER)
    before = {file.part: store.read(file.photo_id, file.part) for file in store.kept()}

    actions.process(photo_id=photo.pk, at=LATER + timedelta(hours=1))

    photo.refresh_from_db()
    assert photo.ready_at == LATER
    assert {file.part: store.read(file.photo_id, file.part) for file in store.kept()} == before


@pytest.mark.parametrize(
    ("owner", "name", "when"),
    [
        (decoding, "render", lambda content: True),
        (store, "write", lambda photo_id, part, ciphertext: part is Part.FULL),
        (store, "write", lambda photo_id, part, ciphertext: part is Part.THUMB),
        (actions, "_finish", lambda photo_id, **changes: True),
        (store, "delete", lambda photo_id, part: True),
    ],
    ids=["decoding", "first file", "second file", "row", "deleting"],
)
def test_killed_anywhere_a_second_run_completes_it(
    fang: Person, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, when: Any
) -> None:
    photo = received(fang)
    fail_once(monkeypatch, owner, name, when)

    with pytest.raises(Crash):
        actions.process(photo_id=photo.pk, at=LATER)
    assert Part.ORIGINAL in parts_of(photo)
    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert photo.state == PhotoState.READY
    assert parts_of(photo) == {Part.FULL, Part.THUMB}
    assert queries.read(photo.pk, Rendition.FULL)


def test_of_two_at_once_the_slower_one_changes_nothing(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = received(fang)
    render = decoding.render

    def overtaken(content: bytes) -> object:
        monkeypatch.setattr(decoding, "render", render)
        actions.process(photo_id=photo.pk, at=LATER)
        return render(content)

    monkeypatch.setattr(decoding, "render", overtaken)
    actions.process(photo_id=photo.pk, at=LATER + timedelta(minutes=1))

    photo.refresh_from_db()
    assert photo.ready_at == LATER
    assert parts_of(photo) == {Part.FULL, Part.THUMB}


def test_one_that_is_overtaken_before_it_reads_does_not_refuse(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = received(fang)
    read = store.read

    def overtaken(photo_id: uuid.UUID, part: Part) -> bytes:
        monkeypatch.setattr(store, "read", read)
        actions.process(photo_id=photo_id, at=LATER)
        return read(photo_id, part)

    monkeypatch.setattr(store, "read", overtaken)
    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert photo.state == PhotoState.READY


def test_a_damaged_photo_is_refused_and_its_original_deleted(fang: Person) -> None:
    photo = received(fang, pictures.jpeg((800, 600))[:4000])

    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert (photo.state, photo.refusal) == (PhotoState.REFUSED, Flaw.DAMAGED)
    assert parts_of(photo) == set()


def test_a_lost_key_ring_is_no_reason_to_refuse(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = received(fang)

    def lost(*_: object, **__: object) -> bytes:
        raise crypto.KeyRingLost("missing")

    monkeypatch.setattr(crypto, "decrypt", lost)
    with pytest.raises(crypto.KeyRingLost):
        actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert photo.state == PhotoState.WAITING
    assert parts_of(photo) == {Part.ORIGINAL}


def test_a_vanished_original_is_told(fang: Person) -> None:
    photo = received(fang)
    store.delete(photo.pk, Part.ORIGINAL)

    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert (photo.state, photo.refusal) == (PhotoState.REFUSED, Flaw.LOST)


def test_a_vanished_rendition_is_not_found(fang: Person) -> None:
    photo = received(fang)
    actions.process(photo_id=photo.pk, at=LATER)
    store.delete(photo.pk, Part.THUMB)

    with pytest.raises(NotFound):
        queries.read(photo.pk, Rendition.THUMB)


def test_a_job_without_its_row_does_nothing(db: None) -> None:
    actions.process(photo_id=uuid.uuid4(), at=NOW)

    assert not Photo.objects.exists()


def test_the_disk_holds_nothing_readable(fang: Person, zhao: Person, store_folder: Path) -> None:
    waiting = received(fang)
    ready = received(fang)
    actions.process(photo_id=ready.pk, at=LATER)

    for path in files_below(store_folder):
        content = path.read_bytes()
        for trace in (pictures.CANARY, pictures.CANARY_DAY, b"Exif", b"JFIF", b"\xff\xd8\xff"):
            assert trace not in content
        with pytest.raises(crypto.WrongKey):
            crypto.decrypt(
                bytes(zhao.wrapped_key or b""),
                content,
                context=queries.context(waiting.pk, Part.ORIGINAL),
            )


def test_a_file_moved_to_another_photo_does_not_open(fang: Person) -> None:
    mine, other = received(fang), received(fang, pictures.png())
    for photo in (mine, other):
        actions.process(photo_id=photo.pk, at=LATER)

    store.write(mine.pk, Part.FULL, store.read(other.pk, Part.FULL))

    with pytest.raises(crypto.WrongKey):
        queries.read(mine.pk, Rendition.FULL)


def test_a_photo_of_somebody_erased_meanwhile_is_not_processed(fang: Person) -> None:
    photo = received(fang)
    accounts.erase_person(person=fang, by=Actor.system("tests"), at=LATER)

    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert (photo.state, photo.refusal) == (PhotoState.REFUSED, Flaw.LOST)
    assert parts_of(photo) == set()
