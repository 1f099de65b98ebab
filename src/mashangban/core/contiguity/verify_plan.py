"""Check a plan and its certificate. Python's standard library is all it needs.

    python verify_plan.py FOLDER

The folder holds instance.npz (the problem: sets of nodes, their values, side rows) and
certificate.json. Prints one line and nothing is taken on trust:

    certified  the plan is one, and nothing is worth more
    bounded    the plan is one, and nothing is worth more than a bound, which is higher
    claimed    something does not hold; the line says what

Why it proves. Let every node, cut and side row have a price of 0 or more, and let no column be
worth more than the prices of what it uses. Then no plan is worth more than the prices of all nodes
(each used at most once), all cuts (each used at most once) and all limits of side rows. A cut is a
triple of nodes; a column uses it if it has two of them or more, which at most one column of a plan
can. Where prices alone leave a gap, a tree asks questions (are these two nodes in one column? is
this column chosen?) until the prices of each leaf, which only need to hold for columns that agree
with its answers, close it. All is integer arithmetic: prices in 1 / scale, those of side rows in
1 / (scale * row_scale).
"""

import ast
import hashlib
import json
import sys
import zipfile
from array import array
from itertools import pairwise
from pathlib import Path
from typing import Any

TYPES = {"i1": "b", "i2": "h", "i4": "i", "i8": "q", "u1": "B", "u2": "H", "u4": "I", "u8": "Q"}
FORMAT = "mashangban plan certificate 1"


class Wrong(Exception):
    """What does not hold."""


def demand(holds: object, sentence: str) -> None:
    """Raise Wrong with `sentence` unless it `holds`."""
    if not holds:
        raise Wrong(sentence)


def read_array(archive: zipfile.ZipFile, name: str) -> list[int]:
    """Return an array of whole numbers of an NPZ file as a list."""
    data = archive.read(f"{name}.npy")
    demand(data[:6] == b"\x93NUMPY" and data[6] in (1, 2), f"{name} is no numpy array")
    size = 2 if data[6] == 1 else 4
    begin = 8 + size
    end = begin + int.from_bytes(data[8:begin], "little")
    header = ast.literal_eval(data[begin:end].decode("latin-1").strip())
    kind = header["descr"].lstrip("<|=")
    demand(kind in TYPES and not header["fortran_order"], f"{name} has no whole numbers")
    figures: array[int] = array(TYPES[kind], data[end:])
    demand(figures.itemsize == int(kind[1]), f"{name} cannot be read on this machine")
    if sys.byteorder == "big":
        figures.byteswap()
    return figures.tolist()


class Instance:
    """The problem: `columns[c]` are the nodes of column c, `uses[c]` its side rows and figures."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            (self.nodes,) = read_array(archive, "nodes")
            start, member = read_array(archive, "start"), read_array(archive, "member")
            self.values = read_array(archive, "value")
            row_start, column = read_array(archive, "row_start"), read_array(archive, "row_column")
            coefficient = read_array(archive, "row_coefficient")
            self.limits = read_array(archive, "row_limit")
        self.columns = [tuple(member[a:b]) for a, b in pairwise(start)]
        demand(len(self.columns) == len(self.values), "columns and values differ in number")
        for number, nodes in enumerate(self.columns):
            demand(
                nodes
                and len(set(nodes)) == len(nodes)
                and 0 <= min(nodes) <= max(nodes) < self.nodes,
                f"column {number} is no set of nodes",
            )
        self.uses: dict[int, list[tuple[int, int]]] = {}
        self.row_columns: list[list[int]] = []
        for row in range(len(self.limits)):
            span = range(row_start[row], row_start[row + 1])
            self.row_columns.append([column[place] for place in span])
            demand(len(set(self.row_columns[-1])) == len(span), f"side row {row} repeats a column")
            for place in span:
                self.uses.setdefault(column[place], []).append((row, coefficient[place]))


def check_plan(instance: Instance, document: dict[str, Any]) -> None:
    """Check that the chosen columns are a plan of the value that is claimed."""
    chosen: list[int] = document["chosen"]
    taken: set[int] = set()
    used = [0] * len(instance.limits)
    demand(len(set(chosen)) == len(chosen), "a column is chosen twice")
    for column in chosen:
        demand(0 <= column < len(instance.columns), f"column {column} is not there")
        nodes = instance.columns[column]
        demand(taken.isdisjoint(nodes), f"column {column} shares a node with another one chosen")
        taken.update(nodes)
        for row, coefficient in instance.uses.get(column, ()):
            used[row] += coefficient
    for row, limit in enumerate(instance.limits):
        demand(used[row] <= limit, f"the plan breaks side row {row}: {used[row]} of {limit}")
    worth = sum(instance.values[column] for column in chosen)
    demand(worth == document["objective"], f"the plan is worth {worth}, not what is claimed")


class Prices:
    """Prices of one part, and what columns and everything cost by them."""

    def __init__(self, data: dict[str, Any], part: "Part") -> None:
        self.part = part
        demand(len(data["nodes"]) == len(part.nodes), "a list of prices has another length")
        self.nodes: dict[int, int] = dict(zip(part.nodes, data["nodes"], strict=True))
        self.cuts: dict[int, int] = dict(data["cuts"])
        self.rows: dict[int, int] = dict(data["rows"])
        for kind in (self.nodes, self.cuts, self.rows):
            demand(all(type(p) is int and p >= 0 for p in kind.values()), "a price is below 0")
        demand(all(0 <= cut < len(part.cuts) for cut in self.cuts), "a cut is not there")
        demand(set(self.rows) <= part.rows, "a side row has a price in a part that is not its own")
        self.at: dict[int, list[int]] = {}
        for cut in self.cuts:
            for node in part.cuts[cut]:
                self.at.setdefault(node, []).append(cut)

    def everything(self) -> int:
        """Return the prices of all nodes, cuts and limits: the bound, in 1 / scale."""
        limits = sum(self.part.instance.limits[row] * p for row, p in self.rows.items())
        return sum(self.nodes.values()) + sum(self.cuts.values()) - (-limits // self.part.row_scale)

    def reduced(self, column: int) -> int:
        """Return how much more a column is worth than what it uses, in 1 / scale."""
        instance = self.part.instance
        cost, met = 0, dict[int, int]()
        for node in instance.columns[column]:
            cost += self.nodes[node]
            for cut in self.at.get(node, ()):
                met[cut] = met.get(cut, 0) + 1
        for cut, count in met.items():
            if count >= 2:
                cost += self.cuts[cut]
        rows = sum(self.rows.get(row, 0) * a for row, a in instance.uses.get(column, ()))
        return instance.values[column] * self.part.scale - cost - rows // self.part.row_scale


class Part:
    """Nodes, columns and side rows that nothing joins with the rest."""

    def __init__(self, data: dict[str, Any], instance: Instance, row_scale: int) -> None:
        self.instance, self.row_scale = instance, row_scale
        self.nodes: list[int] = data["nodes"]
        self.cuts: list[list[int]] = data["cuts"]
        self.scale: int = data["scale"]
        self.step: int = data["step"]
        self.bound: int = data["bound"]
        self.root, self.tree = data["root"], data["tree"]
        self.columns: list[int] = []
        self.rows: set[int] = set()
        figures = self.scale, self.step, self.bound, self.row_scale
        demand(all(type(figure) is int for figure in figures), "a scale or bound is not whole")
        demand(min(self.scale, self.step, row_scale) > 0, "a scale or a step is not above 0")

    def check(self) -> None:
        """Check that no plan of this part is worth more than its bound."""
        inside = set(self.nodes)
        for cut in self.cuts:
            demand(len(set(cut)) == 3 and inside.issuperset(cut), "a cut is no triple of its part")
        values = self.instance.values
        demand(
            all(values[c] % self.step == 0 for c in self.columns), "a value is no multiple of step"
        )
        demand(self.bound % self.step == 0, "the bound of a part is no multiple of its step")
        # All values being multiples of `step`, a better plan is worth `step` more at least.
        beyond = (self.bound + self.step) * self.scale
        root = Prices(self.root, self)
        total = root.everything()
        reduced = {column: root.reduced(column) for column in self.columns}
        for column, extra in reduced.items():
            demand(extra <= 0, f"column {column} is worth more than its prices")
        if self.tree is None:
            demand(total < beyond, "the prices of a part do not prove its bound")
            return
        # A plan with another column than these is worth less than `beyond` by the root alone.
        alive = [column for column, extra in reduced.items() if total + extra >= beyond]
        waiting: list[tuple[Any, list[int], list[int]]] = [(self.tree, alive, [])]
        while waiting:
            tree, left, forced = waiting.pop()
            if "pair" in tree:
                yes, no = self.by_pair(tree["pair"], left)
                waiting += [(tree["yes"], yes, forced), (tree["no"], no, forced)]
            elif "column" in tree:
                column = tree["column"]
                demand(column in reduced, "a question names a column of another part")
                nodes = set(self.instance.columns[column])
                yes = [c for c in left if nodes.isdisjoint(self.instance.columns[c])]
                no = [c for c in left if c != column]
                waiting += [(tree["yes"], yes, [*forced, column]), (tree["no"], no, forced)]
            else:
                self.check_leaf(Prices(tree, self), left, forced, beyond)

    def by_pair(self, pair: list[int], left: list[int]) -> tuple[list[int], list[int]]:
        """Return the columns with both nodes or neither, and those without both."""
        demand(len(set(pair)) == 2, "a question names no pair")
        counts = [(c, sum(node in self.instance.columns[c] for node in pair)) for c in left]
        return [c for c, n in counts if n != 1], [c for c, n in counts if n != 2]

    def check_leaf(self, prices: Prices, left: list[int], forced: list[int], beyond: int) -> None:
        """Check the prices of a leaf: for the columns left to it, and those it has to choose."""
        for column in left:
            demand(prices.reduced(column) <= 0, f"column {column} is worth more than in its leaf")
        total = prices.everything() + sum(prices.reduced(column) for column in forced)
        demand(total < beyond, "the prices of a leaf do not prove the bound of its part")


def check_bound(instance: Instance, document: dict[str, Any]) -> None:
    """Check that no plan is worth more than the bound that is claimed."""
    parts = [Part(data, instance, document["row_scale"]) for data in document["parts"]]
    owner: dict[int, Part] = {}
    for part in parts:
        for node in part.nodes:
            demand(node not in owner, f"node {node} is in two parts")
            owner[node] = part
    of_column: list[Part] = []
    for column, nodes in enumerate(instance.columns):
        demand(nodes[0] in owner, f"column {column} is in no part")
        part = owner[nodes[0]]
        demand(all(owner.get(node) is part for node in nodes), f"column {column} joins two parts")
        part.columns.append(column)
        of_column.append(part)
    for row, columns in enumerate(instance.row_columns):
        touched = {id(of_column[column]): of_column[column] for column in columns}
        demand(len(touched) <= 1, f"side row {row} joins two parts")
        for part in touched.values():
            part.rows.add(row)
    for part in parts:
        part.check()
    demand(sum(part.bound for part in parts) == document["bound"], "the bounds do not add up")


def verify(folder: str | Path) -> tuple[str, str]:
    """Check the folder; return the word and the sentence that belongs to it."""
    try:
        document = json.loads((Path(folder) / "certificate.json").read_bytes())
        demand(document["format"] == FORMAT, "the certificate has another format")
        path = Path(folder) / "instance.npz"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        demand(digest == document["instance_sha256"], "the instance is another one")
        instance = Instance(path)
        check_plan(instance, document)
        check_bound(instance, document)
    except Wrong as wrong:
        return "claimed", f"{wrong}."
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError,
            SyntaxError, RecursionError, zipfile.BadZipFile) as error:  # fmt: skip
        return "claimed", f"the folder cannot be checked ({type(error).__name__}: {error})."
    objective, bound = document["objective"], document["bound"]
    unit = f" (in 1/{document['value_scale']})" if document["value_scale"] != 1 else ""
    if objective == bound:
        return "certified", f"no plan is worth more than {objective}{unit}."
    return (
        "bounded",
        f"worth {objective}, no plan more than {bound}: gap {bound - objective}{unit}.",
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python verify_plan.py FOLDER")
    word, sentence = verify(sys.argv[1])
    print(f"{word}: {sentence}")
    sys.exit(word == "claimed")
