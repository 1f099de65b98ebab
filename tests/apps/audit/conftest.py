"""A home of its own for each test, and hands that write as the actions and as an intruder would."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.utils import connector_params

from mashangban.audit import actions, sealing
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor

AT = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
SOMEBODY = Actor.person("0193-somebody")
Tamper = Callable[..., None]
TABLES = ("audit_entry", "audit_leaf", "audit_checkpoint")


@pytest.fixture(autouse=True)
def home(settings: object, tmp_path: Path) -> Path:
    """A folder for secrets and checkpoints."""
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    return tmp_path


@pytest.fixture
def another_session() -> Iterator[psycopg.Connection]:
    """A second connection to the test database; its transaction stays open until it commits."""
    with psycopg.connect(**connector_params()) as session:
        yield session
        session.rollback()


@pytest.fixture
def tamper() -> Tamper:
    """Run SQL as somebody would who can switch the triggers off."""

    def run(sql: str, *parameters: object) -> None:
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_unchanged")
            cursor.execute(sql, parameters)
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_unchanged")

    return run


def write(count: int = 1, *, verb: str = "test.did") -> list[int]:
    """Record `count` entries, each in a transaction of its own; return their ids."""
    first = Entry.objects.count()
    for number in range(first, first + count):
        actions.record(
            by=SOMEBODY,
            at=AT + timedelta(seconds=number),
            verb=verb,
            subject=("thing", number),
            scope_id=7,
            data={"number": number},
        )
    return list(Entry.objects.order_by("-id").values_list("id", flat=True)[:count])[::-1]


def seal() -> int:
    """Seal what is settled."""
    return sealing.seal(at=AT + timedelta(hours=1))


def insert_by(session: psycopg.Connection, number: int) -> int:
    """Insert an entry in the open transaction of another session; return its id."""
    entry = actions.compose(by=SOMEBODY, at=AT, verb="test.late", subject=("late", number))
    row = session.execute(
        "INSERT INTO audit_entry (at, actor_kind, actor_id, verb, subject_kind, subject_id,"
        " scope_id, canonical) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        [
            entry.at,
            entry.actor_kind,
            entry.actor_id,
            entry.verb,
            entry.subject_kind,
            entry.subject_id,
            entry.scope_id,
            entry.canonical,
        ],
    ).fetchone()
    assert row is not None
    return int(row[0])
