"""Reading YAML that people write, with errors that say where and how to mend."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

T = TypeVar("T")


class DataError(ValueError):
    """A data file does not say what it must; the sentence names file, place and remedy."""


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping in a data file, and where it stands there."""

    where: str
    values: Mapping[Any, object]

    @classmethod
    def of(cls, value: object, *, where: str) -> "Section":
        """Wrap `value`, which must be a mapping."""
        if not isinstance(value, dict):
            raise DataError(f"{where}: expected a mapping of names to values, found {value!r}.")
        return cls(where, value)

    def take(self, key: str, kind: type[T]) -> T:
        """Return the value of `key`, which must be there and be exactly a `kind`."""
        if key not in self.values:
            raise DataError(f'{self.where}: "{key}" is missing.')
        value = self.values[key]
        # Exactly: a datetime is a date too, and true is an int.
        if type(value) is not kind:
            raise DataError(
                f'{self.where}: "{key}" must be of type {kind.__name__}, found {value!r}.'
            )
        return value

    def maybe(self, key: str, kind: type[T]) -> T | None:
        """Return the value of `key`, exactly a `kind`; None if it is not there."""
        return self.take(key, kind) if key in self.values else None

    def each(self, key: str, kind: type[T]) -> tuple[T, ...]:
        """Return the items of the list `key`, each exactly a `kind`; no list is an empty one."""
        if key not in self.values:
            return ()
        numbered = {f"item {number}": item for number, item in enumerate(self.take(key, list), 1)}
        items = Section(f'{self.where}, "{key}"', numbered)
        return tuple(items.take(place, kind) for place in numbered)

    def only(self, *keys: str) -> None:
        """Refuse keys other than `keys`: a misspelt one would otherwise be lost in silence."""
        if unknown := [repr(key) for key in self.values if key not in keys]:
            raise DataError(
                f"{self.where}: unknown {', '.join(unknown)}; allowed: {', '.join(keys)}."
            )


def read_yaml(text: str | bytes, *, origin: str) -> Section:
    """Return the mapping that the YAML `text` holds; `origin` names the file in errors."""
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise DataError(f"{origin}: not valid YAML: {error}") from None
    return Section.of(value, where=origin)
