"""`mashangban doctor`: everything in order on a good installation, each broken thing named."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from mashangban.accounts import actions as accounts
from mashangban.config.environment import Mode
from mashangban.kit import crypto
from tests.cli.conftest import Run
from tests.world import NOW, SETUP, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def good(home: Path) -> Path:
    """An installation in order."""
    accounts.init_key_ring(by=SETUP, at=NOW)
    return home


def broken(run: Run) -> dict[str, str]:
    """Return what the doctor finds wrong, with how to mend it, by the name of the check."""
    result = run("doctor")
    found = re.findall(r"^✗ ([^:]+): (.*(?:\n    .*)*)$", result.output, re.MULTILINE)
    assert result.exit_code == (1 if found else 0)
    assert result.output.endswith(f", {len(found)} to mend.\n")
    return dict(found)


def test_a_good_installation(good: Path, run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    checked = set(re.findall(r"^✓ ([^:]+): .+$", result.output, re.MULTILINE))
    assert checked >= {
        "Python version", "storage", "disk space", "permissions of secrets",
        "database version", "database encoding", "database lc_ctype", "trigrams of Chinese",
        "clock", "schema", "static files", "demonstration switches",
        "key ring", "keys in use", "second factor", "transport", "demonstration data",
        "seals of codes",
    }  # fmt: skip
    assert "✗" not in result.output
    assert result.output.endswith(f"{len(result.output.splitlines()) - 1} in order, 0 to mend.\n")


def test_a_secret_that_others_may_read(good: Path, run: Run) -> None:
    ring = good / "secrets/keyring.json"
    ring.chmod(0o644)
    found = broken(run)
    assert list(found) == ["permissions of secrets"]
    assert f"chmod 600 {ring}" in found["permissions of secrets"]


def test_a_lost_key_ring(good: Path, run: Run) -> None:
    (good / "secrets/keyring.json").unlink()
    crypto.forget_cached_keys()
    found = broken(run)
    assert "key ring" in found
    assert "Put its backup back" in found["key ring"]


def test_the_key_ring_of_another_installation(good: Path, run: Run) -> None:
    ring = good / "secrets/keyring.json"
    ring.unlink()
    crypto.forget_cached_keys()
    crypto.create_ring(at=NOW)
    assert "belongs to another database" in broken(run)["key ring"]


def test_a_schema_of_an_older_version(good: Path, run: Run) -> None:
    [(app, newest)] = MigrationLoader(connection).graph.leaf_nodes("registry")
    MigrationRecorder(connection).record_unapplied(app, newest)
    found = broken(run)
    assert list(found) == ["schema"]
    assert "Run: mashangban setup" in found["schema"]


def test_static_files_of_an_older_version(good: Path, run: Run, settings: Any) -> None:
    settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT = good / "static"
    found = broken(run)
    assert list(found) == ["static files"]
    assert "Run: mashangban setup" in found["static files"]


class TestProduction:
    @pytest.fixture(autouse=True)
    def production(self, good: Path, settings: Any) -> None:
        settings.MODE = Mode.PRODUCTION
        settings.SECURE_COOKIES = True
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def test_in_order(self, run: Run) -> None:
        assert broken(run) == {}

    def test_the_second_factor_switched_off(
        self, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MASHANGBAN_SECOND_FACTOR", "off")
        found = broken(run)
        assert list(found) == ["demonstration switches"]
        assert "Unset MASHANGBAN_SECOND_FACTOR." in found["demonstration switches"]

    def test_a_moved_clock(self, good: Path, run: Run) -> None:
        moved = good / "clock.json"
        moved.write_text(json.dumps({"seconds": 86_400}))
        found = broken(run)
        assert list(found) == ["demonstration switches"]
        assert f"Remove {moved}." in found["demonstration switches"]

    def test_invented_data(self, run: Run, settings: Any) -> None:
        settings.MODE = Mode.DEMO
        accounts.mark_as_demonstration(by=SETUP, at=NOW)
        settings.MODE = Mode.PRODUCTION
        assert list(broken(run)) == ["demonstration data"]

    def test_no_tls(self, run: Run, settings: Any) -> None:
        settings.SECURE_COOKIES = False
        assert list(broken(run)) == ["transport"]


def test_the_second_factor_off_where_the_data_are_not_invented(
    good: Path, run: Run, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    found = broken(run)
    assert list(found) == ["second factor"]
    assert "Unset MASHANGBAN_SECOND_FACTOR." in found["second factor"]


def test_the_mode_of_a_demonstration_over_data_that_are_not(
    good: Path, run: Run, settings: Any
) -> None:
    settings.MODE = Mode.DEMO
    found = broken(run)
    assert list(found) == ["demonstration data"]
    assert "MASHANGBAN_MODE=production" in found["demonstration data"]
    accounts.mark_as_demonstration(by=SETUP, at=NOW)
    assert broken(run) == {}


def test_codes_that_others_have_sealed(world: World, run: Run, settings: Any) -> None:
    settings.CODE_TOKEN_KEYS = (b"a key that is not ours",)
    assert list(broken(run)) == ["seals of codes"]


def test_without_a_database_the_machine_is_still_looked_at(
    good: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    result = run("doctor")
    assert "✓ Python version" in result.output
    found = broken(run)
    assert list(found) == ["database connection"]
    assert "Start the server, or correct DATABASE_URL." in found["database connection"]
