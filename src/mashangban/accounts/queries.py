"""Reading about people. What is encrypted is decrypted here and nowhere else."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import BinaryField, Exists, F, Func, OuterRef, QuerySet
from django.utils.translation import gettext as _

from mashangban.accounts.models import Grant, Installation, Person, PersonalDetail, Scope, User
from mashangban.accounts.types import (
    SECOND_FACTOR_SECRETS,
    DetailKind,
    PersonDetails,
    Reach,
    RevealRecord,
    ScopeKind,
)
from mashangban.kit import crypto
from mashangban.kit.phones import canonical_phone

# Names are recognised, not looked up: no hash of them is kept.
_LOOKED_UP = (DetailKind.PHONE, DetailKind.EMAIL)

# `crypto.wrapping_key_id` in SQL; positions count from 1.
_WRAPPING_KEY = Func(
    F("wrapped_key"),
    crypto.WRAPPING_KEY_AT + 1,
    crypto.WRAPPING_KEY_SIZE,
    function="substring",
    output_field=BinaryField(),
)


# In SQL, because every page of the workbench asks for its viewer's name.
_NAMES = """
SELECT person.id, person.wrapped_key, named.id, named.ciphertext
  FROM accounts_person person
  LEFT JOIN accounts_personaldetail named ON named.person_id = person.id AND named.kind = %(kind)s
 WHERE person.id = ANY (%(ids)s) AND person.wrapped_key IS NOT NULL
"""


def name_of(person_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return a name to show for each of the persons, in one query.

    Somebody erased, or unknown here, is shown as erased; somebody who gave no name, as unnamed.
    """
    ids = set(person_ids)
    if not ids:
        return {}
    names = dict.fromkeys(ids, _("Erased person"))
    with connection.cursor() as cursor:
        cursor.execute(_NAMES, {"ids": list(ids), "kind": DetailKind.NAME.value})
        rows = cursor.fetchall()
    for person_id, key, detail_id, ciphertext in rows:
        names[person_id] = (
            crypto.decrypt_text(key, ciphertext, context=detail_context(detail_id))
            if detail_id
            else _("Unnamed")
        )
    return names


def details_of(person_id: uuid.UUID) -> PersonDetails:
    """Return what is known of a person, readable, in one query. Mask it before showing it.

    `erased` also says that nobody of that id is known.
    """
    rows = list(
        Person.objects.filter(pk=person_id, wrapped_key__isnull=False).values_list(
            "wrapped_key", "details__pk", "details__kind", "details__ciphertext"
        )
    )
    values = {
        kind: crypto.decrypt_text(key, ciphertext, context=detail_context(detail_id))
        for key, detail_id, kind, ciphertext in rows
        if detail_id
    }
    return PersonDetails(person_id, erased=not rows, **values)


def key_of(person_id: uuid.UUID | str) -> crypto.Blob | None:
    """Return a person's wrapped data key, None for somebody erased or unknown.

    For what another room keeps of a person in side rows of its own.
    """
    keys = Person.objects.filter(pk=person_id).values_list("wrapped_key", flat=True)
    return keys.first()


def reach_of(person_ids: Iterable[uuid.UUID]) -> list[Reach]:
    """Return how each of the persons can be told something, in one query; not the erased."""
    rows = (
        Person.objects.filter(pk__in=set(person_ids), wrapped_key__isnull=False)
        .annotate(
            signs_in=Exists(User.objects.filter(person=OuterRef("pk"), is_active=True)),
            has_email=Exists(
                PersonalDetail.objects.filter(person=OuterRef("pk"), kind=DetailKind.EMAIL)
            ),
        )
        .order_by("pk")
        .values_list("pk", "signs_in", "has_email")
    )
    return [Reach(*row) for row in rows]


def persons_with_phone(phone: str) -> list[uuid.UUID]:
    """Return the persons who gave this telephone number, however it is written."""
    try:
        lookup = detail_lookup(DetailKind.PHONE, canonical_phone(phone))
    except ValueError:
        return []
    details = PersonalDetail.objects.filter(kind=DetailKind.PHONE, lookup=lookup)
    return list(details.order_by("person_id").values_list("person_id", flat=True))


def reveals_of(person_id: uuid.UUID) -> list[RevealRecord]:
    """Return who looked behind the masks of a person, and why, latest first."""
    person = Person.objects.get(pk=person_id)
    return [
        RevealRecord(
            at=row.at,
            actor_kind=row.actor_kind,
            actor_id=row.actor_id,
            kind=DetailKind(row.kind),
            reason=crypto.decrypt_text(
                person.wrapped_key, row.reason, context=reason_context(row.pk)
            )
            if row.reason
            else "",
        )
        for row in person.reveals.order_by("-at", "-pk")
    ]


def user_named(username: str) -> User | None:
    """Return the sign-in of that name."""
    return User.objects.select_related("person").filter(username=username.lower()).first()


def person_by_id(person_id: uuid.UUID) -> Person:
    """Return a person. Raises Person.DoesNotExist."""
    return Person.objects.get(pk=person_id)


def granted_over(scope_ids: "Iterable[int] | QuerySet[Any, Any]", *, on: date) -> list[uuid.UUID]:
    """Return who holds some role over exactly one of the scopes on a day, each once."""
    held = Grant.objects.filter(scope_id__in=scope_ids, period__contains=on)
    return list(held.order_by("person_id").values_list("person_id", flat=True).distinct())


def scopes() -> list[Scope]:
    """Return every scope a grant can be about but single compounds, the widest kinds first."""
    kinds: list[ScopeKind] = [kind for kind in ScopeKind if kind is not ScopeKind.COMPOUND]
    found = Scope.objects.filter(kind__in=kinds).order_by("label", "id")
    return sorted(found, key=lambda scope: kinds.index(ScopeKind(scope.kind)))


def is_demonstration() -> bool:
    """Say whether this database was marked as holding invented data only."""
    return Installation.objects.filter(demonstration=True).exists()


def require_key_ring() -> None:
    """Raise KeyRingLost unless the key ring at hand is the one this database was written with."""
    installation = Installation.objects.first()
    if installation is None:
        crypto.fingerprint()
        raise crypto.KeyRingLost.unknown(crypto.ring_path())
    if installation.ring_fingerprint != crypto.fingerprint():
        raise crypto.KeyRingLost.swapped(crypto.ring_path())
    crypto.require_ring_key(installation.ring_key_id)


def ring_keys_in_use() -> set[bytes]:
    """Return the ring keys without which something here could not be read."""
    wrapped = Person.objects.filter(wrapped_key__isnull=False)
    by_persons = wrapped.values_list(_WRAPPING_KEY, flat=True).distinct()
    by_second_factors = (
        crypto.sealing_key_id(row.data[field])
        for row in Authenticator.objects.all()
        for field in SECOND_FACTOR_SECRETS
        if field in row.data
    )
    return {bytes(key) for key in by_persons} | set(by_second_factors)


def persons_not_wrapped_by(key_id: bytes) -> QuerySet[Person]:
    """Return those whose key an older ring key wraps."""
    return (
        Person.objects.filter(wrapped_key__isnull=False)
        .alias(wrapping_key=_WRAPPING_KEY)
        .exclude(wrapping_key=key_id)
    )


def detail_context(detail_id: uuid.UUID) -> str:
    """Return what binds a detail's ciphertext to its row."""
    return f"person-detail:{detail_id}"


def reason_context(reveal_id: uuid.UUID) -> str:
    """Return what binds a reason's ciphertext to its row."""
    return f"reveal-reason:{reveal_id}"


def export_reason_context(export_id: uuid.UUID) -> str:
    """Return what binds the reason of an export to its row."""
    return f"export-reason:{export_id}"


def detail_lookup(kind: DetailKind, value: str) -> bytes | None:
    """Return the keyed hash by which a detail in its canonical form is found again."""
    return crypto.lookup_hash(value, purpose=f"detail:{kind}") if kind in _LOOKED_UP else None
