"""What `doctor` asks of an installation as a whole, and what must hold before a command runs.

Django is loaded, and the database answers.
"""

import os

from mashangban.runtime.checks import Finding
from mashangban.runtime.errors import RuntimeFailure

_RUN_SETUP = "Run: mashangban setup"


def findings() -> list[Finding]:
    """Return everything there is to find out beyond machine and database, for `doctor`."""
    from mashangban.accounts import checks as accounts
    from mashangban.registry import checks as registry

    step = schema()
    found = [step, static_files(), demonstration_switches()]
    if step.ok:  # the others ask tables
        theirs = (*accounts.findings(), registry.code_seals())
        found += [Finding(one.name, one.ok, one.said, one.mend) for one in theirs]
    return found


def require(*found: Finding) -> None:
    """Raise RuntimeFailure with the first finding that is not in order."""
    for finding in found:
        if not finding.ok:
            raise RuntimeFailure(f"{finding.name}: {finding.said} {finding.mend}".rstrip())


def schema() -> Finding:
    """Check that the database has the tables of this version of the program."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not missing:
        return Finding("schema", ok=True, said="in step with the program")
    said = f"{missing} of its migrations have not run yet."
    if not executor.loader.applied_migrations:
        said = "this database is empty."
    return Finding("schema", ok=False, said=said, mend=_RUN_SETUP)


def static_files() -> Finding:
    """Check that the web server has the styles, scripts and icons of this version."""
    from django.conf import settings

    from mashangban.cli.setup import static_files_are_collected

    if settings.WHITENOISE_USE_FINDERS or static_files_are_collected():
        return Finding("static files", ok=True, said="in step with the program")
    said = f"those in {settings.STATIC_ROOT} are not of this version of the program."
    return Finding("static files", ok=False, said=said, mend=_RUN_SETUP)


def demonstration_switches() -> Finding:
    """Check that nobody asks production for what only a demonstration may have."""
    from django.conf import settings

    asked = []
    if (
        os.environ.get("MASHANGBAN_SECOND_FACTOR") == "off"
        and not settings.MODE.second_factor_may_be_off
    ):
        asked.append(("MASHANGBAN_SECOND_FACTOR is off", "Unset MASHANGBAN_SECOND_FACTOR."))
    moved = settings.HOME / "clock.json"
    if moved.exists() and not settings.MODE.clock_may_move:
        asked.append((f"{moved} moves the clock", f"Remove {moved}."))
    if not asked:
        return Finding("demonstration switches", ok=True, said="none")
    return Finding(
        "demonstration switches",
        ok=False,
        said=f"{' and '.join(said for said, _ in asked)}, but the mode is production.",
        mend=" ".join(mend for _, mend in asked),
    )
