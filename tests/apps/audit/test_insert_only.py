from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from mashangban.audit.models import Checkpoint, Entry, Leaf
from tests.apps.audit.conftest import TABLES, seal, write

ATTEMPTS = ("UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}")


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    """Have every guard up; the test database does without one of them, see tests/conftest.py."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_untruncated")
    yield
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_untruncated")


def test_rows_are_neither_changed_nor_removed(guarded: None) -> None:
    write()
    seal()
    for model in (Entry, Leaf, Checkpoint):
        column = model._meta.pk.column
        for attempt in ATTEMPTS:
            sql = attempt.format(model._meta.db_table, column, column)
            with (
                pytest.raises(DatabaseError, match="only grows"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(sql)
        assert model.objects.count() == 1
