"""Reads of photos and papers."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import structlog

from mashangban.files import store
from mashangban.files.models import Photo
from mashangban.files.types import PhotoState, Rendition
from mashangban.kit import crypto
from mashangban.kit.errors import NotFound

# Renditions of a waiting photo are half-done work that a retried job is about to replace.
_PARTS: Final = {
    PhotoState.WAITING: (store.Part.ORIGINAL, store.Part.FULL, store.Part.THUMB),
    PhotoState.READY: (store.Part.FULL, store.Part.THUMB),
    PhotoState.REFUSED: (),
}
log = structlog.get_logger("mashangban.files")


def read(photo_id: uuid.UUID, rendition: Rendition) -> bytes:
    """Return the JPEG of a photo that is ready, decrypted.

    Raises NotFound for one that is not, and KeyRingLost. Asks no permission: the caller has.
    """
    key = (
        Photo.objects.filter(pk=photo_id, state=PhotoState.READY, person__wrapped_key__isnull=False)
        .values_list("person__wrapped_key", flat=True)
        .first()
    )
    if key is None:
        raise NotFound
    part = store.Part(rendition)
    try:
        ciphertext = store.read(photo_id, part)
    except FileNotFoundError as error:
        log.error("rendition lost", photo=str(photo_id), part=part)
        raise NotFound from error
    return crypto.decrypt(bytes(key), ciphertext, context=context(photo_id, part))


def read_paper(paper_id: uuid.UUID, *, wrapped_key: bytes) -> bytes:
    """Return a paper that is kept, decrypted.

    Raises NotFound for one that is not, and KeyRingLost. Asks no permission: the caller has.
    """
    part = store.Part.PAPER
    try:
        ciphertext = store.read(paper_id, part)
    except FileNotFoundError as error:
        raise NotFound from error
    return crypto.decrypt(wrapped_key, ciphertext, context=context(paper_id, part))


def state_of(photo_id: uuid.UUID) -> PhotoState:
    """Return where the photo stands. Raises NotFound."""
    state = Photo.objects.filter(pk=photo_id).values_list("state", flat=True).first()
    if state is None:
        raise NotFound
    return PhotoState(state)


def overdue(*, before: datetime, limit: int) -> list[uuid.UUID]:
    """Return photos received before that instant and still waiting, the oldest first."""
    waiting = Photo.objects.filter(state=PhotoState.WAITING, received_at__lt=before)
    return list(waiting.order_by("received_at").values_list("pk", flat=True)[:limit])


def wanted_parts(photo_ids: Iterable[uuid.UUID]) -> set[tuple[uuid.UUID, store.Part]]:
    """Return which files of these photos the store should hold."""
    states = Photo.objects.filter(pk__in=set(photo_ids)).values_list("pk", "state")
    return {(photo_id, part) for photo_id, state in states for part in _PARTS[PhotoState(state)]}


def context(photo_id: uuid.UUID, part: store.Part) -> str:
    """Return the context that binds a file's ciphertext to its photo and part."""
    return f"photo:{photo_id}:{part}"
