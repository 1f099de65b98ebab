"""The key ring in the life of an installation: made once, rotated, and its loss told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from mashangban.accounts import actions, apps, checks, queries
from mashangban.accounts.adapters import SecondFactorAdapter
from mashangban.accounts.errors import NotDemonstration, NotFitToServe
from mashangban.accounts.models import Installation, Person, User
from mashangban.accounts.types import DetailKind, RingOutcome
from mashangban.audit.models import Entry
from mashangban.config.environment import Mode
from mashangban.kit import crypto
from tests.apps.accounts.conftest import AT, SETUP

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, db: None) -> Iterator[Path]:
    """A home of its own; the database has not met a ring."""
    settings.HOME = tmp_path
    Installation.objects.all().delete()
    crypto.forget_cached_keys()
    yield tmp_path
    crypto.forget_cached_keys()


@pytest.fixture
def ring() -> None:
    assert actions.init_key_ring(by=SETUP, at=AT) is RingOutcome.CREATED


def lose(text: str | None = None) -> None:
    """Remove the ring's file, or put another in its place."""
    if text is None:
        crypto.ring_path().unlink()
    else:
        crypto.ring_path().write_text(text)
    crypto.forget_cached_keys()


def ring_of_another_installation(settings: Any, folder: Path) -> str:
    here = settings.HOME
    settings.HOME = folder / "another"
    crypto.create_ring(at=AT)
    text = crypto.ring_path().read_text()
    settings.HOME = here
    return text


class TestMaking:
    def test_an_empty_database_gets_one(self, ring: None) -> None:
        installation = Installation.objects.get()
        assert installation.ring_fingerprint == crypto.fingerprint()
        assert installation.ring_key_id == crypto.current_key_id()
        assert Entry.objects.filter(verb="accounts.key_ring_created").count() == 1

    def test_again_changes_nothing(self, ring: None) -> None:
        before = crypto.ring_path().read_text()
        assert actions.init_key_ring(by=SETUP, at=LATER) is RingOutcome.READY
        assert crypto.ring_path().read_text() == before

    def test_a_ring_that_is_there_is_taken_in(self) -> None:
        crypto.create_ring(at=AT)
        before = crypto.ring_path().read_text()
        assert actions.init_key_ring(by=SETUP, at=AT) is RingOutcome.ADOPTED
        assert crypto.ring_path().read_text() == before

    def test_never_where_data_exist_that_need_another(self, ring: None, person: Person) -> None:
        lose()
        with pytest.raises(crypto.KeyRingLost, match="is missing"):
            actions.init_key_ring(by=SETUP, at=LATER)
        Installation.objects.all().delete()  # nor when the mark is gone too
        with pytest.raises(crypto.KeyRingLost, match="is missing"):
            actions.init_key_ring(by=SETUP, at=LATER)
        assert not crypto.ring_path().exists()

    def test_never_a_foreign_one_where_data_exist(
        self, ring: None, person: Person, settings: Any, tmp_path: Path
    ) -> None:
        lose(ring_of_another_installation(settings, tmp_path))
        Installation.objects.all().delete()
        with pytest.raises(crypto.KeyRingLost, match="lacks the key"):
            actions.init_key_ring(by=SETUP, at=LATER)

    def test_migrations_make_it_outside_production_only(self, settings: Any) -> None:
        assert Mode.TEST.makes_its_own_key_ring
        assert Mode.DEMO.makes_its_own_key_ring
        assert not Mode.PRODUCTION.makes_its_own_key_ring
        apps._make_key_ring(using="default")
        assert checks.key_ring().ok
        assert not Entry.objects.filter(verb__startswith="accounts.key_ring").exists()

    def test_there_is_one_installation(self, ring: None) -> None:
        with pytest.raises(IntegrityError, match="one_installation"), transaction.atomic():
            Installation.objects.create(id=2, ring_fingerprint=b"", ring_key_id=b"")


class TestRotating:
    @pytest.fixture
    def people(self, ring: None) -> list[Person]:
        return [
            actions.create_person(by=SETUP, at=AT, details={DetailKind.NAME: f"住户{number}"})
            for number in range(7)
        ]

    def test_everybody_can_be_read_before_and_after(self, people: list[Person]) -> None:
        old = crypto.current_key_id()
        rotation = actions.rotate_key_ring(by=SETUP, at=LATER)
        new = crypto.current_key_id()
        assert (rotation.persons, rotation.second_factors, rotation.dropped_keys) == (7, 0, 0)
        assert new != old
        assert queries.ring_keys_in_use() == {new}
        crypto.forget_cached_keys()
        names = queries.name_of(one.pk for one in people)
        assert sorted(names.values()) == [f"住户{number}" for number in range(7)]
        assert Installation.objects.get().ring_key_id == new
        assert all(finding.ok for finding in (checks.key_ring(), checks.keys_in_use()))

    def test_in_batches_with_progress(
        self, people: list[Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mashangban.accounts.actions.installation._BATCH", 3)
        told: list[tuple[int, int]] = []
        rotation = actions.rotate_key_ring(
            by=SETUP, at=LATER, progress=lambda done, total: told.append((done, total))
        )
        assert rotation.persons == 7
        assert told == [(3, 7), (6, 7), (7, 7)]

    def test_interrupted_it_goes_on_where_it_stopped(
        self, people: list[Person], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("mashangban.accounts.actions.installation._BATCH", 3)

        def stop(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            actions.rotate_key_ring(by=SETUP, at=LATER, progress=stop)
        assert queries.persons_not_wrapped_by(crypto.current_key_id()).count() == 4
        assert actions.rewrap_keys() == 4
        assert len(queries.name_of(one.pk for one in people)) == 7

    def test_the_old_key_goes_when_nobody_can_need_it_any_more(self, people: list[Person]) -> None:
        old = crypto.current_key_id()
        actions.rotate_key_ring(by=SETUP, at=LATER)
        assert actions.retire_ring_keys(by=SETUP, at=LATER + timedelta(minutes=59)) == 0
        crypto.require_ring_key(old)
        assert actions.retire_ring_keys(by=SETUP, at=LATER + timedelta(minutes=61)) == 1
        with pytest.raises(crypto.KeyRingLost):
            crypto.require_ring_key(old)
        assert queries.name_of([people[0].pk]) == {people[0].pk: "住户0"}
        assert checks.key_ring().ok

    def test_a_key_that_somebody_still_needs_stays(self, people: list[Person]) -> None:
        straggler = people[0]
        before = straggler.wrapped_key
        actions.rotate_key_ring(by=SETUP, at=LATER)
        # A process that had the old key in hand committed after the rotation.
        Person.objects.filter(pk=straggler.pk).update(wrapped_key=before)
        assert actions.retire_ring_keys(by=SETUP, at=LATER + timedelta(days=9)) == 0
        assert queries.name_of([straggler.pk]) == {straggler.pk: "住户0"}

    def test_the_erased_are_passed_over(self, people: list[Person]) -> None:
        actions.erase_person(person=people[0], by=SETUP, at=AT)
        assert actions.rotate_key_ring(by=SETUP, at=LATER).persons == 6

    def test_second_factors_move_along(self, ring: None, user: User) -> None:
        adapter = SecondFactorAdapter()
        kinds = Authenticator.Type
        for kind, field in ((kinds.TOTP, "secret"), (kinds.RECOVERY_CODES, "seed")):
            data = {field: adapter.encrypt("JBSWY3DPEHPK3PXP"), "used_mask": 5}
            Authenticator.objects.create(user=user, type=kind, data=data)
        rotation = actions.rotate_key_ring(by=SETUP, at=LATER)
        assert rotation.second_factors == 2
        assert queries.ring_keys_in_use() == {crypto.current_key_id()}
        for row, field in zip(
            Authenticator.objects.order_by("pk"), ("secret", "seed"), strict=True
        ):
            assert adapter.decrypt(row.data[field]) == "JBSWY3DPEHPK3PXP"
            assert row.data["used_mask"] == 5

    def test_many_at_once(self, ring: None) -> None:
        rows = [actions.compose_person(at=AT).person for _ in range(1200)]
        Person.objects.bulk_create(rows)
        assert actions.rotate_key_ring(by=SETUP, at=LATER).persons == 1200


class TestLoss:
    """Doctor says what is wrong and how to mend it; serving is refused."""

    def assert_told(self, *words: str) -> None:
        finding = checks.key_ring()
        assert not finding.ok
        for word in words:
            assert word in f"{finding.said} {finding.mend}"
        with pytest.raises(NotFitToServe, match="key ring"):
            checks.require_fit_to_serve()

    def test_all_is_well(self, ring: None, person: Person) -> None:
        assert all(finding.ok for finding in checks.findings())
        checks.require_fit_to_serve()

    def test_a_lost_ring(self, ring: None, person: Person) -> None:
        lose()
        self.assert_told(str(crypto.ring_path()), "is missing", "backup")
        assert not checks.keys_in_use().ok

    def test_a_swapped_ring(
        self, ring: None, person: Person, settings: Any, tmp_path: Path
    ) -> None:
        lose(ring_of_another_installation(settings, tmp_path))
        self.assert_told("belongs to another database", "backup")

    def test_an_old_ring(self, ring: None, person: Person) -> None:
        old = crypto.ring_path().read_text()
        actions.rotate_key_ring(by=SETUP, at=LATER)
        lose(old)
        self.assert_told("lacks the key", "newest backup")
        assert not checks.keys_in_use().ok

    def test_a_ring_the_database_has_not_met(self) -> None:
        self.assert_told("is missing", "mashangban keys init")
        crypto.create_ring(at=AT)
        self.assert_told("has not met", "mashangban keys init")

    def test_a_lost_key_of_some(self, ring: None, person: Person) -> None:
        old = crypto.current_key_id()
        crypto.add_ring_key(at=LATER)
        Installation.objects.update(ring_key_id=crypto.current_key_id())
        crypto.drop_ring_keys({old})
        finding = checks.keys_in_use()
        assert not finding.ok
        assert old.hex() in finding.said


class TestDemonstration:
    def test_an_empty_database_can_be_marked(self, ring: None) -> None:
        assert not queries.is_demonstration()
        actions.mark_as_demonstration(by=SETUP, at=AT)
        actions.mark_as_demonstration(by=SETUP, at=AT)
        assert queries.is_demonstration()
        assert Entry.objects.filter(verb="accounts.mark_as_demonstration").count() == 1

    def test_one_that_knows_people_cannot(self, ring: None, person: Person) -> None:
        with pytest.raises(NotDemonstration):
            actions.mark_as_demonstration(by=SETUP, at=AT)
        assert not queries.is_demonstration()

    def test_one_that_is_marked_stays_so(self, ring: None) -> None:
        actions.mark_as_demonstration(by=SETUP, at=AT)
        actions.create_person(by=SETUP, at=AT)
        actions.mark_as_demonstration(by=SETUP, at=AT)
        assert queries.is_demonstration()

    def test_never_in_production(self, ring: None, settings: Any) -> None:
        settings.MODE = Mode.PRODUCTION
        with pytest.raises(NotDemonstration):
            actions.mark_as_demonstration(by=SETUP, at=AT)

    def test_production_does_not_run_on_one(self, ring: None, settings: Any) -> None:
        actions.mark_as_demonstration(by=SETUP, at=AT)
        assert checks.demonstration_data().ok
        settings.MODE = Mode.PRODUCTION
        assert not checks.demonstration_data().ok
        with pytest.raises(NotFitToServe, match="demonstration data"):
            checks.require_fit_to_serve()

    @pytest.mark.parametrize(
        ("marked", "base_url", "ok"),
        [
            (True, "http://127.0.0.1:8000", True),
            (True, "http://localhost:8000", True),
            (False, "http://127.0.0.1:8000", False),
            (True, "https://www.example.gov.cn", False),
            (True, "http://192.168.1.7:8000", False),
        ],
    )
    def test_the_second_factor_is_off_with_invented_data_on_this_machine_only(
        self, ring: None, settings: Any, marked: bool, base_url: str, ok: bool
    ) -> None:
        if marked:
            actions.mark_as_demonstration(by=SETUP, at=AT)
        settings.BASE_URL = base_url
        assert checks.second_factor_switch().ok  # on
        settings.SECOND_FACTOR_REQUIRED = False
        assert checks.second_factor_switch().ok is ok
