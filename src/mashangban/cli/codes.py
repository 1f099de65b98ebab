"""Issue codes and print them."""

from pathlib import Path

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar


@click.command("issue-codes")
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
    with installation.ready():
        from django.conf import settings

        from mashangban.kit import clock
        from mashangban.kit.actors import Actor
        from mashangban.registry import actions, queries, sheets

        found = queries.compounds(name=name, subdistrict_code=subdistrict)
        if not found:
            raise click.ClickException("No compound fits; look at the name or the code again.")
        by, at, places = Actor.system("issue-codes"), clock.now(), []
        with bar() as progress:
            for line in progress.track(found, description="codes"):
                code = actions.issue_code(
                    compound=queries.compound(line.id), place=place, by=by, at=at
                )
                reached = queries.place_of_code(code.token, on=clock.local_date(at))
                assert reached is not None
                places.append(reached)
        out.write_bytes(sheets.render(places, language=settings.LANGUAGE_CODE))
        click.echo(f"{len(places)} codes issued, sheets in {out}.")
