"""The rooms and their order, read from pyproject.toml, the one place that lists them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src/mashangban"
# Nothing below these is written by us.
FOREIGN = {"node_modules", "vendor", "fonts", "_build", "build", "dist", "__pycache__"}


@cache
def settings() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contract(name: str) -> dict[str, Any]:
    """Return a contract of import-linter by its id."""
    contracts: list[dict[str, Any]] = settings()["tool"]["importlinter"]["contracts"]
    return next(found for found in contracts if found["id"] == name)


@cache
def layers() -> tuple[tuple[str, ...], ...]:
    """Return the layers from top to bottom, each a tuple of rooms that are strangers."""
    return tuple(tuple(re.findall(r"\w+", layer)) for layer in contract("layers")["layers"])


def apps() -> list[str]:
    """Return the rooms that are Django apps with the inside of an app."""
    return [name.rpartition(".")[2] for name in contract("inside-an-app")["containers"]]


def may_use(upper: str, lower: str) -> bool:
    """Tell whether a room may use another: itself, or one in a layer below its own."""
    rank = {room: depth for depth, layer in enumerate(layers()) for room in layer}
    return upper == lower or rank[upper] < rank[lower]


def files(*suffixes: str, below: Path = PACKAGE) -> Iterator[Path]:
    """Yield our files with these suffixes, in a fixed order."""
    for path in sorted(below.rglob("*")):
        inside = path.relative_to(below).parts
        hidden = any(part.startswith(".") and part != ".ci" for part in inside)
        if path.suffix in suffixes and not hidden and not FOREIGN & set(inside) and path.is_file():
            yield path


def room_of(path: Path) -> str:
    """Return the room that a file of the package lies in, empty for one beside the rooms."""
    first, *rest = path.relative_to(PACKAGE).parts
    return first if rest else ""


def short(path: Path) -> str:
    """Return a path as findings name it."""
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Yield each import: its line, the whole dotted name of what is taken, and its name here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}", alias.asname or alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, alias.asname or ""
