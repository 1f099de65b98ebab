"""Everything that changes photos: taking in, making safe, discarding; and papers kept for a while.

They leave no audit entries: whoever takes a photo in records what it belongs to, and what a job
does to its bytes is nobody's act.
"""

import copy
import io
import uuid
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO, Final

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from mashangban.accounts.models import Person
from mashangban.files import decoding, imaging, queries, store
from mashangban.files.errors import PhotoRefused, StoreUnavailable
from mashangban.files.models import Photo
from mashangban.files.types import Flaw, Header, PhotoState, Rendered, Unusable
from mashangban.kit import crypto
from mashangban.kit.ids import new_id

# No transaction lasts that long: a file of this age without a row was left by one rolled back.
_ORPHAN_AGE: Final = timedelta(hours=1)
_OVERDUE_AFTER: Final = timedelta(hours=1)
_OVERDUE_AT_ONCE: Final = 100
_SWEEP_BATCH: Final = 500
_PAPER_AGE: Final = timedelta(days=30)  # whoever keeps a paper longer has forgotten it

log = structlog.get_logger("mashangban.files")


def receive(*, content: bytes | BinaryIO, person: Person, at: datetime) -> Photo:
    """Take in a photo of `person`, hidden until a job has made it safe.

    To be called in the transaction that writes what the photo belongs to; the file is written
    before that commits, and swept later if it never does. Raises PhotoRefused, StoreUnavailable.
    """
    original = _read(content)
    try:
        header = imaging.inspect(original)
    except Unusable as error:
        raise PhotoRefused(error.flaw) from error
    photo = compose_photo(person=person, header=header, size=len(original), at=at)
    try:
        _write(photo.pk, _key_of(person), store.Part.ORIGINAL, original)
    except OSError as error:
        log.error("photo not stored", error=type(error).__name__, errno=error.errno)
        raise StoreUnavailable from error
    with transaction.atomic():
        photo.save(force_insert=True)
        app.configure_task("files.process").defer(photo_id=str(photo.pk))
    return photo


def compose_photo(*, person: Person, header: Header, size: int, at: datetime) -> Photo:
    """Compose a photo as it is received; `size` is that of the original in bytes."""
    return Photo(
        id=new_id(at),
        person=person,
        state=PhotoState.WAITING,
        received_at=at,
        received_type=header.type,
        received_bytes=size,
    )


def compose_ready(*, photo: Photo, rendered: Rendered, at: datetime) -> Photo:
    """Compose the photo as it stands once its renditions are written."""
    ready = copy.copy(photo)
    ready.state = PhotoState.READY
    ready.ready_at = at
    ready.width = rendered.width
    ready.height = rendered.height
    return ready


def write_renditions(*, photo: Photo, rendered: Rendered) -> None:
    """Write the encrypted files of a photo that is made safe. Raises OSError."""
    key = _key_of(photo.person)
    _write(photo.pk, key, store.Part.FULL, rendered.full)
    _write(photo.pk, key, store.Part.THUMB, rendered.thumb)


def process(*, photo_id: uuid.UUID, at: datetime) -> None:
    """Make a waiting photo safe, or refuse it; delete its original.

    May be interrupted anywhere and run again, also by two at once: files come before the row, the
    row before the deletion, and the row changes only once. Raises OSError, WrongKey, KeyRingLost
    and DecoderStopped, none of them the photo's fault, after which it still waits.
    """
    photo = Photo.objects.select_related("person").filter(pk=photo_id).first()
    if photo is not None and photo.state == PhotoState.WAITING:
        _make_safe(photo, at)
    store.delete(photo_id, store.Part.ORIGINAL)


def process_overdue(*, at: datetime) -> int:
    """Process photos whose own job was lost or gave up; return how many are waiting no longer."""
    done = 0
    for photo_id in queries.overdue(before=at - _OVERDUE_AFTER, limit=_OVERDUE_AT_ONCE):
        try:
            process(photo_id=photo_id, at=at)
        except (OSError, ValueError, RuntimeError) as error:
            log.error("photo still waiting", photo=str(photo_id), error=type(error).__name__)
        else:
            done += 1
    return done


def discard_photos_of(*, person_id: uuid.UUID) -> None:
    """Delete all photos of a person; their rows stay and say that they are gone."""
    photos = Photo.objects.filter(person=person_id)
    ids = list(photos.values_list("pk", flat=True))
    photos.update(
        state=PhotoState.REFUSED, refusal=Flaw.LOST, ready_at=None, width=None, height=None
    )
    for photo_id in ids:
        for part in store.Part:
            store.delete(photo_id, part)


def keep_paper(*, paper_id: uuid.UUID, wrapped_key: bytes, content: bytes) -> None:
    """Keep a paper that was drawn, for 30 days at most, under a key that the caller keeps.

    Raises OSError, KeyRingLost.
    """
    _write(paper_id, wrapped_key, store.Part.PAPER, content)


def discard_paper(*, paper_id: uuid.UUID) -> None:
    """Delete a paper, if it is there."""
    store.delete(paper_id, store.Part.PAPER)


def sweep() -> int:
    """Delete files that belong to no photo, and papers that nobody fetched; return how many."""
    age = _ORPHAN_AGE.total_seconds()
    deleted = store.delete_unfinished(older_than=age)
    old = (file for file in store.kept() if file.age > age)
    while batch := list(islice(old, _SWEEP_BATCH)):
        deleted += _sweep_batch(batch)
    return deleted


def _sweep_batch(files: list[store.Kept]) -> int:
    wanted = queries.wanted_parts(file.photo_id for file in files)
    orphans = [file for file in files if _is_orphan(file, wanted)]
    for file in orphans:
        store.delete(file.photo_id, file.part)
    return len(orphans)


def _is_orphan(file: store.Kept, wanted: set[tuple[uuid.UUID, store.Part]]) -> bool:
    if file.part is store.Part.PAPER:
        return file.age > _PAPER_AGE.total_seconds()
    return (file.photo_id, file.part) not in wanted


def _make_safe(photo: Photo, at: datetime) -> None:
    try:
        rendered = decoding.render(_read_original(photo))
    except Unusable as error:
        _finish(photo.pk, state=PhotoState.REFUSED, refusal=error.flaw)
        return
    write_renditions(photo=photo, rendered=rendered)
    ready = compose_ready(photo=photo, rendered=rendered, at=at)
    _finish(
        photo.pk,
        state=ready.state,
        ready_at=ready.ready_at,
        width=ready.width,
        height=ready.height,
    )


def _finish(photo_id: uuid.UUID, **changes: object) -> None:
    Photo.objects.filter(pk=photo_id, state=PhotoState.WAITING).update(**changes)


def _read_original(photo: Photo) -> bytes:
    part = store.Part.ORIGINAL
    try:
        ciphertext = store.read(photo.pk, part)
        return crypto.decrypt(
            _key_of(photo.person), ciphertext, context=queries.context(photo.pk, part)
        )
    except (FileNotFoundError, crypto.KeyErased) as error:
        log.error("original lost", photo=str(photo.pk), error=type(error).__name__)
        raise Unusable(Flaw.LOST) from error


def _read(content: bytes | BinaryIO) -> bytes:
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    size = file.seek(0, io.SEEK_END)
    if size > imaging.MAX_BYTES:
        raise PhotoRefused(Flaw.TOO_LARGE, size=size)
    file.seek(0)
    return file.read()


def _write(photo_id: uuid.UUID, key: bytes, part: store.Part, plaintext: bytes) -> None:
    context = queries.context(photo_id, part)
    store.write(photo_id, part, crypto.encrypt(key, plaintext, context=context))


def _key_of(person: Person) -> bytes:
    return bytes(person.wrapped_key or b"")
