"""Reading and writing instances: JSON, or NPZ as numpy writes it.

JSON: an object with `nodes` (their number), `columns` (a list of objects with `members` and
`value`; or instead the lists `start`, `member` and `value`, column c having the members
`member[start[c]:start[c + 1]]`), and as far as wanted `base` (0 or 1: from where nodes and columns
are counted) and `rows` (a list of objects with `name`, `coefficients`, `at_most`; the coefficients
are a list with one figure a column, or an object from the column to its figure).

NPZ: arrays `nodes`, `start`, `member`, `value`, as far as wanted `base`, and for side rows
`row_start`, `row_column`, `row_coefficient`, `row_limit`.

Values and side rows may have up to 6 decimals: they are multiplied by the smallest power of ten
that makes all of them whole, exactly; nothing is rounded.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from mashangban.core.contiguity.arrays import Ints
from mashangban.core.contiguity.columns import Columns
from mashangban.core.contiguity.instance import LARGEST, Instance, InstanceError, SideRow

DECIMALS = 6
NPZ_MAGIC = b"PK"


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """An instance as it was read; a value of the file is a value of the instance / `value_scale`.

    `base` is 1 if the file counts nodes and columns from 1.
    """

    instance: Instance
    value_scale: int
    base: int

    def shown(self, value: int) -> Decimal:
        """Return a value of the instance in the unit of the file, exactly."""
        return Decimal(value).scaleb(1 - len(str(self.value_scale)))


def read_instance(data: bytes) -> Layout:
    """Read an instance from the bytes of a JSON or NPZ file. Raises InstanceError."""
    fields = _from_npz(data) if data[:2] == NPZ_MAGIC else _from_json(data)
    base = _base(fields.get("base"))
    start = _whole("start", fields["start"])
    member = _whole("member", fields["member"]) - base
    values, scale = _exact("value", fields["value"])
    columns = _columns(start, member)
    nodes = _nodes(fields.get("nodes"), member, base)
    if len(values) != len(columns):
        raise InstanceError(
            f"There are {len(columns)} columns and {len(values)} values; "
            "give one value for each column."
        )
    rows = tuple(_row(row, len(columns), base) for row in fields.get("rows", ()))
    return Layout(Instance(nodes, columns, values, rows), scale, base)


def write_npz(instance: Instance) -> bytes:
    """Return an instance as NPZ, the same bytes for the same instance."""
    rows = instance.rows
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    arrays: dict[str, npt.NDArray[Any]] = {
        "nodes": np.array(instance.nodes, np.int64),
        "start": instance.columns.offsets,
        "member": instance.columns.members,
        "value": instance.values,
        "row_start": starts.astype(np.int64),
        "row_column": _joined([row.columns for row in rows]),
        "row_coefficient": _joined([row.coefficients for row in rows]),
        "row_limit": np.array([row.at_most for row in rows], np.int64),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            plain = io.BytesIO()
            np.lib.format.write_array(plain, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980: no clock in the bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, plain.getvalue(), compresslevel=6)
    return packed.getvalue()


def _joined(arrays: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *arrays])


def _from_npz(data: bytes) -> dict[str, Any]:
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            fields: dict[str, Any] = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise InstanceError(f"The file is no NPZ of plain arrays: {error}") from error
    _ask_for(fields, "start", "member", "value")
    if "row_start" in fields:
        _ask_for(fields, "row_column", "row_coefficient", "row_limit")
        starts = _whole("row_start", fields["row_start"])
        limits = fields["row_limit"]
        _check_starts("row_start", starts, len(fields["row_column"]))
        if len(starts) != len(limits) + 1:
            raise InstanceError("row_start has one figure more than row_limit has rows.")
        fields["rows"] = [
            {
                "name": f"row {number}",
                "columns": fields["row_column"][starts[number] : starts[number + 1]],
                "figures": fields["row_coefficient"][starts[number] : starts[number + 1]],
                "at_most": limit,
            }
            for number, limit in enumerate(limits)
        ]
    return fields


def _from_json(data: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(data, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InstanceError(f"The file is neither JSON nor NPZ: {error}") from error
    if not isinstance(fields, dict):
        raise InstanceError("The JSON is not an object with nodes and columns.")
    if "columns" in fields:
        columns = fields["columns"]
        if not isinstance(columns, list) or not all(
            isinstance(one, dict) and isinstance(one.get("members"), list) and "value" in one
            for one in columns
        ):
            raise InstanceError('"columns" is a list of objects, each with members and value.')
        members = [one["members"] for one in columns]
        fields["start"] = np.cumsum([0, *map(len, members)])
        fields["member"] = [node for nodes in members for node in nodes]
        fields["value"] = [one["value"] for one in columns]
    _ask_for(fields, "start", "member", "value")
    rows = fields.get("rows") or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InstanceError('"rows" is a list of objects with name, coefficients and at_most.')
    fields["rows"] = [_json_row(number, row) for number, row in enumerate(rows)]
    return fields


def _json_row(number: int, row: dict[str, Any]) -> dict[str, Any]:
    name = str(row.get("name", f"row {number}"))
    if "coefficients" not in row or "at_most" not in row:
        raise InstanceError(f'Side row "{name}" needs coefficients and at_most.')
    coefficients = row["coefficients"]
    if isinstance(coefficients, dict):
        try:
            columns = [int(column) for column in coefficients]
        except ValueError as error:
            raise InstanceError(f'Side row "{name}" names columns by numbers.') from error
        return {
            "name": name,
            "columns": columns,
            "figures": list(coefficients.values()),
            "at_most": row["at_most"],
        }
    return {"name": name, "dense": coefficients, "at_most": row["at_most"]}


def _no_number(word: str) -> Any:
    raise InstanceError(f"{word} is no number that can be added.")


def _ask_for(fields: dict[str, Any], *names: str) -> None:
    missing = [name for name in names if name not in fields]
    if missing:
        raise InstanceError(f"The instance has no {', '.join(missing)}.")


def _base(given: Any) -> int:
    base = 0 if given is None else _one("base", given)
    if base not in (0, 1):
        raise InstanceError(f"base is 0 or 1, not {base}.")
    return base


def _nodes(given: Any, member: Ints, base: int) -> int:
    largest = int(member.max(initial=-1))
    if given is None:
        return largest + 1
    nodes = _one("nodes", given)
    if base == 0 and largest == nodes and member.min() >= 1:
        raise InstanceError(
            f"The members run from 1 to {nodes}, and nodes count from 0; "
            'if they count from 1 here, say so: "base": 1.'
        )
    if not 0 <= nodes < 2**31:
        raise InstanceError(f"There cannot be {nodes} nodes.")
    return nodes


def _columns(start: Ints, member: Ints) -> Columns:
    _check_starts("start", start, len(member))
    if len(member) and not -(2**31) <= member.min() <= member.max() < 2**31:
        raise InstanceError("A member is beyond the largest number of nodes.")
    owners = np.repeat(np.arange(len(start) - 1), np.diff(start))
    order = np.lexsort((member, owners))
    return Columns(start.astype(np.int64), member[order].astype(np.int32))


def _check_starts(name: str, start: Ints, length: int) -> None:
    if not len(start) or start[0] != 0 or start[-1] != length or (np.diff(start) < 0).any():
        raise InstanceError(f"{name} begins with 0, never falls and ends with {length}.")


def _row(row: dict[str, Any], columns: int, base: int) -> SideRow:
    name, at_most = row["name"], row["at_most"]
    if "dense" in row:
        figures = row["dense"]
        if not isinstance(figures, list) or len(figures) != columns:
            raise InstanceError(f'Side row "{name}" needs {columns} coefficients, one a column.')
        which = np.arange(columns, dtype=np.int64)
    else:
        figures = row["figures"]
        which = _whole(f'columns of side row "{name}"', row["columns"]) - base
    packed = isinstance(figures, np.ndarray)
    together = np.append(figures, at_most) if packed else [*figures, at_most]
    scaled, _ = _exact(f'side row "{name}"', together)
    coefficients = scaled[:-1]
    used = coefficients != 0
    return SideRow(name, which[used], coefficients[used], int(scaled[-1]))


def _whole(name: str, figures: Any) -> Ints:
    """Return figures that are whole numbers, whatever their type. Raises InstanceError."""
    numbers, scale = _exact(name, figures)
    if scale != 1:
        raise InstanceError(f"{name} has a figure that is not whole.")
    return numbers


def _one(name: str, figure: Any) -> int:
    """Return the one whole number that is given. Raises InstanceError."""
    alone = np.atleast_1d(figure) if isinstance(figure, np.ndarray) else [figure]
    numbers = _whole(name, alone)
    if len(numbers) != 1:
        raise InstanceError(f"{name} is one number.")
    return int(numbers[0])


def _exact(name: str, figures: Any) -> tuple[Ints, int]:
    """Return figures times the smallest power of ten that makes all of them whole, and that power.

    Raises InstanceError for what is no number, is beyond 10^15 or has more than 6 decimals.
    """
    array = np.asarray(figures) if isinstance(figures, np.ndarray) else _array(name, figures)
    if array.ndim != 1:
        raise InstanceError(f"{name} is one list of numbers.")
    if array.dtype.kind in "iu":
        _refuse_beyond(name, array)
        return array.astype(np.int64), 1
    if array.dtype.kind == "f":
        return _exact_floats(name, array.astype(np.float64))
    return _exact_decimals(name, array.tolist())


def _array(name: str, figures: Any) -> npt.NDArray[Any]:
    if not isinstance(figures, list | tuple):
        raise InstanceError(f"{name} is a list of numbers.")
    kinds = set(map(type, figures))
    if kinds <= {int} and all(abs(figure) <= LARGEST for figure in figures):
        return np.array(figures, np.int64)
    array = np.empty(len(figures), object)
    array[:] = figures
    return array


def _exact_floats(name: str, array: npt.NDArray[np.float64]) -> tuple[Ints, int]:
    if not np.isfinite(array).all():
        raise InstanceError(f"{name} has a figure that is not finite.")
    _refuse_beyond(name, array)
    for decimals in range(DECIMALS + 1):
        scale = 10**decimals
        whole = np.rint(array * scale)
        # The decimal number that reads back as this float is the one that was meant.
        if (whole / scale == array).all() and np.abs(whole).max(initial=0) < 2**53:
            return whole.astype(np.int64), scale
    raise InstanceError(_too_fine(name))


def _exact_decimals(name: str, figures: list[Any]) -> tuple[Ints, int]:
    for figure in figures:
        if isinstance(figure, bool) or not isinstance(figure, int | float | Decimal):
            raise InstanceError(f"{name} has {figure!r}, which is no number.")
    exact = [Decimal(repr(one)) if isinstance(one, float) else Decimal(one) for one in figures]
    if any(not figure.is_finite() or abs(figure) > LARGEST for figure in exact):
        raise InstanceError(f"{name} has a figure beyond {LARGEST:,}; use a larger unit.")
    for decimals in range(DECIMALS + 1):
        scale = 10**decimals
        whole = [figure * scale for figure in exact]
        if all(figure == figure.to_integral_value() for figure in whole):
            numbers = [int(figure) for figure in whole]
            if max(map(abs, numbers), default=0) > LARGEST:
                break
            return np.array(numbers, np.int64), scale
    raise InstanceError(_too_fine(name))


def _refuse_beyond(name: str, array: npt.NDArray[Any]) -> None:
    if len(array) and (array.max() > LARGEST or array.min() < -LARGEST):
        raise InstanceError(f"{name} has a figure beyond {LARGEST:,}; use a larger unit.")


def _too_fine(name: str) -> str:
    return (
        f"{name} has figures that no power of ten up to 10^{DECIMALS} makes whole. "
        "Multiply and round them yourself, so that it is known what is solved."
    )
