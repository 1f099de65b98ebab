"""`mashangban check-audit`: 0 when everything agrees, 1 with a sentence when something does not."""

from pathlib import Path

import pytest
from django.db import connection

from mashangban.audit import actions, sealing
from tests.cli.conftest import Run
from tests.world import NOW, SETUP

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def log(home: Path) -> None:
    """Three sealed entries."""
    for number in range(3):
        actions.record(by=SETUP, at=NOW, verb="test.did", subject=("thing", number))
    sealing.seal(at=NOW)


def change(sql: str) -> None:
    """Change the log as somebody would who can switch its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_unchanged")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_unchanged")


def test_a_log_that_agrees(run: Run) -> None:
    result = run("check-audit")
    assert result.exit_code == 0
    assert result.output == (
        "3 sealed entries and 1 checkpoints checked; 0 entries wait to be sealed."
        " Everything agrees.\n"
    )


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE audit_entry SET verb = 'test.undid' WHERE subject_id = '1'", "✗ "),
        ("DELETE FROM audit_entry WHERE subject_id = '2'", "✗ "),
    ],
)
def test_a_log_that_was_tampered_with(run: Run, sql: str, sentence: str) -> None:
    change(sql)
    result = run("check-audit")
    assert result.exit_code == 1
    assert result.output.startswith(sentence)
    assert "Everything agrees" not in result.output
    assert result.output.isascii() or "✗" in result.output  # in the language of the commands


def test_a_checkpoint_that_was_taken_away(run: Run, home: Path) -> None:
    (checkpoint,) = (home / "checkpoints").glob("*.checkpoint")
    checkpoint.unlink()
    result = run("check-audit")
    assert result.exit_code == 1
    assert "✗" in result.output
