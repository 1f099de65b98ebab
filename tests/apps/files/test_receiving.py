"""Taking photos in: what is kept, and what is said of those that are not."""

import io
from pathlib import Path

import pytest
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

from mashangban.accounts.models import Person
from mashangban.files import actions, imaging, queries, store
from mashangban.files.errors import PhotoRefused, StoreUnavailable
from mashangban.files.models import Photo
from mashangban.files.store import Part
from mashangban.files.types import Flaw, PhotoState, Rendition
from mashangban.kit.errors import NotFound
from tests.apps.files import pictures
from tests.apps.files.conftest import NOW, parts_of, received
from tests.apps.files.test_store import files_below


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
