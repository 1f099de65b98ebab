"""Verify the audit log."""

import sys

import click

from mashangban.cli import installation
from mashangban.cli.progress import bar, counting


@click.command("check-audit", short_help="Verify the audit log.")
def check_audit() -> None:
    """Verify the audit log against its signed checkpoints; exit code 1 if anything is wrong."""
    with installation.ready():
        from mashangban.audit.checking import check

        with bar() as progress:
            report = check(progress=counting(progress, "audit entries"))
        for finding in report.findings:
            click.echo(f"✗ {finding}")
        click.echo(report.summary)
        sys.exit(0 if report.ok else 1)
