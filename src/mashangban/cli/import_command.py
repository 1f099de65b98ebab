"""Bring in a district's own sheets."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar

if TYPE_CHECKING:
    from mashangban.kit.imports import Step, Summary

SHOWN = 10
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("import", short_help="Bring in a district's own sheets.")
@click.argument("kind")
@click.argument("file", type=EXISTING)
@click.option("--mapping", type=EXISTING, help="YAML: which column holds what.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="CSV for every refused, changed or doubtful value.",
)
def import_command(
    kind: str, file: Path, mapping: Path | None, dry_run: bool, report: Path | None
) -> None:
    """Import FILE (CSV or GeoJSON) of KIND: subdistricts, committees, compounds; in this order.

    Importing the same file again changes nothing.
    """
    with installation.ready():
        from django.conf import settings
        from django.utils import translation

        from mashangban.kit import clock
        from mashangban.kit.actors import Actor
        from mashangban.kit.errors import Refusal
        from mashangban.registry import imports

        try:
            # The report is for whoever keeps the sheet, unlike the words of commands.
            with bar() as progress, translation.override(settings.LANGUAGE_CODE):
                task = progress.add_task(kind)

                def show(step: "Step", done: int, total: int) -> None:
                    progress.update(
                        task, description=f"{kind}: {step}", completed=done, total=total
                    )

                summary = imports.run(
                    kind=kind,
                    path=file,
                    mapping=mapping,
                    dry_run=dry_run,
                    report_path=report,
                    by=Actor.system("import"),
                    at=clock.now(),
                    progress=show,
                )
        except Refusal as refusal:
            raise click.ClickException(str(refusal.sentence)) from refusal
    _tell(summary, report)


def _tell(summary: "Summary", report: Path | None) -> None:
    verb = "would be" if summary.dry_run else "were"
    left_out = f", {summary.left_out} left out" if summary.left_out else ""
    click.echo(
        f"{summary.kind}: {summary.rows} rows ({summary.encoding}); {summary.created} {verb} "
        f"created, {summary.changed} changed; {summary.unchanged} unchanged, "
        f"{summary.refused} refused{left_out}."
    )
    for finding in sorted(summary.findings, key=lambda each: each.outcome != "refused")[:SHOWN]:
        click.echo(
            f"  {finding.row}  {finding.column}: {finding.value}  "
            f"[{finding.outcome}] {finding.reason}"
        )
    if len(summary.findings) > SHOWN:
        where = report if report else "--report FILE.csv"
        click.echo(f"  … {len(summary.findings) - SHOWN} more: see {where}")
