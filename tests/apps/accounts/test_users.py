"""Sign-ins: made with good passwords, one a person, closed and reset by who keeps access."""

import re
from datetime import UTC
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from mashangban.accounts import actions
from mashangban.accounts.errors import (
    HasSignIn,
    InvalidPassword,
    InvalidUsername,
    PersonErased,
    UsernameTaken,
)
from mashangban.accounts.models import Person, User
from mashangban.audit.models import Entry
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from tests.apps.accounts.conftest import ALWAYS, AT, PASSWORD, SETUP

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
