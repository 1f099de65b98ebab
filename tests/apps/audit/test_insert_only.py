import pytest
from django.db import DatabaseError, connection, transaction

from mashangban.audit.models import Checkpoint, Entry, Leaf
from tests.apps.audit.conftest import seal, write


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Entry, Leaf, Checkpoint])
@pytest.mark.parametrize(
    "sql", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}", "TRUNCATE {table}"]
)
def test_rows_are_neither_changed_nor_removed(model: type[Entry], sql: str) -> None:
    write()
    seal()
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        # The test database does without this one, see tests/conftest.py.
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_untruncated")
        try:
            with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
                cursor.execute(sql.format(table=table, column=column))
        finally:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_untruncated")
    assert model.objects.count() == 1
