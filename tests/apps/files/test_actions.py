"""A photo's way from the form to the page."""

import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from mashangban.accounts import actions as accounts
from mashangban.accounts.events import PersonErased
from mashangban.accounts.models import Person
from mashangban.events import actions as events
from mashangban.events.models import Event
from mashangban.files import actions, decoding, imaging, queries, store
from mashangban.files.errors import PhotoRefused, StoreUnavailable
from mashangban.files.models import Photo
from mashangban.files.store import Part
from mashangban.files.types import Flaw, PhotoState, Rendition
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from tests.apps.files import pictures
from tests.apps.files.conftest import NOW
from tests.apps.files.test_store import files_below, make_old

LATER = NOW + timedelta(seconds=3)


class Crash(BaseException):
    """The worker is killed: nothing behind it runs."""


def received(person: Person, content: bytes | None = None) -> Photo:
    return actions.receive(content=content or pictures.jpeg(), person=person, at=NOW)


def parts_of(photo: Photo) -> set[Part]:
    return {file.part for file in store.kept() if file.photo_id == photo.pk}


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


def test_a_received_photo_waits_out_of_sight(fang: Person) -> None:
    photo = received(fang)

    photo.refresh_from_db()
    assert photo.state == PhotoState.WAITING
    assert photo.received_type == "image/jpeg"
    assert photo.received_bytes == len(pictures.jpeg())
    assert parts_of(photo) == {Part.ORIGINAL}
    for rendition in Rendition:
        with pytest.raises(NotFound):
            queries.read(photo.pk, rendition)


def test_a_form_file_is_taken_like_bytes(fang: Person) -> None:
    content = io.BytesIO(pictures.png())
    content.read(7)

    photo = actions.receive(content=content, person=fang, at=NOW)

    assert photo.received_bytes == len(pictures.png())
    assert photo.received_type == "image/png"


def test_the_job_is_deferred_with_the_row(fang: Person) -> None:
    photo = received(fang)

    job = ProcrastinateJob.objects.get(task_name="files.process")
    assert job.args == {"photo_id": str(photo.pk)}


def test_rolled_back_nothing_is_left_but_a_file_that_is_swept(
    fang: Person, store_folder: Path
) -> None:
    with transaction.atomic():
        received(fang)
        transaction.set_rollback(True)

    assert not Photo.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="files.process").exists()
    (orphan,) = files_below(store_folder)
    assert actions.sweep() == 0  # its transaction might still be running
    make_old(orphan, hours=1.1)
    assert actions.sweep() == 1
    assert files_below(store_folder) == []


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


def test_photos_left_waiting_are_processed_later(fang: Person) -> None:
    lost_job, fresh = received(fang), received(fang)
    Photo.objects.filter(pk=lost_job.pk).update(received_at=NOW - timedelta(hours=2))

    assert actions.process_overdue(at=NOW) == 1

    lost_job.refresh_from_db()
    fresh.refresh_from_db()
    assert (lost_job.state, fresh.state) == (PhotoState.READY, PhotoState.WAITING)


def test_one_that_cannot_be_processed_does_not_hold_up_the_others(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [received(fang) for _ in range(3)]
    Photo.objects.update(received_at=NOW - timedelta(hours=2))
    process = actions.process

    def sometimes(*, photo_id: uuid.UUID, at: Any) -> None:
        if photo_id == photos[0].pk:
            raise OSError("disk")
        process(photo_id=photo_id, at=at)

    monkeypatch.setattr(actions, "process", sometimes)

    assert actions.process_overdue(at=NOW) == 2


@pytest.mark.parametrize(
    ("content", "flaw", "words"),
    [
        (b"\0" * 37_400_000, Flaw.TOO_LARGE, "too large (38 MB)"),
        (b"\0" * (imaging.MAX_BYTES + 1), Flaw.TOO_LARGE, "too large (21 MB)"),
        (pictures.png_header(60_000, 60_000), Flaw.TOO_MANY_PIXELS, "more than 50 million pixels"),
        (b"<svg onload='alert(1)'/>", Flaw.NOT_A_PHOTO, "JPEG, PNG, WebP or HEIC"),
        (pictures.moving("PNG"), Flaw.MOVING, "moving picture"),
        (pictures.png()[:20], Flaw.DAMAGED, "damaged"),
    ],
)
def test_refusals_say_what_to_do(
    fang: Person, store_folder: Path, content: bytes, flaw: Flaw, words: str
) -> None:
    with override("en"), pytest.raises(PhotoRefused) as refusal:
        actions.receive(content=content, person=fang, at=NOW)

    assert refusal.value.flaw is flaw
    assert refusal.value.field == "photos"
    assert words in str(refusal.value.sentence)
    assert not Photo.objects.exists()
    assert files_below(store_folder) == []


def test_a_file_too_large_is_refused_unread(fang: Person) -> None:
    class Endless(io.RawIOBase):
        def seek(self, offset: int, whence: int = 0) -> int:
            return 500_000_000

        def read(self, size: int = -1) -> bytes:
            raise AssertionError("read")

    with override("en"), pytest.raises(PhotoRefused, match="500 MB"):
        actions.receive(content=Endless(), person=fang, at=NOW)  # type: ignore[arg-type]


def test_the_sentence_is_chinese_by_default(fang: Person) -> None:
    with pytest.raises(PhotoRefused, match=r"^这张照片太大（38 MB），换一张或截小一点。$"):
        actions.receive(content=b"\0" * 37_400_000, person=fang, at=NOW)


def test_a_full_store_is_told_and_nothing_acknowledged(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", full)
    with pytest.raises(StoreUnavailable):
        received(fang)

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


def test_with_the_person_the_photos_go(fang: Person, zhao: Person) -> None:
    gone = [received(fang), received(fang)]
    actions.process(photo_id=gone[0].pk, at=LATER)
    stays = received(zhao)
    fang_id = fang.pk

    accounts.erase_person(person=fang, by=Actor.system("tests"), at=LATER)
    with pytest.raises(NotFound):
        queries.read(gone[0].pk, Rendition.FULL)
    event = Event.objects.get(kind=PersonErased.kind)
    events.deliver(event_id=event.pk, at=LATER)

    assert {file.photo_id for file in store.kept()} == {stays.pk}
    states = Photo.objects.filter(person=fang_id).values_list("state", "refusal")
    assert set(states) == {(PhotoState.REFUSED, Flaw.LOST)}


def test_a_photo_of_somebody_erased_meanwhile_is_not_processed(fang: Person) -> None:
    photo = received(fang)
    accounts.erase_person(person=fang, by=Actor.system("tests"), at=LATER)

    actions.process(photo_id=photo.pk, at=LATER)

    photo.refresh_from_db()
    assert (photo.state, photo.refusal) == (PhotoState.REFUSED, Flaw.LOST)
    assert parts_of(photo) == set()


def test_sweeping_keeps_what_is_wanted(fang: Person, store_folder: Path) -> None:
    waiting, ready, refused = received(fang), received(fang), received(fang)
    actions.process(photo_id=ready.pk, at=LATER)
    store.write(ready.pk, Part.ORIGINAL, b"a deletion that was interrupted")
    store.write(waiting.pk, Part.FULL, b"half-done work")
    Photo.objects.filter(pk=refused.pk).update(state=PhotoState.REFUSED, refusal=Flaw.DAMAGED)
    for path in files_below(store_folder):
        make_old(path, hours=2)

    assert actions.sweep() == 2

    assert parts_of(waiting) == {Part.ORIGINAL, Part.FULL}
    assert parts_of(ready) == {Part.FULL, Part.THUMB}
    assert parts_of(refused) == set()


def test_sweeping_asks_once_for_many(
    fang: Person, store_folder: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        received(fang)
    for path in files_below(store_folder):
        make_old(path, hours=2)

    with django_assert_num_queries(1):
        assert actions.sweep() == 0
