"""What `mashangban doctor` asks of the machine and of the database, one small function each.

A check never raises for what it looks for: it returns a `Finding` that says what was found and
how to mend it. Checks of the database take an open autocommit connection and change nothing.
"""

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

OLDEST_SERVER = 15
OLDEST_PYTHON = (3, 11)
EXTENSIONS = ("pg_trgm", "btree_gist")
LARGEST_CLOCK_SKEW = timedelta(seconds=2)
LEAST_FREE_BYTES = 2_000_000_000
_SAMPLE = "中山"  # verbatim: what trigrams are asked of


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check: `said` is what was found, `mend` what to do, "" when it is ok."""

    name: str
    ok: bool
    said: str
    mend: str = ""


def database_findings(url: str) -> list[Finding]:
    """Return the findings on the database at `url`; one finding when it cannot be reached."""
    try:
        # Said aloud: text of a database in SQL_ASCII would arrive as bytes.
        connection = psycopg.connect(
            url, autocommit=True, connect_timeout=5, client_encoding="UTF8"
        )
    except psycopg.OperationalError as error:
        return [
            Finding(
                "database connection",
                ok=False,
                said=str(error).strip(),
                mend="Start the server, or correct DATABASE_URL.",
            )
        ]
    with connection:
        return [
            server_version(connection),
            encoding(connection),
            character_classes(connection),
            *(extension(connection, name) for name in EXTENSIONS),
            trigrams(connection),
            clock(connection, machine_time=_machine_time),
        ]


def machine_findings(home: Path) -> list[Finding]:
    """Return the findings on this machine and the installation in `home`."""
    return [
        python_version(sys.version_info[:3]),
        storage_writable(home),
        storage_space(home, free=shutil.disk_usage(home).free if home.exists() else 0),
        private_files(path for path in (home / "secrets").rglob("*") if path.is_file()),
    ]


def server_version(connection: Connection) -> Finding:
    version = connection.info.server_version
    said = f"PostgreSQL {version // 10_000}.{version % 10_000}"
    if version >= OLDEST_SERVER * 10_000:
        return Finding("database version", ok=True, said=said)
    mend = f"Use PostgreSQL {OLDEST_SERVER} or newer."
    return Finding("database version", ok=False, said=said, mend=mend)


def encoding(connection: Connection) -> Finding:
    said = str(_value(connection, "SHOW server_encoding"))
    mend = "" if said == "UTF8" else _new_database("the encoding UTF8")
    return Finding("database encoding", ok=said == "UTF8", said=said, mend=mend)


def character_classes(connection: Connection) -> Finding:
    """Check lc_ctype: under C, Chinese characters are no letters to trigrams and `lower()`."""
    query = "SELECT datctype FROM pg_database WHERE datname = current_database()"
    said = str(_value(connection, query))
    ok = said.upper() not in {"C", "POSIX"}
    mend = "" if ok else _new_database("LC_CTYPE 'C.UTF-8'")
    return Finding("database lc_ctype", ok=ok, said=said, mend=mend)


def extension(connection: Connection, name: str) -> Finding:
    title = f"database extension {name}"
    query = "SELECT installed_version FROM pg_available_extensions WHERE name = %s"
    row = connection.execute(query, [name]).fetchone()
    if row is None:
        mend = "Install the contrib package of the server (Debian: postgresql-contrib)."
        return Finding(title, ok=False, said="not available on the server", mend=mend)
    return Finding(title, ok=True, said=row[0] or "available")


def trigrams(connection: Connection) -> Finding:
    """Check that trigrams of Chinese are not empty, as they are where lc_ctype is C."""
    title = "trigrams of Chinese"
    try:
        with connection.transaction(force_rollback=True):
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            found = connection.execute("SELECT show_trgm(%s)", [_SAMPLE]).fetchone()
    except psycopg.Error as error:
        said = str(error).strip().partition("\n")[0]
        mend = "As a superuser in this database: CREATE EXTENSION pg_trgm;"
        return Finding(title, ok=False, said=said, mend=mend)
    trigrams = found[0] if found else []
    said = f"show_trgm('{_SAMPLE}') has {len(trigrams)} trigrams"
    mend = "" if trigrams else _new_database("LC_CTYPE 'C.UTF-8'")
    return Finding(title, ok=bool(trigrams), said=said, mend=mend)


def clock(connection: Connection, *, machine_time: Callable[[], datetime]) -> Finding:
    """Compare the clocks of database and machine; what the question takes counts for neither."""
    before = machine_time()
    database: datetime = _value(connection, "SELECT clock_timestamp()")
    after = machine_time()
    skew = max(before - database, database - after, timedelta(0))
    said = f"{skew.total_seconds():.1f} s between database and machine"
    ok = skew <= LARGEST_CLOCK_SKEW
    mend = "" if ok else "Synchronise both clocks (timedatectl set-ntp true)."
    return Finding("clock", ok=ok, said=said, mend=mend)


def python_version(version: tuple[int, ...]) -> Finding:
    ok = version >= OLDEST_PYTHON
    oldest = ".".join(map(str, OLDEST_PYTHON))
    mend = "" if ok else f"Use Python {oldest} or newer."
    return Finding("Python version", ok=ok, said=".".join(map(str, version)), mend=mend)


def storage_writable(home: Path) -> Finding:
    title = "storage"
    mend = f"Make {home} and give it to the user that runs Mashangban, or set MASHANGBAN_HOME."
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        said = f"cannot write to {home}: {error.strerror}"
        return Finding(title, ok=False, said=said, mend=mend)
    return Finding(title, ok=True, said=f"{home} is writable")


def storage_space(home: Path, *, free: int) -> Finding:
    """Check `free` bytes of space where `home` is."""
    ok = free >= LEAST_FREE_BYTES
    mend = "" if ok else f"Free {LEAST_FREE_BYTES / 1e9:.0f} GB on the disk of {home}."
    return Finding("disk space", ok=ok, said=f"{free / 1e9:.1f} GB free", mend=mend)


def private_files(paths: Iterable[Path]) -> Finding:
    """Check that secrets can be read by their owner only."""
    title = "permissions of secrets"
    others = stat.S_IRWXG | stat.S_IRWXO
    checked = list(paths)
    open_ = [path for path in checked if path.stat().st_mode & others]
    if not open_:
        return Finding(title, ok=True, said=f"{len(checked)} files, for their owner only")
    names = " ".join(os.fspath(path) for path in open_)
    said = f"others may read or change {names}"
    return Finding(title, ok=False, said=said, mend=f"chmod 600 {names}")


def _machine_time() -> datetime:
    # The real clock of the machine is what is checked, not the one the demonstration can move.
    return datetime.now(UTC)  # noqa: TID251


def _value(connection: Connection, query: sql.SQL | str) -> Any:
    row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def _new_database(what: str) -> str:
    return (
        f"Make a new database with {what} and move the data: pg_dump, then createdb --template="
        "template0 --encoding=UTF8 --locale=C.UTF-8 NEW, then pg_restore."
    )
