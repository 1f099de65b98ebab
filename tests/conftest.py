"""One PostgreSQL per run; no network but this machine's own."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests import postgres

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper as Settings

    from tests.world import World

_UNTRUNCATED = {
    "audit_untruncated": ("audit_entry", "audit_leaf", "audit_checkpoint"),
    "roll_untruncated": ("registry_roll", "registry_rollhead", "registry_rollunit"),
}


def pytest_configure(config: pytest.Config) -> None:
    postgres.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    from django.conf import settings

    postgres.stop()
    if Path(settings.HOME).name.startswith("mashangban-test-"):  # not one that was named to us
        shutil.rmtree(settings.HOME, ignore_errors=True)


@pytest.fixture
def world(db: None) -> "World":
    """A small world made by real actions; see tests/world.py."""
    from tests.world import make_world

    return make_world()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let Django empty tables after a test that commits: audit trail and rolls refuse it."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for trigger, tables in _UNTRUNCATED.items():
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture
def no_second_factor(db: None, settings: "Settings", monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-ins do without a second factor, as in the demonstration on one's own machine."""
    settings.SECOND_FACTOR_REQUIRED = False
    monkeypatch.setattr("mashangban.accounts.sessions._holds_invented_data_only", lambda: True)
