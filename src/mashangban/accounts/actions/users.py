"""Sign-ins: making them, closing them, helping somebody who lost the phone."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F

from mashangban.accounts.actions.grants import grant, require_may_grant
from mashangban.accounts.actions.people import create_person
from mashangban.accounts.actions.scopes import system_scope
from mashangban.accounts.errors import (
    HasSignIn,
    InvalidPassword,
    InvalidUsername,
    PersonErased,
    UnknownScope,
    UsernameTaken,
)
from mashangban.accounts.models import Person, Scope, User
from mashangban.accounts.types import ADMINISTRATORS, DetailKind, NewStaff, ScopeKind
from mashangban.audit import actions as audit
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.randomness import token_bytes

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
# Syllables rather than signs: to be read out over the telephone and typed from paper.
_CONSONANTS: Final = "bdfghjklmnprstwz"
_VOWELS: Final = "aeiu"
_GROUPS, _SYLLABLES_PER_GROUP = 4, 3


def create_user(
    *,
    username: str,
    password: str,
    person: Person,
    by: Actor,
    at: datetime,
    temporary: bool = False,
) -> User:
    """Write a sign-in for a person; what it may do is granted apart.

    A `temporary` password has to be changed at the first sign-in. Raises NotFound for strangers,
    InvalidUsername, UsernameTaken, InvalidPassword, HasSignIn, PersonErased.
    """
    require_may_grant(by, at=at)
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise InvalidUsername
    if person.erased_at is not None:
        raise PersonErased
    user = User(username=name, person=person, created_at=at, password_is_temporary=temporary)
    _set_valid_password(user, password)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            _record("accounts.create_user", user, by, at)
    except IntegrityError as error:
        if User.objects.filter(username=name).exists():
            raise UsernameTaken from error
        if User.objects.filter(person=person).exists():
            raise HasSignIn from error
        raise
    return user


def create_staff(
    *,
    username: str,
    name: str,
    role: str,
    scope_id: int | None,
    until: date | None,
    by: Actor,
    at: datetime,
) -> NewStaff:
    """Write a person with a sign-in and one role from today on; return the first password.

    Without `scope_id` the role is over the district, an administrator's over the system; `until`
    is the last day. Raises UnknownScope and what `create_user` and `grant` raise.
    """
    password = readable_password()
    with transaction.atomic():
        person = create_person(by=by, at=at, details={DetailKind.NAME: name})
        user = create_user(
            username=username, password=password, person=person, by=by, at=at, temporary=True
        )
        grant(
            person=person,
            role=role,
            scope=_scope_of(role, scope_id),
            period=DateRange(clock.local_date(at), until and until + timedelta(days=1)),
            by=by,
            at=at,
        )
    return NewStaff(person.pk, user.username, password)


def readable_password() -> str:
    """Return a random password of 72 bits that can be read out: "bademi-kufasa-nilumo-wetaza"."""
    syllables = [
        _CONSONANTS[byte & 15] + _VOWELS[byte >> 4 & 3]
        for byte in token_bytes(_GROUPS * _SYLLABLES_PER_GROUP)
    ]
    return "-".join(
        "".join(syllables[start : start + _SYLLABLES_PER_GROUP])
        for start in range(0, len(syllables), _SYLLABLES_PER_GROUP)
    )


def set_password(
    *, user: User, password: str, by: Actor, at: datetime, temporary: bool = True
) -> None:
    """Give a sign-in a new password and end its sessions.

    A `temporary` one has to be changed at the next sign-in. Raises NotFound for strangers,
    InvalidPassword.
    """
    require_may_grant(by, at=at)
    _set_valid_password(user, password)
    with transaction.atomic():
        user.password_is_temporary = temporary
        user.save(update_fields=["password", "password_is_temporary"])
        _end_sessions(user)
        _record("accounts.set_password", user, by, at)


def set_active(*, user: User, active: bool, by: Actor, at: datetime) -> None:
    """Close a sign-in, which ends its sessions, or open it again. Raises NotFound for strangers."""
    require_may_grant(by, at=at)
    with transaction.atomic():
        user.is_active = active
        user.save(update_fields=["is_active"])
        _end_sessions(user)
        _record("accounts.open_user" if active else "accounts.close_user", user, by, at)


def reset_second_factor(*, user: User, by: Actor, at: datetime) -> None:
    """Remove the second factor of somebody who lost phone and recovery codes.

    Ends their sessions; the next sign-in leads to a new second factor. Raises NotFound for
    strangers.
    """
    require_may_grant(by, at=at)
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        _end_sessions(user)
        _record("accounts.reset_second_factor", user, by, at)


def _scope_of(role: str, scope_id: int | None) -> Scope:
    if scope_id is None and role in ADMINISTRATORS:
        return system_scope()
    wanted = {"kind": ScopeKind.DISTRICT} if scope_id is None else {"pk": scope_id}
    found = list(Scope.objects.filter(**wanted)[:2])
    if len(found) != 1:
        raise UnknownScope
    return found[0]


def _set_valid_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidPassword(" ".join(error.messages)) from error
    user.set_password(password)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)


def _record(verb: str, user: User, by: Actor, at: datetime) -> None:
    audit.record(
        by=by, at=at, verb=verb, subject=("person", user.person_id), data={"user": user.pk}
    )
