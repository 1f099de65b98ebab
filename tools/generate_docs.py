"""Write the pages of the documentation that follow from the code, or compare them.

python tools/generate_docs.py            write them
python tools/generate_docs.py --check    say which are not in step
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rulebook_page import rulebook_page
from workflows import workflows

from mashangban.core.grading import json_schema
from mashangban.core.voting import Source, Status, packaged_head_rules, packaged_matters
from mashangban.core.workflow import markdown, mermaid

if TYPE_CHECKING:
    from mashangban.events.types import DomainEvent

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src/mashangban"
REFERENCE = ROOT / "docs/reference"
NOTE = "<!-- Written by tools/generate_docs.py: change the code, then run `make fix`. -->"


VOTES = """\
`core.voting` counts what owners decide together (民法典 art. 278). Nothing is rounded: areas are
counted in whole square centimetres, fractions are fractions.

- **Roll.** A `Roll` is the owners' roll of an area on a day, frozen. A unit without area or owner,
  or on it twice, is refused by name. A rule makes heads of the units; each unit belongs to one, so
  areas and heads add up. A head is called after the first of its units; `Roll.head_of` finds it.
- **One buyer** (同一买受人) is read as the same owners. A couple who hold two flats jointly are one
  head; a third flat of one of them alone is another. The public landlord of sold public housing is
  one head with many units.
- **Ballots.** One counts for each head. The same choice again counts once and is noted. Set aside,
  each with its reason: ballots of nobody on the roll, of a proxy without a written mandate, and all
  ballots of a head that contradict each other; the last one does not win.
- **Taking part.** Who abstains takes part. Who casts no ballot that counts does not, and is not
  counted as agreeing, whatever the majority does.
- **Passing.** Four conditions, all of which must be met: quorum by area and by heads, approval by
  area and by heads. 过半数 leaves the half itself out, 以上 includes the number (art. 1259). Each
  says what was needed and what it lacks. `Tally.missing` says how much agreement of owners who have
  not voted would still make the vote pass.
- **Sheet.** `rows` are the lines of the tally sheet, `canonical_text` holds all that the result
  follows from, the same byte for byte in whatever order the ballots came, and `digest` is its
  SHA-256. The text says how each head voted: print the digest, keep the text with the ballots.

A rule is asked for by its code and the day of the vote (`rule_for`). After its last day it is
refused unless it is asked for as expired; then it says so: expired, followed in practice. A changed
rule is another entry of the same code; the earlier one gets its last day (`valid_to`).
"""


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


def voting_page() -> str:
    """Return how votes are counted, the matters and the ways to count heads, with their sources."""
    return "\n".join(
        [
            VOTES,
            "## Matters\n",
            "Quorum is of all owners, approval of those who took part; both by area of the"
            " exclusive parts and\nby heads. Packaged in `rulebooks/voting/matters.yaml`.\n",
            *_table(
                ("Code", "Matter", "Quorum", "Approval", "Source", "In force", "Status"),
                (
                    (
                        f"`{rule.code}`",
                        f"{rule.name}<br>{rule.name_en}"
                        + ("<br>*in each area separately*" if rule.in_each_area else ""),
                        _both(str(rule.quorum.area), str(rule.quorum.heads)),
                        _both(str(rule.approval.area), str(rule.approval.heads)),
                        *_source(rule.source),
                    )
                    for rule in packaged_matters().rules
                ),
            ),
            "\n## Heads\n",
            "How units of the same owners, and the developer's unsold or undelivered ones, count."
            " Packaged in\n`rulebooks/voting/heads.yaml`.\n",
            *_table(
                (
                    "Code",
                    "Rule",
                    "Same owners",
                    "Developer's stock",
                    "Source",
                    "In force",
                    "Status",
                ),
                (
                    (
                        f"`{rule.code}`",
                        f"{rule.name}<br>{rule.name_en}",
                        rule.same_owners,
                        rule.developer_stock,
                        *_source(rule.source),
                    )
                    for rule in packaged_head_rules().rules
                ),
            ),
            "",
        ]
    )


def _both(by_area: str, by_heads: str) -> str:
    """Return a threshold by area and by heads, once if they are the same."""
    return by_area if by_area == by_heads else f"{by_area} by area, {by_heads} by heads"


def _source(source: Source) -> tuple[str, str, str]:
    remark = f"<br>{source.remark}" if source.remark else ""
    period = f"from {source.valid_from}"
    if source.valid_to is not None:
        period += f" to {source.valid_to}"
    return (
        f"{source.document} {source.article}{remark}",
        period,
        "illustrative (示例)" if source.status is Status.ILLUSTRATIVE else source.status,
    )


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
    "voting.md": ("Voting", voting_page),
    "rulebooks.md": ("Rulebooks", rulebook_page),
}
SCHEMA = PACKAGE / "rulebooks/grading/rulebook.schema.json"


def page(name: str) -> str:
    """Return the text of a generated page; Django is loaded and English is active."""
    title, body = PAGES[name]
    return f"{NOTE}\n\n# {title}\n\n{body()}"


def schema() -> str:
    """Return the JSON Schema of rulebooks, as editors read it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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
        stale = {REFERENCE / name: page(name) for name in PAGES if not is_in_step(name)}
        if not SCHEMA.exists() or SCHEMA.read_text(encoding="utf-8") != schema():
            stale[SCHEMA] = schema()
        for path, text in stale.items():
            if check:
                print(f"{path.relative_to(ROOT)} is not in step with the code: run `make fix`.")
            else:
                path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
