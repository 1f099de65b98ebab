"""A store of its own for each test, and somebody to send photos."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from mashangban.accounts import actions as accounts
from mashangban.accounts.models import Person
from mashangban.kit.actors import Actor

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


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
