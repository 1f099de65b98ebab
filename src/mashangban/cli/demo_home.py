"""What a demonstration keeps in its home: `demo.json`, and the data that `--fresh` removes."""

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click
import psycopg

from mashangban.cli import installation
from mashangban.config import environment

_REMOVED_WITH_DATA: Final = ("postgres", "files", "checkpoints", "demo.json", "clock.json")


def path() -> Path:
    """Return the file that says what there is to open."""
    return environment.home() / "demo.json"


def read() -> dict[str, Any]:
    """Return what the file says, nothing when it is not there or damaged."""
    with contextlib.suppress(FileNotFoundError, ValueError):
        content: dict[str, Any] = json.loads(path().read_text(encoding="utf-8"))
        return content
    return {}


def write(content: Mapping[str, Any]) -> None:
    """Put the file in place as a whole, readable for its owner only: it holds passwords."""
    descriptor, name = tempfile.mkstemp(dir=environment.home(), prefix="demo.json.")  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=2)
        file.write("\n")
    Path(name).replace(path())


def remove_demonstration() -> None:
    """Delete the demonstration of the home, and nothing that is not a demonstration's.

    Raises ClickException. The keys stay: a new demonstration takes them up.
    """
    if "DATABASE_URL" in os.environ:
        raise click.ClickException(
            "--fresh deletes the embedded database only. Empty the one that DATABASE_URL names "
            "yourself, or unset DATABASE_URL."
        )
    home = environment.home()
    if not (home / "postgres").exists():
        return
    with installation.embedded_database() as database:
        if not _is_demonstration(database.url):
            raise click.ClickException(
                f"The database in {home} is not a demonstration: nothing was deleted. Choose "
                "another place for the demonstration with MASHANGBAN_HOME."
            )
    for name in _REMOVED_WITH_DATA:
        part = home / name
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)


def _is_demonstration(url: str) -> bool:
    """Ask a database that may not have our schema yet, then there is nothing in it to lose."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT to_regclass('accounts_installation')").fetchone() == (None,):
            return True
        found = connection.execute(
            "SELECT bool_and(demonstration) FROM accounts_installation"
        ).fetchone()
        people = connection.execute("SELECT EXISTS (SELECT FROM accounts_person)").fetchone()
    return found == (True,) or people == (False,)
