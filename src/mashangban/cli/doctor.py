"""Look at everything an installation needs and say how to mend what is wrong."""

import sys

import click

from mashangban.cli import checks, installation
from mashangban.config import environment
from mashangban.runtime import checks as runtime_checks
from mashangban.runtime.checks import Finding
from mashangban.runtime.errors import RuntimeFailure


@click.command(short_help="Look for what is wrong, and say how to mend it.")
def doctor() -> None:
    """Check machine, database, keys, second factor, clock and storage; say how to mend each.

    Exit code 1 if there is anything to mend.
    """
    findings = _findings()
    for finding in findings:
        said = " ".join(finding.said.split())  # libpq writes several lines
        click.echo(f"{'✓' if finding.ok else '✗'} {finding.name}: {said}")
        if not finding.ok and finding.mend:
            click.echo(f"    {finding.mend}")
    wrong = sum(not finding.ok for finding in findings)
    click.echo(f"{len(findings) - wrong} in order, {wrong} to mend.")
    sys.exit(1 if wrong else 0)


def _findings() -> list[Finding]:
    """Return the findings, as far as one can get: without a database only those before it."""
    found = runtime_checks.machine_findings(environment.home())
    try:
        with installation.opened() as url:
            of_the_database = runtime_checks.database_findings(url)
            found += of_the_database
            if len(of_the_database) > 1:  # it could be reached
                found += checks.findings()
    except RuntimeFailure as failure:
        found.append(Finding("installation", ok=False, said=str(failure)))
    return found
