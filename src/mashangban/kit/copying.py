"""Writing very many composed rows at once, with PostgreSQL's COPY.

For instances that were made but not saved, see `kit.rows`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.management.color import no_style
from django.db import connection, models
from psycopg import sql

from mashangban.kit.rows import Shape, shape_of


def copy_rows(instances: Iterable[models.Model]) -> None:
    """Write unsaved instances of any models, one COPY for each model, in the order of each.

    What the database fills in by itself is left to it: columns with a default there, automatic
    keys that are None (and stay None in the instance). Given automatic keys advance the sequence.
    Keys that refer to other rows are checked when the transaction ends. Raises ValueError for a
    model with parents of its own table, and IntegrityError as `save` does.
    """
    groups: defaultdict[Shape, list[models.Model]] = defaultdict(list)
    for instance in instances:
        groups[shape_of(instance)].append(instance)
    for shape, rows in groups.items():
        _copy(shape, rows)


def _copy(shape: Shape, rows: Sequence[models.Model]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(shape.model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, shape.columns)),
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(shape.values(row))
    if shape.brings_key:
        _advance_sequence(shape.model)


def _advance_sequence(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
