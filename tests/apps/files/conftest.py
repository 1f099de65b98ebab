"""A store of its own for each test, and somebody to send photos."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.files import actions, store
from mashangban.files.models import Photo
from mashangban.files.store import Part
from mashangban.kit.actors import Actor
from tests.apps.files import pictures

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=3)


@pytest.fixture(autouse=True)
def store_folder(settings: Settings, tmp_path: Path) -> Path:
    """Return the folder that the store uses in this test."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def fang(db: None) -> Person:
    return accounts.create_person(by=Actor.system("tests"), at=NOW)


@pytest.fixture
def zhao(db: None) -> Person:
    return accounts.create_person(by=Actor.system("tests"), at=NOW)


def received(person: Person, content: bytes | None = None) -> Photo:
    return actions.receive(content=content or pictures.jpeg(), person=person, at=NOW)


def parts_of(photo: Photo) -> set[Part]:
    return {file.part for file in store.kept() if file.photo_id == photo.pk}
