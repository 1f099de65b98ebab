"""Bring in a district's own sheets."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar
from mashangban.core.coordinates import CRS

if TYPE_CHECKING:
    from mashangban.kit.imports import Step, Summary

SHOWN = 10
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import", short_help="Bring in a district's own sheets.")
@click.argument("kind")
@click.argument("file", type=EXISTING)
@click.option("--mapping", type=EXISTING, help="YAML: which column holds what.")
@click.option(
    "--crs",
    type=click.Choice(list(CRS), case_sensitive=False),
    help="Coordinate system of the file; goes before the mapping's. Without either: wgs84.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--skip-refused",
    is_flag=True,
    help="Import the other rows when some are refused, instead of none.",
)
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV for every refused, changed or doubtful value.",
)
def import_command(
    kind: str,
    file: Path,
    mapping: Path | None,
    crs: CRS | None,
    dry_run: bool,
    skip_refused: bool,
    report: Path | None,
) -> None:
    """Import FILE (CSV, Excel, GeoJSON) of KIND.

    Kinds in this order, for each lies in the one before: subdistricts, committees, compounds.

    All rows are imported or, if one is refused, none: then the exit code is 1, after a dry run
    too. Importing the same file again changes nothing.
    """
    with installation.ready():
        from django.conf import settings
        from django.utils import translation

        from mashangban.imports import actions
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor
        from mashangban.kit.errors import Refusal

        try:
            # The report is for whoever keeps the sheet, unlike the words of commands.
            with bar() as progress, translation.override(settings.LANGUAGE_CODE):
                task = progress.add_task(kind)

                def show(step: "Step", done: int, total: int) -> None:
                    progress.update(
                        task, description=f"{kind}: {step}", completed=done, total=total
                    )

                summary, run_id = actions.run(
                    kind=kind,
                    path=file,
                    mapping=mapping,
                    crs=crs,
                    dry_run=dry_run,
                    skip_refused=skip_refused,
                    report_path=report,
                    by=Actor.system("import"),
                    at=clock.now(),
                    progress=show,
                )
        except Refusal as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
    _tell(summary, report)
    if run_id:
        click.echo(f"To take it back: mashangban undo-import {run_id}")
    sys.exit(1 if summary.stopped else 0)


@click.command("undo-import", short_help="Take an import back.")
@click.argument("run_id", metavar="ID", type=click.UUID)
def undo_command(run_id: UUID) -> None:
    """Take the import ID back, as long as nothing depends on it.

    What it created is removed, what it changed gets its earlier values; all of it or nothing.
    """
    with installation.ready():
        from mashangban.imports import actions
        from mashangban.kit import clock
        from mashangban.kit.actors import Actor
        from mashangban.kit.errors import Refusal

        try:
            changes = actions.undo_now(
                run_id=run_id, by=Actor.system("undo-import"), at=clock.now()
            )
        except Refusal as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
    click.echo(f"Taken back: {changes} changes.")


def _tell(summary: "Summary", report: Path | None) -> None:
    verb = "were" if summary.written else "would be"
    left_out = f", {summary.left_out} left out" if summary.left_out else ""
    click.echo(
        f"{summary.kind}: {summary.rows} rows ({summary.encoding}, {summary.crs}); "
        f"{summary.created} {verb} created, {summary.changed} changed; "
        f"{summary.unchanged} unchanged, {summary.refused} refused{left_out}."
    )
    for finding in sorted(summary.findings, key=lambda each: each.outcome != "refused")[:SHOWN]:
        click.echo(
            f"  {finding.row or 'file'}  {finding.column}: {finding.value}  "
            f"[{finding.outcome}] {finding.reason}"
        )
    if len(summary.findings) > SHOWN:
        where = report if report else "--report FILE.csv"
        click.echo(f"  … {len(summary.findings) - SHOWN} more: see {where}")
    if summary.stopped:
        click.echo(
            "Nothing was written, because rows are refused. Mend them in the sheet, or import the "
            "others with --skip-refused."
        )
    elif summary.refused:
        click.echo("Refused rows are left out (--skip-refused).")
