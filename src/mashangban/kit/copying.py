"""Writing very many composed rows at once, with PostgreSQL's COPY.

For instances that were made but not saved. What `save` does beside writing (signals, `auto_now`)
does not happen; the house uses neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final, TypeAlias

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql

_Field: TypeAlias = "models.Field[Any, Any]"

# Of these the value in the instance is what the driver takes; others prepare it.
_AS_THEY_ARE: Final = {
    models.BigIntegerField,
    models.BinaryField,
    models.BooleanField,
    models.CharField,
    models.DateField,
    models.DateTimeField,
    models.FloatField,
    models.IntegerField,
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
    models.TextField,
    models.UUIDField,
}


def copy_rows(instances: Iterable[models.Model]) -> None:
    """Write unsaved instances of any models, one COPY for each model, in the order of each.

    What the database fills in by itself is left to it: columns with a default there, automatic
    keys that are None (and stay None in the instance). Given automatic keys advance the sequence.
    Keys that refer to other rows are checked when the transaction ends. Raises ValueError for a
    model with parents of its own table, and IntegrityError as `save` does.
    """
    groups: defaultdict[tuple[type[models.Model], bool], list[models.Model]] = defaultdict(list)
    for instance in instances:
        groups[type(instance), instance.pk is None].append(instance)
    for (model, _), rows in groups.items():
        _copy(model, rows)


def _copy(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    if model._meta.parents:
        raise ValueError(f"{model.__name__} lies in several tables; COPY writes into one.")
    fields = [field for field in model._meta.local_concrete_fields if _is_given(field, rows[0])]
    values_of = attrgetter(*(field.attname for field in fields))
    prepared = [(place, how) for place, field in enumerate(fields) if (how := _preparer(field))]
    columns = [sql.Identifier(str(field.column)) for field in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            values = [values_of(row)] if len(fields) == 1 else list(values_of(row))
            for place, prepare in prepared:
                values[place] = prepare(values[place])
            copy.write_row(values)
    if model._meta.auto_field in fields:
        _advance_sequence(model)


def _is_given(field: _Field, row: models.Model) -> bool:
    """Say whether the instances bring the column; the first one speaks for all."""
    value = getattr(row, field.attname)
    is_left_out = isinstance(value, DatabaseDefault) or field.generated
    return not (is_left_out or (isinstance(field, models.AutoField) and value is None))


@cache
def _preparer(field: _Field) -> Callable[[Any], Any] | None:
    """Return what makes a value fit for the driver, None where nothing has to."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if type(target) in _AS_THEY_ARE or isinstance(target, models.AutoField):
        return None
    return partial(field.get_db_prep_save, connection=connection)


def _advance_sequence(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)
