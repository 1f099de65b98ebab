"""Writing about people: their protected details, looking behind a mask, erasing."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from mashangban.accounts.actions.grants import end_all_grants
from mashangban.accounts.errors import (
    DetailUnknown,
    InvalidEmail,
    InvalidPhone,
    PersonErased,
    ReasonMissing,
)
from mashangban.accounts.events import PersonErased as PersonErasedEvent
from mashangban.accounts.models import Person, PersonalDetail, Reveal, User
from mashangban.accounts.queries import detail_context, detail_lookup, reason_context
from mashangban.accounts.types import DetailKind
from mashangban.audit import actions as audit
from mashangban.events import actions as events
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id
from mashangban.kit.phones import canonical_phone


@dataclass(frozen=True, slots=True)
class PersonRows:
    """A person with the details known from the start."""

    person: Person
    details: tuple[PersonalDetail, ...]


def compose_person(*, at: datetime, details: Mapping[DetailKind, str] = {}) -> PersonRows:
    """Compose a person with a data key of their own; empty details are left out.

    Raises InvalidPhone, InvalidEmail.
    """
    wrapped_key = crypto.new_data_key()
    person = Person(id=new_id(at), created_at=at, wrapped_key=wrapped_key)
    rows = []
    for kind, text in details.items():
        if value := _canonical(kind, text):
            detail_id = new_id(at)
            rows.append(
                PersonalDetail(
                    id=detail_id,
                    person=person,
                    kind=kind,
                    ciphertext=crypto.encrypt_text(
                        wrapped_key, value, context=detail_context(detail_id)
                    ),
                    lookup=detail_lookup(kind, value),
                )
            )
    return PersonRows(person, tuple(rows))


def create_person(*, by: Actor, at: datetime, details: Mapping[DetailKind, str] = {}) -> Person:
    """Write a new person. Raises InvalidPhone, InvalidEmail."""
    rows = compose_person(at=at, details=details)
    with transaction.atomic():
        rows.person.save(force_insert=True)
        PersonalDetail.objects.bulk_create(rows.details)
        audit.record(
            by=by,
            at=at,
            verb="accounts.create_person",
            subject=("person", rows.person.pk),
            data={"details": sorted(row.kind for row in rows.details)},
        )
    return rows.person


def reveal(*, person_id: uuid.UUID, kind: DetailKind, reason: str, by: Actor, at: datetime) -> str:
    """Return a detail unmasked, and keep who looked and why.

    The caller has checked that `by` may (the permission belongs to what the person is met in: a
    request, a roll). The audit entry refers to the reason, which is free text and therefore
    encrypted under the person's key. Raises ReasonMissing, PersonErased, DetailUnknown.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person_id)
        if person.wrapped_key is None:
            raise PersonErased
        detail = person.details.filter(kind=kind).first()
        if detail is None:
            raise DetailUnknown
        key = person.wrapped_key
        value = crypto.decrypt_text(key, detail.ciphertext, context=detail_context(detail.pk))
        reveal_id = new_id(at)
        Reveal.objects.create(
            id=reveal_id,
            person=person,
            kind=kind,
            at=at,
            actor_kind=by.kind,
            actor_id=by.id,
            reason=crypto.encrypt_text(key, reason.strip(), context=reason_context(reveal_id)),
        )
        audit.record(
            by=by,
            at=at,
            verb="accounts.reveal",
            subject=("person", person_id),
            data={"detail": kind, "reveal": str(reveal_id)},
        )
    return value


def erase_person(*, person: Person, by: Actor, at: datetime) -> None:
    """Make a person unreadable for good: key, details and sign-in go, what refers to them stays.

    Everything encrypted under the person's key becomes noise with it. Erasing twice is erasing
    once.
    """
    with transaction.atomic():
        row = Person.objects.select_for_update().get(pk=person.pk)
        if row.erased_at is not None:
            return
        row.wrapped_key = None
        row.erased_at = at
        row.save(update_fields=["wrapped_key", "erased_at"])
        row.details.all().delete()
        row.reveals.update(reason=None)
        row.exports.update(reason=None)
        _close_sign_in(row)
        end_all_grants(person=row, by=by, at=at)
        audit.record(by=by, at=at, verb="accounts.erase_person", subject=("person", row.pk))
        events.publish(PersonErasedEvent(person_id=str(row.pk)), at=at)
        transaction.on_commit(partial(_forget, person))


def _close_sign_in(person: Person) -> None:
    for user in User.objects.filter(person=person):
        # Usernames are often made of names.
        user.username = f"erased-{person.pk}"
        user.is_active = False
        user.set_unusable_password()
        user.session_epoch += 1
        user.save()
        Authenticator.objects.filter(user=user).delete()


def _forget(person: Person) -> None:
    person.wrapped_key = None
    crypto.forget_cached_keys()


def _canonical(kind: DetailKind, text: str) -> str:
    value = text.strip()
    if not value:
        return ""
    if kind is DetailKind.PHONE:
        try:
            return canonical_phone(value)
        except ValueError:
            raise InvalidPhone from None
    if kind is DetailKind.EMAIL:
        try:
            validate_email(value)
        except ValidationError:
            raise InvalidEmail from None
        return value.lower()
    return value


def lock_person(person: Person) -> None:
    """Let one writer at a time, within its transaction, change what is counted for `person`."""
    Person.objects.select_for_update().get(pk=person.pk)
