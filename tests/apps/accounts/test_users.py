"""Sign-ins: made with good passwords, one a person, closed and reset by who keeps access."""

import re
from datetime import UTC, date
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts import actions, queries
from mashangban.accounts.errors import (
    EmptyPeriod,
    HasSignIn,
    InvalidPassword,
    InvalidUsername,
    PersonErased,
    UnknownRole,
    UnknownScope,
    UsernameTaken,
)
from mashangban.accounts.models import Grant, Person, Scope, User
from mashangban.accounts.types import NewStaff, ScopeKind
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from tests.apps.accounts.conftest import ALWAYS, AT, PASSWORD, SETUP, TODAY

pytestmark = pytest.mark.django_db


def create(person: Person, username: str = "lin", password: str = PASSWORD) -> User:
    return actions.create_user(username=username, password=password, person=person, by=SETUP, at=AT)


class TestCreating:
    def test_it_signs_in_with_its_password(self, person: Person) -> None:
        user = User.objects.get(pk=create(person, " Lin.Lan ").pk)
        assert user.username == "lin.lan"
        assert user.check_password(PASSWORD)
        assert (user.is_active, user.created_at.astimezone(UTC)) == (True, AT)
        assert Entry.objects.get(verb="accounts.create_user").subject_id == str(person.pk)

    @pytest.mark.parametrize("username", ["", "x", "林岚", "lin lan", "-lin", "lin@x", "l" * 65])
    def test_odd_names_are_refused(self, person: Person, username: str) -> None:
        with pytest.raises(InvalidUsername):
            create(person, username)

    @pytest.mark.parametrize("password", ["short", "1234567890123", "password123", "linlinlin1"])
    def test_weak_passwords_are_refused_with_the_reason(
        self, person: Person, password: str
    ) -> None:
        with pytest.raises(InvalidPassword) as caught:
            create(person, "linlinlin", password)
        assert str(caught.value.sentence)

    def test_a_name_is_given_once_whatever_its_case(self, person: Person, other: Person) -> None:
        create(person, "lin")
        with pytest.raises(UsernameTaken):
            create(other, "LIN")

    def test_the_database_keeps_names_in_small_letters(self, person: Person) -> None:
        create(person, "lin")
        with (
            pytest.raises(IntegrityError, match="username_in_small_letters"),
            transaction.atomic(),
        ):
            User.objects.update(username="Lin")

    def test_a_person_has_one_sign_in(self, person: Person) -> None:
        create(person, "lin")
        with pytest.raises(HasSignIn):
            create(person, "lan")

    def test_the_erased_get_none(self, person: Person) -> None:
        actions.erase_person(person=person, by=SETUP, at=AT)
        person.refresh_from_db()
        with pytest.raises(PersonErased):
            create(person)

    def test_no_password_lies_in_the_trail(self, person: Person) -> None:
        create(person)
        assert not Entry.objects.filter(canonical__contains=PASSWORD).exists()


class TestStaff:
    def staff(self, **changes: Any) -> NewStaff:
        given = {
            "username": "lin",
            "name": "林岚",
            "role": "bureau",
            "scope_id": None,
            "until": None,
            **changes,
        }
        return actions.create_staff(**given, by=SETUP, at=AT)

    def test_person_sign_in_and_role_at_once(self, district: Scope) -> None:
        made = self.staff(until=date(2027, 3, 31))
        user = User.objects.get(username="lin")
        assert user.check_password(made.password)
        assert user.password_is_temporary
        assert made.password not in repr(made)
        assert queries.name_of([made.person_id]) == {made.person_id: "林岚"}
        grant = Grant.objects.get(person=made.person_id)
        assert (grant.scope, grant.role) == (district, "bureau")
        assert grant.period == DateRange(TODAY, date(2027, 4, 1))

    def test_over_the_place_named(self, district: Scope, compound: Scope) -> None:
        made = self.staff(role="project_manager", scope_id=compound.pk)
        assert Grant.objects.get(person=made.person_id).scope == compound

    def test_administrators_are_over_the_system(self) -> None:
        made = self.staff(role="audit_administrator")
        assert Grant.objects.get(person=made.person_id).scope == actions.system_scope()

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"scope_id": 999_999}, UnknownScope),
            ({"role": "emperor"}, UnknownRole),
            ({"until": date(2026, 11, 1)}, EmptyPeriod),
            ({"username": "?"}, InvalidUsername),
        ],
    )
    def test_refused_as_a_whole(
        self, district: Scope, changes: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            self.staff(**changes)
        assert not Person.objects.exists()
        assert not User.objects.exists()

    @pytest.mark.parametrize("districts", [0, 2])
    def test_which_district_must_be_plain(self, districts: int) -> None:
        actions.create_scopes((ScopeKind.DISTRICT, "") for _ in range(districts))
        with pytest.raises(UnknownScope):
            self.staff()


class TestReadablePassword:
    def test_it_can_be_read_out_and_is_never_the_same(self) -> None:
        passwords = {actions.readable_password() for _ in range(200)}
        assert len(passwords) == 200
        assert all(re.fullmatch(r"[a-z]{6}(-[a-z]{6}){3}", one) for one in passwords)
        assert {letter for one in passwords for letter in one} == set("bdfghjklmnprstwzaeiu-")

    def test_it_is_accepted(self, person: Person) -> None:
        for number in range(20):
            with transaction.atomic():
                create(person, f"lin{number}", actions.readable_password())
                transaction.set_rollback(True)


class TestKeeping:
    @pytest.fixture
    def lost_phone(self, user: User) -> User:
        """Somebody with a second factor."""
        for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
            Authenticator.objects.create(user=user, type=kind, data={})
        return user

    def test_a_lost_second_factor_is_removed_and_sessions_end(self, lost_phone: User) -> None:
        actions.reset_second_factor(user=lost_phone, by=SETUP, at=AT)
        assert not Authenticator.objects.filter(user=lost_phone).exists()
        assert User.objects.get(pk=lost_phone.pk).session_epoch == lost_phone.session_epoch + 1
        assert Entry.objects.filter(verb="accounts.reset_second_factor").count() == 1

    def test_a_new_password_ends_sessions(self, user: User) -> None:
        new = actions.readable_password()
        actions.set_password(user=user, password=new, by=SETUP, at=AT)
        kept = User.objects.get(pk=user.pk)
        assert kept.check_password(new)
        assert kept.session_epoch == 2
        assert kept.password_is_temporary
        with pytest.raises(InvalidPassword):
            actions.set_password(user=user, password="short", by=SETUP, at=AT)

    def test_a_sign_in_is_closed_and_opened_again(self, user: User) -> None:
        actions.set_active(user=user, active=False, by=SETUP, at=AT)
        assert not User.objects.get(pk=user.pk).is_active
        actions.set_active(user=user, active=True, by=SETUP, at=AT)
        assert User.objects.get(pk=user.pk).is_active
        verbs = Entry.objects.filter(verb__endswith="_user").values_list("verb", flat=True)
        assert {"accounts.close_user", "accounts.open_user"} <= set(verbs)

    @pytest.mark.parametrize(
        "attempt",
        [
            lambda user, by: actions.reset_second_factor(user=user, by=by, at=AT),
            lambda user, by: actions.set_active(user=user, active=False, by=by, at=AT),
            lambda user, by: actions.set_password(user=user, password=PASSWORD, by=by, at=AT),
            lambda user, by: actions.create_user(
                username="x2", password=PASSWORD, person=user.person, by=by, at=AT
            ),
        ],
    )
    def test_only_who_keeps_access_may(self, user: User, other: Person, attempt: Any) -> None:
        by = Actor.person(other.pk)
        with pytest.raises(NotFound):
            attempt(user, by)
        actions.grant(
            person=other,
            role="system_administrator",
            scope=actions.system_scope(),
            period=ALWAYS,
            by=SETUP,
            at=AT,
        )
        with pytest.raises(NotFound):
            attempt(user, by)

    def test_the_security_administrator_may(self, user: User, other: Person) -> None:
        actions.grant(
            person=other,
            role="security_administrator",
            scope=actions.system_scope(),
            period=ALWAYS,
            by=SETUP,
            at=AT,
        )
        actions.reset_second_factor(user=user, by=Actor.person(other.pk), at=AT)
