"""Each command on a database that is not there or cannot be used: a sentence, no traceback."""

import os
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from tests.cli.conftest import Run

COMMANDS = {
    "serve": ("serve", "--port", "1"),
    "worker": ("worker",),
    "createuser": ("createuser", "wu", "--name", "x", "--role", "system_administrator"),
    "keys init": ("keys", "init"),
    "keys rotate": ("keys", "rotate"),
    "keys renew-signing": ("keys", "renew-signing"),
    "import": ("import", "subdistricts", __file__),
    "issue-codes": ("issue-codes", "--compound", "听松小区"),
    "check-audit": ("check-audit",),
    "clock": ("clock", "1d"),
}
PREPARING = {"setup": ("setup",), "demo": ("demo", "--port", "0")}


def of_the_test_run(database: str) -> str:
    """Return the address of another database on the server of the test run."""
    return re.sub(r"(?<=@)([^/]*)/[^?]*", rf"\1/{database}", os.environ["DATABASE_URL"])


@pytest.fixture(params=[*COMMANDS, *PREPARING])
def words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    if request.param == "demo":
        monkeypatch.setenv("MASHANGBAN_MODE", "demo")
        for changed in ("MASHANGBAN_BASE_URL", "MASHANGBAN_SECOND_FACTOR"):
            monkeypatch.setenv(changed, "")  # so that it is put back
    return (COMMANDS | PREPARING)[request.param]


def test_nothing_listens(words: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:sesame@127.0.0.1:1/none")
    result = run(*words)
    assert result.exit_code == 1
    assert result.output.startswith("Error: database connection: ")
    assert result.output.endswith("Start the server, or correct DATABASE_URL.\n")
    assert "sesame" not in result.output


@pytest.mark.parametrize("words", [("worker",), ("setup",)], indirect=False)
def test_the_database_does_not_exist(
    words: tuple[str, ...], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", of_the_test_run("no_such_database"))
    result = run(*words)
    assert result.exit_code == 1
    assert 'database "no_such_database" does not exist. Start the server, or' in result.output


@pytest.fixture
def unsuitable(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database whose letters are those of ASCII only."""
    name = f"unsuitable_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        database = sql.Identifier(name)
        server.execute(
            sql.SQL(
                "CREATE DATABASE {} TEMPLATE template0 ENCODING 'SQL_ASCII'"
                " LOCALE_PROVIDER libc LOCALE 'C'"
            ).format(database)
        )
        with monkeypatch.context() as patch:
            patch.setenv("DATABASE_URL", of_the_test_run(name))
            yield
        server.execute(sql.SQL("DROP DATABASE {}").format(database))


def test_the_database_cannot_hold_chinese(
    unsuitable: None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (("setup",), ("serve",), ("worker",), ("check-audit",)):
        result = run(*words)
        assert result.exit_code == 1
        assert result.output.startswith("Error: database encoding: SQL_ASCII. Make a new database")


@pytest.mark.django_db
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_the_database_is_not_set_up(words: tuple[str, ...], run: Run) -> None:
    [(app, newest)] = MigrationLoader(connection).graph.leaf_nodes("registry")
    MigrationRecorder(connection).record_unapplied(app, newest)
    result = run(*words)
    assert result.exit_code == 1
    assert result.output == (
        "Error: schema: 1 of its migrations have not run yet. Run: mashangban setup\n"
    )


def test_the_home_cannot_be_used(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands where the folder should be."""
    home = tmp_path / "home"
    home.write_text("")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("MASHANGBAN_HOME", str(home))
    result = run("check-audit")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: The home folder {home} cannot be used: ")
    assert result.output.endswith("choose another one with MASHANGBAN_HOME.\n")


def test_the_database_of_the_home_is_of_another_version(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres/cluster").mkdir()
    (tmp_path / "postgres/cluster/PG_VERSION").write_text("9\n")
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv("MASHANGBAN_HOME", str(tmp_path))
    result = run("check-audit")
    assert result.exit_code == 1
    assert "was made by PostgreSQL 9; this program brings" in result.output
    assert "pg_dump" in result.output
