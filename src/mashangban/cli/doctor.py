"""Look at everything an installation needs and say how to mend what is wrong."""

import os
import sys
from collections.abc import Iterator

import click

from mashangban.cli import installation
from mashangban.config import environment
from mashangban.runtime import checks
from mashangban.runtime.checks import Finding


@click.command()
def doctor() -> None:
    """Check machine, database, keys, second factor, clock and storage; say how to mend each."""
    with installation.ready():
        findings = list(_findings())
    for finding in findings:
        click.echo(f"{'✓' if finding.ok else '✗'} {finding.name}: {finding.said}")
        if not finding.ok:
            click.echo(f"    {finding.mend}")
    wrong = sum(not finding.ok for finding in findings)
    click.echo(f"{len(findings) - wrong} in order, {wrong} to mend.")
    sys.exit(1 if wrong else 0)


def _findings() -> Iterator[Finding]:
    from mashangban.accounts.checks import findings as accounts_findings

    yield from checks.machine_findings(environment.home())
    yield from checks.database_findings(os.environ["DATABASE_URL"])
    yield from (Finding(one.name, one.ok, one.said, one.mend) for one in accounts_findings())
