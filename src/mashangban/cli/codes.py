"""Issue codes and print them."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar

if TYPE_CHECKING:
    from mashangban.registry.types import CompoundLine


@click.command("issue-codes", short_help="Issue codes and write sheets to print.")
@click.option("--compound", "name", default="", help="Name of one compound.")
@click.option("--subdistrict", "subdistrict", default="", help="Code of a subdistrict (9 digits).")
@click.option("--place", default="", help="Where the code hangs, e.g. a building; empty: the gate.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    default="codes.pdf",
    show_default=True,
    help="The PDF to print, one A4 page a code.",
)
def issue_codes(name: str, subdistrict: str, place: str, out: Path) -> None:
    """Issue a new code for one compound or for each of a subdistrict, and write sheets to print."""
    if not name and not subdistrict:
        raise click.UsageError("Say for what: --compound NAME or --subdistrict CODE.")
    if not out.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder {out.absolute().parent} to write {out} to.")
    with installation.ready():
        from mashangban.registry import queries

        found = queries.compounds(name=name, subdistrict_code=subdistrict)
        if not found:
            raise click.ClickException("No compound fits; look at the name or the code again.")
        if name and len(found) > 1:
            raise click.ClickException(_several(name, found))
        out.write_bytes(_issued(found, place))
        click.echo(f"{len(found)} {'code' if len(found) == 1 else 'codes'} issued, to print: {out}")


def _several(name: str, found: "Sequence[CompoundLine]") -> str:
    lines = [
        f"  {line.subdistrict_code}  {line.subdistrict_name}  {line.address}" for line in found
    ]
    return "\n".join([f"{len(found)} compounds are called {name}; add --subdistrict:", *lines])


def _issued(compounds: "Sequence[CompoundLine]", place: str) -> bytes:
    """Issue a code for each compound, and return the sheets; without sheets there are no codes."""
    from django.conf import settings
    from django.db import transaction

    from mashangban.kit import clock
    from mashangban.kit.actors import Actor
    from mashangban.registry import actions, queries, sheets

    by, at, places = Actor.system("issue-codes"), clock.now(), []
    with bar() as progress, transaction.atomic():
        for line in progress.track(compounds, description="codes"):
            code = actions.issue_code(compound=queries.compound(line.id), place=place, by=by, at=at)
            reached = queries.place_of_code(code.token, on=clock.local_date(at))
            assert reached is not None
            places.append(reached)
        return sheets.render(places, language=settings.LANGUAGE_CODE)
