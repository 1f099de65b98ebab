"""Each check finds what it is for, and says how to mend it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from mashangban.runtime import checks
from mashangban.runtime.checks import Connection, Finding
from mashangban.runtime.postgres import EmbeddedPostgres

from .conftest import execute


@pytest.fixture
def connection(server: EmbeddedPostgres) -> Iterator[Connection]:
    with psycopg.connect(server.url, autocommit=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def poor_database(server: EmbeddedPostgres) -> Iterator[Connection]:
    """A database as careless installations make them: LATIN1 and locale C."""
    options = "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER libc"
    execute(server.url, f"CREATE DATABASE poor {options}")
    url = server.url.replace("/mashangban?", "/poor?")
    with psycopg.connect(url, autocommit=True, client_encoding="UTF8") as connection:
        yield connection


def assert_mended_by(finding: Finding, words: str) -> None:
    assert not finding.ok
    assert words in finding.mend


def test_the_embedded_database_passes_every_check(server: EmbeddedPostgres) -> None:
    findings = checks.database_findings(server.url)
    assert [finding for finding in findings if not finding.ok] == []
    assert [finding for finding in findings if finding.mend] == []
    assert [finding.name for finding in findings] == [
        "database version",
        "database encoding",
        "database lc_ctype",
        "database extension pg_trgm",
        "database extension btree_gist",
        "trigrams of Chinese",
        "clock",
    ]


def test_the_checks_leave_no_extension_behind(server: EmbeddedPostgres) -> None:
    checks.database_findings(server.url)
    assert execute(server.url, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'") == [
        (0,)
    ]


def test_a_database_out_of_reach_is_one_finding(tmp_path: Path) -> None:
    [finding] = checks.database_findings(f"postgresql:///district?host={tmp_path}")
    assert_mended_by(finding, "DATABASE_URL")
    assert str(tmp_path) in finding.said


def test_a_poor_database_is_found_out(poor_database: Connection) -> None:
    encoding = checks.encoding(poor_database)
    assert encoding.said == "LATIN1"
    assert_mended_by(encoding, "encoding UTF8")
    locale = checks.character_classes(poor_database)
    assert locale.said == "C"
    assert_mended_by(locale, "C.UTF-8")


def test_empty_trigrams_are_found_out(server: EmbeddedPostgres) -> None:
    options = "TEMPLATE template0 ENCODING 'UTF8' LC_CTYPE 'C' LC_COLLATE 'C'"
    execute(server.url, f"CREATE DATABASE no_trigrams {options} LOCALE_PROVIDER libc")
    url = server.url.replace("/mashangban?", "/no_trigrams?")
    with psycopg.connect(url, autocommit=True) as connection:
        finding = checks.trigrams(connection)
    assert finding.said == "show_trgm('中山') has 0 trigrams"
    assert_mended_by(finding, "C.UTF-8")


def test_a_user_who_may_not_create_the_extension_is_told(connection: Connection) -> None:
    with connection.transaction(force_rollback=True):
        connection.execute("CREATE ROLE visitor")
        connection.execute("SET LOCAL ROLE visitor")
        finding = checks.trigrams(connection)
    assert "permission denied" in finding.said
    assert_mended_by(finding, "CREATE EXTENSION pg_trgm")


def test_an_extension_the_server_lacks_is_named(connection: Connection) -> None:
    finding = checks.extension(connection, "nosuch")
    assert finding.name == "database extension nosuch"
    assert_mended_by(finding, "contrib")


@pytest.mark.parametrize(
    ("shift", "ok"), [(0, True), (1, True), (3600, False), (-3600, False), (-3, False)]
)
def test_clocks_are_compared(connection: Connection, shift: int, ok: bool) -> None:
    finding = checks.clock(
        connection, machine_time=lambda: datetime.now(UTC) + timedelta(seconds=shift)
    )
    assert finding.ok is ok
    assert ok or "Synchronise" in finding.mend


@pytest.mark.parametrize(
    ("version", "ok"), [((3, 11, 0), True), ((3, 14, 1), True), ((3, 10, 9), False)]
)
def test_the_python_version_is_checked(version: tuple[int, ...], ok: bool) -> None:
    assert checks.python_version(version).ok is ok


def test_storage_must_be_there(tmp_path: Path) -> None:
    assert checks.storage_writable(tmp_path).ok
    assert list(tmp_path.iterdir()) == []
    assert_mended_by(checks.storage_writable(tmp_path / "missing"), "MASHANGBAN_HOME")


def test_storage_must_have_room(tmp_path: Path) -> None:
    assert checks.storage_space(tmp_path, free=10**10).ok
    finding = checks.storage_space(tmp_path, free=10**8)
    assert finding.said == "0.1 GB free"
    assert_mended_by(finding, "Free 2 GB")


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    for path, mode in ((good, 0o600), (bad, 0o640)):
        path.touch()
        path.chmod(mode)
    assert checks.private_files([good]).ok
    finding = checks.private_files([good, bad])
    assert_mended_by(finding, f"chmod 600 {bad}")
    assert str(good) not in finding.said


def test_the_machine_s_findings_cover_the_secrets_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "django").touch(mode=0o644)
    named = {finding.name: finding for finding in checks.machine_findings(tmp_path)}
    assert set(named) == {"Python version", "storage", "disk space", "permissions of secrets"}
    assert not named["permissions of secrets"].ok
