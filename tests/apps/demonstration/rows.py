"""All rows of the house as plain values, to compare two databases column by column."""

from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models
from psycopg import sql

Row: TypeAlias = dict[str, Any]
# Numbers of transactions are the server's own.
TRANSACTION: Final = ("audit_entry", "transaction")


def our_models() -> list[type[models.Model]]:
    """Return the models of the house, none of the libraries'."""
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("mashangban.")
        for model in config.get_models()
    ]


def all_rows(*, without: Iterable[tuple[str, str]]) -> dict[str, list[Row]]:
    """Return the rows of each table, in an order of their own, without the named columns."""
    left_out = set(without)
    return {
        table: _rows_of(table, left_out)
        for table in sorted(model._meta.db_table for model in our_models())
    }


def restart_sequences() -> None:
    """Let automatic keys go on after the rows that are there, as in a database just made."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), our_models()):
            cursor.execute(statement)


def _rows_of(table: str, left_out: set[tuple[str, str]]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
        names = [column.name for column in cursor.description or ()]
        kept = [number for number, name in enumerate(names) if (table, name) not in left_out]
        rows = [{names[n]: _plain(values[n]) for n in kept} for values in cursor.fetchall()]
    return sorted(rows, key=repr)


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
