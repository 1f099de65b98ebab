"""What is left behind is caught up with or deleted."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from mashangban.accounts import actions as accounts
from mashangban.accounts.events import PersonErased
from mashangban.accounts.models import Person
from mashangban.events import actions as events
from mashangban.events.models import Event
from mashangban.files import actions, queries, store
from mashangban.files.models import Photo
from mashangban.files.store import Part
from mashangban.files.types import Flaw, PhotoState, Rendition
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from tests.apps.files.conftest import LATER, NOW, parts_of, received
from tests.apps.files.test_store import files_below, make_old


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
