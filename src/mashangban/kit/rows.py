"""Taking unsaved instances apart for statements that are written faster than the ORM writes them.

What `save` does beside writing (signals, `auto_now`) does not happen; the house uses neither.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter
from typing import Any, Final, TypeAlias

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault

_Field: TypeAlias = "models.Field[Any, Any]"
_Model: TypeAlias = type[models.Model]

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


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The columns that instances of `model` bring, and how their values are taken out.

    One shape is made of each kind, so shapes are compared by identity.
    """

    model: _Model
    columns: tuple[str, ...]
    brings_key: bool  # a key that the database would have given out
    _values_of: Callable[[models.Model], Any]
    _prepared: tuple[tuple[int, Callable[[Any], Any]], ...]

    def values(self, row: models.Model) -> list[Any]:
        """Return the values of `row` as the driver takes them, in the order of the columns."""
        taken = self._values_of(row)
        values = [taken] if len(self.columns) == 1 else list(taken)
        for place, prepare in self._prepared:
            values[place] = prepare(values[place])
        return values


def shape_of(row: models.Model) -> Shape:
    """Return what `row` brings; columns with a default in the database are left to it.

    So are automatic keys that are None. Raises ValueError for a model with parents of its own
    table.
    """
    model = type(row)
    return _shape(model, tuple(_is_given(field, row) for field in _optional(model)))


@cache
def _optional(model: _Model) -> tuple[_Field, ...]:
    """Return the fields that the database can fill in by itself."""
    if model._meta.parents:
        raise ValueError(f"{model.__name__} lies in several tables; a statement writes into one.")
    return tuple(
        field
        for field in model._meta.local_concrete_fields
        if field.generated or field.has_db_default() or isinstance(field, models.AutoField)
    )


def _is_given(field: _Field, row: models.Model) -> bool:
    value = getattr(row, field.attname)
    is_left_out = isinstance(value, DatabaseDefault) or field.generated
    return not (is_left_out or (isinstance(field, models.AutoField) and value is None))


@cache
def _shape(model: _Model, given: tuple[bool, ...]) -> Shape:
    left_out = {
        field for field, is_given in zip(_optional(model), given, strict=True) if not is_given
    }
    fields = [field for field in model._meta.local_concrete_fields if field not in left_out]
    return Shape(
        model=model,
        columns=tuple(str(field.column) for field in fields),
        brings_key=model._meta.auto_field in fields,
        _values_of=attrgetter(*(field.attname for field in fields)),
        _prepared=tuple(
            (place, prepare) for place, field in enumerate(fields) if (prepare := _preparer(field))
        ),
    )


def _preparer(field: _Field) -> Callable[[Any], Any] | None:
    """Return what makes a value fit for the driver, None where nothing has to."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if type(target) in _AS_THEY_ARE or isinstance(target, models.AutoField):
        return None
    return partial(field.get_db_prep_save, connection=connection)
