"""`mashangban keys`: the ring made once, rotated, and its loss told."""

import stat
from pathlib import Path

import pytest

from mashangban.accounts import actions, queries
from mashangban.accounts.models import Person
from mashangban.accounts.types import DetailKind
from mashangban.kit import crypto
from tests.cli.conftest import Run
from tests.world import NOW, SETUP


def ring(home: Path) -> Path:
    return home / "secrets/keyring.json"


def a_person() -> Person:
    return actions.create_person(by=SETUP, at=NOW, details={DetailKind.NAME: "何文"})


def test_a_ring_is_made_once(home: Path, run: Run) -> None:
    assert run("keys", "init").output == f"{ring(home)}: created\n"
    assert stat.S_IMODE(ring(home).stat().st_mode) == 0o600
    made = ring(home).read_bytes()
    assert run("keys", "init").output == f"{ring(home)}: ready\n"
    assert ring(home).read_bytes() == made


def test_a_second_ring_is_not_made_over_people_s_data(home: Path, run: Run) -> None:
    run("keys", "init")
    a_person()
    ring(home).unlink()
    crypto.forget_cached_keys()
    result = run("keys", "init")
    assert result.exit_code == 1
    assert result.output.startswith(f"Error: The key ring {ring(home)} is missing")
    assert "Put its backup back" in result.output
    assert not ring(home).exists()


def test_rotating_moves_everybody_and_loses_nothing(home: Path, run: Run) -> None:
    run("keys", "init")
    people = [a_person() for _ in range(3)]
    before = crypto.current_key_id()
    result = run("keys", "rotate")
    assert result.exit_code == 0, result.output
    assert "3 persons and 0 second factors moved, 0 old keys dropped." in result.output
    assert crypto.current_key_id() != before
    assert stat.S_IMODE(ring(home).stat().st_mode) == 0o600
    assert set(queries.name_of([person.pk for person in people]).values()) == {"何文"}


def test_without_a_ring_there_is_nothing_to_rotate(home: Path, run: Run) -> None:
    result = run("keys", "rotate")
    assert result.exit_code == 1
    assert "mashangban keys init" in result.output


@pytest.mark.django_db(transaction=True)
def test_the_audit_log_can_be_signed_anew(home: Path, run: Run) -> None:
    run("keys", "init")
    result = run("keys", "renew-signing")
    assert result.exit_code == 0, result.output
    assert run("check-audit").exit_code == 0
