"""No personal data in the clear: not in a table, not in a file, not in a log."""

import base64
import json
import logging
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.db import connection
from django.test import Client

from mashangban.accounts import actions, queries
from mashangban.accounts.models import Person, Scope
from mashangban.accounts.types import DetailKind, ScopeKind
from mashangban.kit import crypto
from tests import canaries
from tests.apps.accounts.conftest import ALWAYS, AT, PASSWORD, SETUP
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def planted() -> Person:
    """A person whose every detail is a canary, in every way accounts has of handling one."""
    person = actions.create_person(
        by=SETUP,
        at=AT,
        details={
            DetailKind.NAME: canaries.NAME,
            DetailKind.PHONE: f"+86 {canaries.PHONE}",
            DetailKind.EMAIL: canaries.EMAIL.upper(),
        },
    )
    user = actions.create_user(
        username="canary-keeper", password=PASSWORD, person=person, by=SETUP, at=AT
    )
    scope = actions.create_scope(kind=ScopeKind.COMPOUND, label="a compound")
    actions.grant(person=person, role="bureau", scope=scope, period=ALWAYS, by=SETUP, at=AT)
    for kind in DetailKind:
        actions.reveal(person_id=person.pk, kind=kind, reason=canaries.TEXT, by=SETUP, at=AT)
    client = Client()
    sign_in(client, user)
    for path in ("/", "/accounts/password/change/", "/accounts/2fa/"):
        client.get(path)
    client.post("/accounts/login/", {"login": canaries.PHONE, "password": canaries.TEXT})
    assert queries.name_of([person.pk]) == {person.pk: canaries.NAME}
    assert queries.persons_with_phone(canaries.PHONE) == [person.pk]
    assert [record.reason for record in queries.reveals_of(person.pk)] == [canaries.TEXT] * 3
    return person


def test_nothing_planted_is_found(
    settings: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as structured:
        person = planted()
        for refused in (
            lambda: actions.create_person(
                by=SETUP, at=AT, details={DetailKind.PHONE: canaries.TEXT}
            ),
            lambda: crypto.decrypt_text(
                person.wrapped_key, person.details.all()[0].ciphertext, context="other"
            ),
        ):
            with pytest.raises(Exception) as caught:
                refused()
            logging.getLogger("mashangban").exception("refused", exc_info=caught.value)

    assert canaries.traces_in_database() == []
    assert canaries.traces_in_files(Path(settings.HOME)) == []
    out, err = capfd.readouterr()
    assert canaries.traces_in_text(f"{caplog.text}{structured}{out}{err}") == []


def test_nothing_is_found_after_erasing_and_nothing_can_be_read() -> None:
    person = planted()
    actions.erase_person(person=person, by=SETUP, at=AT)
    assert canaries.traces_in_database() == []
    assert queries.name_of([person.pk]) == {person.pk: "已注销人员"}
    assert queries.details_of(person.pk).phone == ""


class TestSearch:
    """The search finds what it should, else its silence means nothing."""

    @pytest.mark.parametrize("canary", canaries.ALL)
    def test_plain_text_in_a_table(self, canary: str) -> None:
        Scope.objects.create(kind=ScopeKind.COMPOUND, label=f"before {canary} after")
        assert canaries.traces_in_database() == ["accounts_scope.label"]

    @pytest.mark.parametrize("canary", canaries.ALL)
    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
    def test_bytes_in_a_table(self, canary: str, encoding: str) -> None:
        person = actions.create_person(by=SETUP, at=AT, details={DetailKind.NAME: "x"})
        person.details.update(ciphertext=b"\x00\x01" + canary.encode(encoding) + b"\xff")
        assert canaries.traces_in_database() == ["accounts_personaldetail.ciphertext"]

    @pytest.mark.parametrize("canary", canaries.ALL)
    @pytest.mark.parametrize("before", [b"", b"1", b"12"])
    def test_base64_in_a_table(self, canary: str, before: bytes) -> None:
        encoded = base64.b64encode(before + canary.encode() + b"and after").decode()
        Scope.objects.create(kind=ScopeKind.COMPOUND, label=encoded)
        assert canaries.traces_in_database() == ["accounts_scope.label"]

    def test_a_document_in_a_table(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO events_event (id, kind, at, payload) VALUES"
                " (gen_random_uuid(), 'test', now(), %s)",
                [json.dumps({"name": [canaries.NAME]})],
            )
        assert canaries.traces_in_database() == ["events_event.payload"]

    def test_every_table_of_ours_is_looked_at(self) -> None:
        columns = canaries.searched_columns()
        assert {
            "accounts_person.wrapped_key",
            "accounts_personaldetail.ciphertext",
            "accounts_reveal.reason",
            "accounts_user.username",
            "audit_entry.canonical",
            "events_event.payload",
            "django_session.session_data",
            "procrastinate_jobs.args",
            "kit_cache.value",
        } <= columns
        assert len({column.split(".")[0] for column in columns}) > 30

    def test_files(self, tmp_path: Path) -> None:
        (tmp_path / "deep").mkdir()
        (tmp_path / "deep/log.txt").write_text(f"phone={canaries.PHONE}")
        (tmp_path / "deep/image.bin").write_bytes(b"\x00" + canaries.NAME.encode("gb18030"))
        (tmp_path / "deep/data.json").write_text(json.dumps({"x": canaries.TEXT}))
        (tmp_path / "deep/harmless.txt").write_text("nothing")
        assert canaries.traces_in_files(tmp_path) == [
            "deep/data.json",
            "deep/image.bin",
            "deep/log.txt",
        ]

    def test_text(self) -> None:
        assert canaries.traces_in_text(f"<b>{canaries.EMAIL}</b>") == [canaries.EMAIL]
        assert canaries.traces_in_text("nothing") == []
