"""Rooms use each other through their doors, never through each other's rows and pages.

import-linter holds the order of the rooms; which modules of a lower room may be imported is held
here, because it depends on what the import is used for.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import PACKAGE, apps, files, imports, room_of, short

DOORS = {
    "access", "actions", "errors", "events", "exporting", "kinds", "messages",
    "permissions", "queries",
    "responses", "types",
}  # fmt: skip
# They join the rooms: addresses, handlers and settings are named there, and the demonstration
# district writes everybody's rows.
JOINERS = {"cli", "config", "demonstration"}


def foreign_imports(tree: ast.AST, room: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, room, module and name here of each import from another app."""
    for line, whole, name in imports(tree):
        package, other, inside, *_ = [*whole.split("."), "", ""]
        if package == PACKAGE.name and inside and other != room and other in apps():
            yield line, other, inside, name


def used_beyond_typing(tree: ast.AST) -> set[str]:
    """Return the names that the module uses for more than saying what type something has."""
    in_types = {
        id(name) for node in ast.walk(tree) for part in _types(node) for name in ast.walk(part)
    }
    return {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and id(node) not in in_types
    }


def _types(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation:
            yield annotation
        case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns:
            yield returns
        case ast.Call(func=ast.Name(id="isinstance"), args=[_, kind]):
            yield kind


def violations(tree: ast.AST, room: str, module: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the reason of each import that goes past a door."""
    used = used_beyond_typing(tree)
    for line, other, inside, name in foreign_imports(tree, room):
        if inside == "models":
            if module != "models" and name in used:
                yield line, f"uses {name}, a row of {other}: ask {other}.queries or {other}.actions"
        elif inside == "presenters" and room == "web":
            continue  # web draws the pages of rooms that stand below sign-in
        elif inside not in DOORS:
            yield line, f"imports {other}.{inside}, which is private to {other}"


def _module(path: Path, room: str) -> str:
    """Return the module of the room that a file is, or the package that it is a part of."""
    return path.relative_to(PACKAGE / room).parts[0].removesuffix(".py")


def test_rooms_use_each_other_through_their_doors() -> None:
    found = [
        f"{short(path)}:{line}: {reason}"
        for path in files(".py")
        if (room := room_of(path)) not in {"", *JOINERS} and "migrations" not in path.parts
        for line, reason in violations(
            ast.parse(path.read_text(encoding="utf-8")), room, _module(path, room)
        )
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("source", "module", "reason"),
    [
        ("from mashangban.registry.views import page", "actions", "registry.views"),
        ("from mashangban.registry import forms", "actions", "registry.forms"),
        ("import mashangban.registry.presenters", "actions", "registry.presenters"),
        (
            "from mashangban.registry.models import Compound\nCompound.objects.all()",
            "actions",
            "uses Compound",
        ),
    ],
)
def test_an_import_past_the_door_is_found(source: str, module: str, reason: str) -> None:
    found = list(violations(ast.parse(source), "service_requests", module))
    assert len(found) == 1
    assert reason in found[0][1]


@pytest.mark.parametrize(
    ("source", "module"),
    [
        ("from mashangban.registry import queries, actions", "views"),
        ("from mashangban.registry.types import Place", "forms"),
        ("from mashangban.registry.models import Compound\nrow: Compound", "queries"),
        ("from mashangban.registry.models import Compound\nisinstance(row, Compound)", "actions"),
        ("from mashangban.registry.models import Compound\nForeignKey(Compound)", "models"),
        ("from mashangban.service_requests.compose import rows", "actions"),
        ("from mashangban.kit.crypto import encrypt", "actions"),
    ],
)
def test_an_import_through_the_door_is_let_be(source: str, module: str) -> None:
    assert list(violations(ast.parse(source), "service_requests", module)) == []
