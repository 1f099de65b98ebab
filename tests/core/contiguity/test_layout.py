"""Other people's instances are read exactly, or refused with a sentence."""

import io
import json
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from mashangban.core.contiguity import Instance, InstanceError, Layout, read_instance, write_npz
from tests.packing import instances

COLUMNS = [{"members": [0, 1], "value": 5}, {"members": [2], "value": 3}]


def from_json(**fields: Any) -> Layout:
    return read_instance(json.dumps({"nodes": 3, "columns": COLUMNS, **fields}).encode())


def from_npz(**arrays: Any) -> Layout:
    given = {"nodes": 3, "start": [0, 2, 3], "member": [0, 1, 2], "value": [5, 3], **arrays}
    packed = io.BytesIO()
    np.savez(packed, **{name: value for name, value in given.items() if value is not None})
    return read_instance(packed.getvalue())


def plain(instance: Instance) -> tuple[Any, ...]:
    rows = [(row.columns.tolist(), row.coefficients.tolist(), row.at_most) for row in instance.rows]
    return instance.nodes, list(instance.columns), instance.values.tolist(), rows


@given(instances())
def test_what_is_written_is_read(instance: Instance) -> None:
    packed = write_npz(instance)
    assert plain(read_instance(packed).instance) == plain(instance)
    assert write_npz(instance) == packed


def test_json_and_npz_say_the_same() -> None:
    expected = (3, [(0, 1), (2,)], [5, 3], [])
    flat = {"start": [0, 2, 3], "member": [1, 0, 2], "value": [5, 3]}
    assert plain(from_json().instance) == expected
    assert plain(read_instance(json.dumps(flat).encode()).instance) == expected
    assert plain(from_npz().instance) == expected
    assert plain(from_npz(member=np.array([0, 1, 2], np.uint8)).instance) == expected
    assert plain(from_npz(value=[5.0, 3.0], nodes=None).instance) == expected


def test_side_rows_are_lists_or_objects() -> None:
    rows = [
        {"name": "budget", "coefficients": [2, 0], "at_most": 3},
        {"coefficients": {"1": 4}, "at_most": 5.0},
    ]
    layout = from_json(rows=rows)
    assert plain(layout.instance)[3] == [([0], [2], 3), ([1], [4], 5)]
    assert [row.name for row in layout.instance.rows] == ["budget", "row 1"]
    packed = from_npz(
        row_start=[0, 1, 2], row_column=[0, 1], row_coefficient=[2, 4], row_limit=[3, 5]
    )
    assert plain(packed.instance)[3] == plain(layout.instance)[3]


def test_counting_from_one_is_said() -> None:
    rows = [{"name": "r", "coefficients": {"2": 4}, "at_most": 5}]
    columns = [{"members": [1, 2], "value": 5}, {"members": [3], "value": 3}]
    layout = from_json(base=1, columns=columns, rows=rows)
    assert layout.base == 1
    assert plain(layout.instance) == (3, [(0, 1), (2,)], [5, 3], [([1], [4], 5)])
    assert plain(from_npz(base=1, member=[1, 2, 3]).instance) == (3, [(0, 1), (2,)], [5, 3], [])
    with pytest.raises(InstanceError, match='say so: "base": 1'):
        from_json(columns=columns)


@pytest.mark.parametrize(
    ("values", "scaled", "scale"),
    [
        ([5.0, -3], [5, -3], 1),
        ([0.1, 2.25], [10, 225], 100),
        ([1e-6, 3], [1, 3_000_000], 10**6),
        ([2.0**40, 0.5], [10 * 2**40, 5], 10),
    ],
)
def test_decimals_are_scaled_exactly(values: list[float], scaled: list[int], scale: int) -> None:
    columns = [
        {"members": [0, 1], "value": values[0]},
        {"members": [2], "value": values[1]},
    ]
    for layout in (from_json(columns=columns), from_npz(value=values)):
        assert layout.instance.values.tolist() == scaled
        assert layout.value_scale == scale
        assert layout.shown(scaled[0]) == Decimal(repr(values[0]))


def test_rows_with_decimals_keep_their_meaning() -> None:
    layout = from_json(rows=[{"coefficients": [0.5, 1.25], "at_most": 1.5}])
    assert plain(layout.instance)[3] == [([0, 1], [50, 125], 150)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"columns": [{"members": [], "value": 1}]}, "Column 0 has no node"),
        ({"columns": [{"members": [1, 1], "value": 1}]}, "Column 0 names a node twice"),
        ({"columns": [{"members": [0, 7], "value": 1}]}, "Column 0 names a node outside 0 to 2"),
        ({"columns": [{"members": [-1], "value": 1}]}, "outside 0 to 2"),
        ({"columns": [{"members": [0.5], "value": 1}]}, "member has a figure that is not whole"),
        ({"columns": [{"members": ["a"], "value": 1}]}, "member has 'a', which is no number"),
        ({"columns": [{"members": [0], "value": True}]}, "True, which is no number"),
        ({"columns": [{"members": [0], "value": None}]}, "None, which is no number"),
        ({"columns": [{"members": [0], "value": 1 / 3}]}, "no power of ten up to 10\\^6"),
        ({"columns": [{"members": [0], "value": 10**16}]}, "beyond 1,000,000,000,000,000"),
        ({"columns": [{"members": [0]}]}, "each with members and value"),
        ({"columns": 5}, "each with members and value"),
        ({"nodes": 2.5}, "nodes has a figure that is not whole"),
        ({"nodes": -4}, "cannot be -4 nodes"),
        ({"base": 2}, "base is 0 or 1, not 2"),
        ({"rows": 5}, '"rows" is a list of objects'),
        ({"rows": [{"at_most": 1}]}, "needs coefficients and at_most"),
        ({"rows": [{"coefficients": [1], "at_most": 1}]}, "needs 2 coefficients"),
        ({"rows": [{"coefficients": {"9": 1}, "at_most": 1}]}, "a column that is not there"),
        ({"rows": [{"coefficients": {"x": 1}, "at_most": 1}]}, "names columns by numbers"),
        ({"rows": [{"name": "b", "coefficients": [1, 1], "at_most": -1}]}, "at most -1"),
    ],
)
def test_what_is_wrong_in_json_is_said(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InstanceError, match=sentence):
        from_json(**fields)


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"start": [0, 2]}, "start begins with 0, never falls and ends with 3"),
        ({"start": [0, 3, 2]}, "never falls"),
        ({"value": [5]}, "2 columns and 1 values"),
        ({"value": None}, "The instance has no value"),
        ({"value": [5, np.nan]}, "not finite"),
        ({"value": [5, 1e300]}, "beyond"),
        ({"value": [[5, 3]]}, "one list of numbers"),
        ({"member": [0, 1, 2**40]}, "beyond the largest number of nodes"),
        ({"member": np.array(["a", "b", "c"])}, "no number"),
        ({"row_start": [0]}, "no row_column, row_coefficient, row_limit"),
        (
            {"row_start": [0], "row_column": [], "row_coefficient": [], "row_limit": [1]},
            "one figure more",
        ),
    ],
)
def test_what_is_wrong_in_npz_is_said(arrays: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InstanceError, match=sentence):
        from_npz(**arrays)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "neither JSON nor NPZ"),
        (b"PK but no archive", "no NPZ of plain arrays"),
        (b"[1]", "not an object"),
        (b'{"start": [0]}', "no member, value"),
        (b'{"start": [0, 1], "member": [0], "value": [NaN]}', "NaN is no number"),
        (b'{"start": [0, 1], "member": 0, "value": [1]}', "member is a list of numbers"),
        (b"\xff\xfe\x00", "neither JSON nor NPZ"),
    ],
)
def test_other_files_are_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(InstanceError, match=sentence):
        read_instance(data)
