"""Several inserts sent to the database at once."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby

from django.db import connection
from django.db.models import Model
from psycopg import sql

from mashangban.kit.rows import Shape, shape_of


def insert(rows: Iterable[Model | None]) -> None:
    """Insert unsaved rows, one statement for neighbours of one kind, one round trip for all.

    To be called inside a transaction. What is None is left out. Foreign keys are checked at
    commit, so the order does not matter; a key that the database gives out stays None in the
    instance. Raises what Django raises for an insert.
    """
    batches = [
        (shape, list(group))
        for shape, group in groupby((row for row in rows if row is not None), key=shape_of)
    ]
    with (
        connection.wrap_database_errors,
        connection.connection.pipeline(),
        connection.cursor() as cursor,
    ):
        for shape, group in batches:
            values = [value for row in group for value in shape.values(row)]
            cursor.execute(_statement(shape, len(group)), values)


@lru_cache(maxsize=512)
def _statement(shape: Shape, rows: int) -> str:
    columns = sql.SQL(", ").join(map(sql.Identifier, shape.columns))
    one = sql.SQL("({})").format(sql.SQL(", ").join(sql.Placeholder() * len(shape.columns)))
    return (
        sql.SQL("INSERT INTO {} ({}) VALUES {}")
        .format(
            sql.Identifier(shape.model._meta.db_table), columns, sql.SQL(", ").join([one] * rows)
        )
        .as_string()
    )
