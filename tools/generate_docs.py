"""Write the pages of the documentation that follow from the code, or compare them.

python tools/generate_docs.py            write them
python tools/generate_docs.py --check    say which are not in step
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click
from workflows import workflows

from mashangban.core.workflow import markdown, mermaid

if TYPE_CHECKING:
    from mashangban.events.types import DomainEvent

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/mashangban"
REFERENCE = ROOT / "docs/reference"
NOTE = "<!-- Written by tools/generate_docs.py: change the code, then run `make fix`. -->"


def layers_page() -> str:
    """Return the rooms in their order, as pyproject.toml has them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    rows = "\n".join(f"    {layer.replace('|', '│')}" for layer in layers)
    return f"Rooms on one line are strangers to each other; imports point down.\n\n{rows}\n"


def workflows_page() -> str:
    """Return each workflow's diagram and tables."""
    parts = [
        "What may happen to a thing, in which state, and who may do it. `make check` proves of each"
        " table\nthat every state can be reached and left, that every deadline has an owner and a"
        " consequence, and\nthat nobody decides what they proposed.\n"
    ]
    for room, workflow in workflows():
        name = workflow.name.replace("_", " ").capitalize()
        diagram = f"```mermaid\n{mermaid(workflow)}```"
        parts.append(
            f"## {name}\n\nDeclared in `{room}/states.py`.\n\n{diagram}\n\n{markdown(workflow)}"
        )
    return "\n".join(parts)


def roles_page() -> str:
    """Return what each role is for, and who holds which permission."""
    from mashangban.config.roles import ROLES

    permissions = sorted({name for role in ROLES.values() for name in role.permissions})
    return "\n".join(
        [
            "A grant gives a person one of these roles over a scope for a period. Code asks for"
            " permissions,\nnever for roles; `config/roles.py` joins the two.\n",
            *_table(
                ("Role", "Title", "For"),
                ((f"`{r.name}`", str(r.title), str(r.description)) for r in ROLES.values()),
            ),
            "\n## Permissions\n",
            *_table(
                ("Permission", "Held by"),
                (
                    (
                        f"`{permission}`",
                        ", ".join(
                            f"`{r.name}`" for r in ROLES.values() if permission in r.permissions
                        ),
                    )
                    for permission in permissions
                ),
            ),
            "",
        ]
    )


def events_page() -> str:
    """Return each event, what it carries, and who reacts to it."""
    from mashangban.config.subscriptions import SUBSCRIPTIONS

    rows = []
    for event in _event_classes():
        handlers = [f"{h.__module__}.{h.__name__}" for h in SUBSCRIPTIONS.get(event.kind, ())]
        rows.append(
            (
                f"`{event.kind}`",
                (event.__doc__ or "").strip().partition("\n")[0],
                ", ".join(f"`{field.name}`" for field in fields(event)),
                ", ".join(f"`{name.removeprefix('mashangban.')}`" for name in handlers),
            )
        )
    return "\n".join(
        [
            "An event is a row written with the change; a job delivers it at least once to each of"
            " its handlers.\n`config/subscriptions.py` joins the two. Events carry ids, codes and"
            " numbers, never personal data.\n",
            *_table(("Event", "What happened", "Carries", "Who reacts"), rows),
            "",
        ]
    )


def _event_classes() -> Iterator[type[DomainEvent]]:
    from mashangban.events.types import DomainEvent

    for path in sorted(PACKAGE.glob("*/events.py")):
        module = importlib.import_module(f"{PACKAGE.name}.{path.parent.name}.events")
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, DomainEvent)
                and value is not DomainEvent
            ):
                yield value


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    for cells in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cells)} |"


def command_line_page() -> str:
    """Return the help of the command and of each of its sub-commands."""
    from mashangban.cli.main import cli

    parts = ["`mashangban --help` says the same.\n"]
    parts += [
        f"## {context.command_path}\n\n```text\n{context.get_help()}\n```\n"
        for context in _commands(cli, "mashangban", None)
    ]
    return "\n".join(parts)


def _commands(
    command: click.Command, name: str, parent: click.Context | None
) -> Iterator[click.Context]:
    # The width is fixed: that of whoever generates must not show in the page.
    settings = {**command.context_settings, "terminal_width": 90, "max_content_width": 90}
    context = click.Context(command, info_name=name, parent=parent, **settings)
    yield context
    if isinstance(command, click.Group):
        for child_name, child in sorted(command.commands.items()):
            yield from _commands(child, child_name, context)


PAGES: dict[str, tuple[str, Callable[[], str]]] = {
    "layers.md": ("Layers", layers_page),
    "workflows.md": ("Workflows", workflows_page),
    "roles.md": ("Roles and permissions", roles_page),
    "events.md": ("Events", events_page),
    "command_line.md": ("Command line", command_line_page),
}


def page(name: str) -> str:
    """Return the text of a generated page; Django is loaded and English is active."""
    title, body = PAGES[name]
    return f"{NOTE}\n\n# {title}\n\n{body()}"


def is_in_step(name: str) -> bool:
    """Tell whether the page on disk is the one that the code gives."""
    path = REFERENCE / name
    return path.exists() and path.read_text(encoding="utf-8") == page(name)


def load_django(home: str) -> None:
    """Load Django with a home and without a database: the code is asked, not the data."""
    import django
    from django.utils.translation import activate

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "mashangban.config.settings",
        "MASHANGBAN_MODE": "test",
        "MASHANGBAN_HOME": home,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    django.setup()
    activate("en")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only, change nothing")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as home:
        load_django(home)
        stale = [name for name in PAGES if not is_in_step(name)]
        for name in stale:
            path = REFERENCE / name
            if check:
                print(f"{path.relative_to(ROOT)} is not in step with the code: run `make fix`.")
            else:
                path.write_text(page(name), encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
