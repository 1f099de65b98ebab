"""Jobs as a worker runs them."""

from collections.abc import Iterator

import pytest

from mashangban.accounts.models import Person
from mashangban.files import actions, store
from mashangban.files.types import PhotoState
from tests import jobs
from tests.apps.files import pictures
from tests.apps.files.conftest import NOW


@pytest.fixture(autouse=True)
def empty_queue(transactional_db: None) -> Iterator[None]:
    jobs.forget_jobs()
    yield
    jobs.forget_jobs()


def test_a_worker_makes_a_received_photo_safe(fang: Person) -> None:
    photo = actions.receive(content=pictures.HEIC, person=fang, at=NOW)

    jobs.run_due_jobs()

    photo.refresh_from_db()
    assert photo.state == PhotoState.READY
    assert jobs.count_jobs("files.process", "succeeded") == 1


def test_what_hinders_the_worker_is_tried_again(
    fang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = actions.receive(content=pictures.jpeg(), person=fang, at=NOW)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "write", full)
        jobs.run_due_jobs()
    photo.refresh_from_db()
    assert photo.state == PhotoState.WAITING
    assert jobs.count_jobs("files.process", "todo") == 1

    jobs.make_jobs_due()
    jobs.run_due_jobs()

    photo.refresh_from_db()
    assert photo.state == PhotoState.READY
