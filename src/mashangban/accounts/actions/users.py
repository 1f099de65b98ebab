"""Sign-ins: making them, closing them, helping somebody who lost the phone."""

import re
from datetime import datetime
from typing import Final

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from mashangban.accounts.actions.grants import require_may_grant
from mashangban.accounts.errors import (
    HasSignIn,
    InvalidPassword,
    InvalidUsername,
    PersonErased,
    UsernameTaken,
)
from mashangban.accounts.models import Person, User
from mashangban.audit import actions as audit
from mashangban.kit.actors import Actor
from mashangban.kit.randomness import token_bytes

_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
# Syllables rather than signs: to be read out over the telephone and typed from paper.
_CONSONANTS: Final = "bdfghjklmnprstwz"
_VOWELS: Final = "aeiu"
_GROUPS, _SYLLABLES_PER_GROUP = 4, 3


def create_user(*, username: str, password: str, person: Person, by: Actor, at: datetime) -> User:
    """Write a sign-in for a person; what it may do is granted apart.

    Raises NotFound for strangers, InvalidUsername, UsernameTaken, InvalidPassword, HasSignIn,
    PersonErased.
    """
    require_may_grant(by, at=at)
    name = username.strip().lower()
    if not _USERNAME.fullmatch(name):
        raise InvalidUsername
    if person.erased_at is not None:
        raise PersonErased
    user = User(username=name, person=person, created_at=at)
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


def set_password(*, user: User, password: str, by: Actor, at: datetime) -> None:
    """Give a sign-in a new password and end its sessions.

    Raises NotFound for strangers, InvalidPassword.
    """
    require_may_grant(by, at=at)
    _set_valid_password(user, password)
    with transaction.atomic():
        user.save(update_fields=["password"])
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
