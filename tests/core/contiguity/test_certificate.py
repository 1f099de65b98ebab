"""The stranger's check believes nothing: every part of a certificate that is bent is found."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.contiguity import (
    Columns,
    Instance,
    SideRow,
    certificate_files,
    solve,
    verify_plan,
    write_npz,
)
from mashangban.core.contiguity.packaged import checker_source
from mashangban.core.contiguity.verify_plan import verify
from tests.packing import instances

Document = dict[str, Any]


def odd_ring() -> Instance:
    """Five nodes in a ring, pairs worth 10, and a triple: prices alone leave a gap; one budget."""
    columns = Columns.of([(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (5, 6), (5, 7), (6, 7)])
    values = np.array([10, 11, 10, 12, 10, 9, 9, 9])
    return Instance(8, columns, values, (SideRow.of("budget", [3, 3, 3, 3, 3, 2, 2, 2], 7),))


@pytest.fixture(name="folder")
def proven(tmp_path: Path) -> Path:
    instance = odd_ring()
    for name, content in certificate_files(instance, solve(instance)).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def bend(folder: Path, change: Callable[[Document], None]) -> tuple[str, str]:
    path = folder / "certificate.json"
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))
    return verify(folder)


def test_it_needs_python_alone(folder: Path) -> None:
    source = checker_source()
    assert len(source.decode().splitlines()) < 300
    (folder / "verify_plan.py").write_bytes(source)
    command = [sys.executable, "-I", "-S", str(folder / "verify_plan.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "certified: no plan is worth more than 23.\n")


def test_it_says_how_it_is_called() -> None:
    command = [sys.executable, verify_plan.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "usage" in done.stderr


def leaf_of(document: Document) -> Document:
    tree: Document = document["parts"][0]["tree"]
    while "nodes" not in tree:
        tree = tree["yes"]
    return tree


def raise_bound(document: Document) -> None:
    document["bound"] += 1
    document["parts"][0]["bound"] += 1


def lower_bound(document: Document) -> None:
    document["bound"] -= 1
    document["parts"][0]["bound"] -= 1


def test_a_higher_bound_is_bounded_only(folder: Path) -> None:
    assert bend(folder, raise_bound) == ("bounded", "worth 23, no plan more than 24: gap 1.")


def negative(document: Document) -> None:
    document["parts"][0]["root"]["nodes"][0] = -1


def cheaper(document: Document) -> None:
    prices = document["parts"][0]["root"]["nodes"]
    prices[int(np.argmax(prices))] -= 1


def other_cut(document: Document) -> None:
    document["parts"][0]["cuts"] = [[0, 1, 1]]


def fine(document: Document) -> None:
    document["parts"][0]["scale"] = 0.5


def coarse(document: Document) -> None:
    document["parts"][0]["step"] = 7


def foreign_question(document: Document) -> None:
    document["parts"][0]["tree"] = {"column": 99, "yes": {}, "no": {}}


def lazy_tree(document: Document) -> None:
    part = document["parts"][0]
    part["tree"] = part["root"]


def no_leaf(document: Document) -> None:
    document["parts"][0]["tree"] = {"pair": [0, 1], "yes": leaf_of(document)}


def test_a_bound_between_two_steps_is_found(tmp_path: Path) -> None:
    instance = Instance(1, Columns.of([(0,)]), np.array([20]))
    for name, content in certificate_files(instance, solve(instance)).items():
        (tmp_path / name).write_bytes(content)

    def lower(document: Document) -> None:
        assert document["parts"][0]["step"] == 20
        document["parts"][0]["bound"] = document["bound"] = 18

    assert bend(tmp_path, lower) == ("claimed", "the bound of a part is no multiple of its step.")


@given(instances(values=(20, 42)), st.data())
def test_no_lower_bound_is_ever_proven(instance: Instance, data: st.DataObject) -> None:
    """Whatever figures are bent, a bound below the best plan is not believed."""
    files = certificate_files(instance, solve(instance))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        assert verify(folder)[0] == "certified"

        def forge(document: Document) -> None:
            part = data.draw(st.sampled_from(document["parts"]))
            less = data.draw(st.integers(1, 3))
            part["bound"] -= less
            document["bound"] -= less
            for _ in range(data.draw(st.integers(0, 4))):
                holder, key = data.draw(st.sampled_from(list(figures(part))))
                holder[key] += data.draw(st.sampled_from((-1, 1, -1_000, 1_000, 10**7, -(10**7))))

        assert bend(folder, forge)[0] == "claimed"


def figures(data: Any) -> Iterator[tuple[Any, Any]]:
    """Yield where each whole number below `data` is, but for the bound of the part."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if isinstance(value, dict | list):
            yield from figures(value)
        elif isinstance(value, int) and key != "bound":
            yield data, key


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lower_bound, "do not prove"),
        (negative, "a price is below 0"),
        (cheaper, "worth more than its prices"),
        (other_cut, "no triple of its part"),
        (fine, "not whole"),
        (coarse, "no multiple of step"),
        (foreign_question, "a column of another part"),
        (lazy_tree, "do not prove"),
        (no_leaf, "KeyError"),
        (lambda document: document["chosen"].append(0), "shares a node"),
        (lambda document: document["chosen"].append(document["chosen"][0]), "chosen twice"),
        (lambda document: document["chosen"].append(-1), "is not there"),
        (lambda document: document.update(objective=24), "is worth 23"),
        (lambda document: document.update(bound=22), "do not add up"),
        (lambda document: document.update(chosen=[1, 3, 5], objective=32), "breaks side row 0"),
        (lambda document: document.update(format="other"), "another format"),
        (lambda document: document.update(instance_sha256="0"), "another one"),
        (lambda document: document["parts"].append(document["parts"][0]), "in two parts"),
        (lambda document: document.update(parts=[]), "in no part"),
        (lambda document: document.pop("parts"), "KeyError"),
    ],
)
def test_what_is_bent_is_found(
    folder: Path, change: Callable[[Document], None], sentence: str
) -> None:
    word, said = bend(folder, change)
    assert word == "claimed"
    assert sentence in said


def test_a_folder_without_a_certificate_is_claimed(tmp_path: Path) -> None:
    assert verify(tmp_path)[0] == "claimed"
    (tmp_path / "certificate.json").write_text("{")
    assert verify(tmp_path)[0] == "claimed"


def test_another_instance_does_not_fit_the_prices(folder: Path) -> None:
    instance = odd_ring()
    dearer = Instance(instance.nodes, instance.columns, instance.values + 1, instance.rows)
    packed = write_npz(dearer)
    (folder / "instance.npz").write_bytes(packed)

    def own(document: Document) -> None:
        document["instance_sha256"] = hashlib.sha256(packed).hexdigest()
        document["objective"] += len(document["chosen"])

    word, said = bend(folder, own)
    assert word == "claimed"
    assert "worth more than its prices" in said


def test_a_tree_is_checked_leaf_by_leaf(folder: Path) -> None:
    document = json.loads((folder / "certificate.json").read_bytes())
    assert document["parts"][0]["tree"] is not None

    def spoil(document: Document) -> None:
        leaf = leaf_of(document)
        leaf["nodes"] = [0] * len(leaf["nodes"])
        leaf["cuts"], leaf["rows"] = [], []

    word, said = bend(folder, spoil)
    assert word == "claimed"
    assert "leaf" in said
