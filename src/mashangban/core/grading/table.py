"""The data: one row for each unit, cells as texts."""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Floats


@dataclass(frozen=True, slots=True)
class Table:
    """Units sorted by id, so that no result depends on the order of rows; columns by name."""

    units: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, object]], *, unit: str) -> "Table":
        """Make a table of rows; None is an empty cell. Raises DataError, also for a unit twice."""
        read = [{key: _text(value) for key, value in row.items()} for row in rows]
        if not read:
            raise DataError("The data has no row.")
        if unit not in read[0]:
            raise DataError(
                f'The data has no column "{unit}", which the rulebook names as that of the units; '
                f"there are: {', '.join(read[0])}."
            )
        names = list(read[0])
        for number, row in enumerate(read, 1):
            if list(row) != names and set(row) != set(names):
                raise DataError(f"Row {number} of the data has other columns than the first.")
        read.sort(key=lambda row: row[unit])
        units = tuple(row[unit] for row in read)
        for earlier, later in pairwise(units):
            if earlier == later:
                raise DataError(f'The data has unit "{later}" twice; each has one row.')
        if not units[0]:
            raise DataError(f'The data has a row without a "{unit}".')
        return cls(units, {name: tuple(row[name] for row in read) for name in names})

    @classmethod
    def from_csv(cls, text: str, *, unit: str) -> "Table":
        """Read CSV with a line of names. Raises DataError."""
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
        names = reader.fieldnames or []
        if len(set(names)) < len(names):
            raise DataError("The data has a column twice.")
        rows = []
        try:
            for row in reader:
                if None in row or None in row.values():
                    raise DataError(
                        f"Line {reader.line_num} of the data has another number of cells than the "
                        "first."
                    )
                rows.append(row)
        except csv.Error as error:
            raise DataError(f"Line {reader.line_num} of the data: {error}.") from None
        return cls.of(rows, unit=unit)

    def texts(self, column: str) -> tuple[str, ...]:
        """Return the cells of a column; raises DataError."""
        if column not in self.columns:
            raise DataError(
                f'The data has no column "{column}"; there are: {", ".join(self.columns)}.'
            )
        return self.columns[column]

    def numbers(self, column: str) -> Floats:
        """Return a column of numbers, NaN for empty cells. Raises DataError."""
        cells = [
            math.nan if not text else self.number(text, column, row)
            for row, text in enumerate(self.texts(column))
        ]
        return np.array(cells, dtype=np.float64)

    def number(self, text: str, column: str, row: int) -> float:
        """Return a cell as a finite number. Raises DataError."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or "_" in text:
            raise DataError(
                f'Unit "{self.units[row]}", column "{column}": "{text}" is neither a number nor a '
                "state; write a number, or say in the rulebook's data.states what it means."
            )
        return value

    def peers(self, column: str | None) -> list[NDArray[np.intp]]:
        """Return the rows of each group of units with the same text; of all if there is none."""
        if column is None:
            return [np.arange(len(self.units))]
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(self.texts(column)):
            rows.setdefault(text, []).append(row)
        return [np.array(rows[text]) for text in sorted(rows)]


def _text(value: object) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value).strip()
