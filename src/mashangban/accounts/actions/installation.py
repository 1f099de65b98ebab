"""The key ring in the life of an installation, and the mark of demonstration data."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection, transaction

from mashangban.accounts.errors import NotDemonstration
from mashangban.accounts.models import Installation, Person
from mashangban.accounts.queries import (
    persons_not_wrapped_by,
    require_key_ring,
    ring_keys_in_use,
)
from mashangban.accounts.types import (
    SECOND_FACTOR_CONTEXT,
    SECOND_FACTOR_SECRETS,
    RingOutcome,
    Rotation,
)
from mashangban.audit import actions as audit
from mashangban.kit import crypto
from mashangban.kit.actors import Actor

Progress: TypeAlias = Callable[[int, int], None]  # told how many of how many are done

# A process may have taken the old key in hand just before a new one came, and commit with it
# after: superseded keys stay for longer than any transaction lasts.
KEEP_SUPERSEDED_KEYS_FOR: Final = timedelta(hours=1)
_SUBJECT: Final = ("installation", 1)
_BATCH: Final = 500


def init_key_ring(*, by: Actor, at: datetime) -> RingOutcome:
    """Make the key ring of an empty database, or introduce the database to the one that is there.

    Raises KeyRingLost when people's data exist that the ring at hand cannot open: a new one would
    bury them.
    """
    with transaction.atomic():
        outcome = introduce_key_ring(at=at)
        if outcome is not RingOutcome.READY:
            _record(f"accounts.key_ring_{outcome}", by, at)
    return outcome


def introduce_key_ring(*, at: datetime) -> RingOutcome:
    """Do what `init_key_ring` does, without an entry in the trail: nobody asked for it.

    For the migrations of a demonstration or test database.
    """
    with transaction.atomic():
        _take_turns()
        if Installation.objects.exists():
            require_key_ring()
            return RingOutcome.READY
        someone = Person.objects.filter(wrapped_key__isnull=False).first()
        if someone is not None:
            # Encrypting nothing with their key shows whether the ring at hand opens it.
            crypto.encrypt(someone.wrapped_key, b"", context="")
        created = someone is None and crypto.create_ring(at=at)
        Installation.objects.create(
            ring_fingerprint=crypto.fingerprint(), ring_key_id=crypto.current_key_id()
        )
    return RingOutcome.CREATED if created else RingOutcome.ADOPTED


def rotate_key_ring(*, by: Actor, at: datetime, progress: Progress | None = None) -> Rotation:
    """Put a new key into the ring, wrap everybody's key with it, drop keys nobody needs.

    The key just superseded stays until a later `retire_ring_keys`. Interrupted, it can be run
    again. Raises KeyRingLost.
    """
    with transaction.atomic():
        _take_turns()
        require_key_ring()
        # The file first: a ring with a key too many is harmless, a row without its key is not.
        key_id = crypto.add_ring_key(at=at)
        Installation.objects.update(ring_key_id=key_id)
        _record("accounts.rotate_key_ring", by, at)
    persons = rewrap_keys(progress=progress)
    second_factors = _reseal_second_factors()
    return Rotation(persons, second_factors, retire_ring_keys(by=by, at=at))


def rewrap_keys(*, progress: Progress | None = None) -> int:
    """Wrap every person's key that an older ring key wraps with the present one.

    In batches of a transaction each; `progress` is told after each. Returns how many it were.
    """
    current = crypto.current_key_id()
    total = persons_not_wrapped_by(current).count()
    done = 0
    last = uuid.UUID(int=0)
    while batch := _rewrap_batch(current, after=last):
        last = batch[-1].pk
        done += len(batch)
        if progress:
            progress(done, max(total, done))
    return done


def retire_ring_keys(*, by: Actor, at: datetime) -> int:
    """Drop the superseded keys that nothing here is wrapped by any more; return how many.

    Backups of the database made before the last rotation need the ring of their own time: keep
    the old ring file beside them.
    """
    with transaction.atomic():
        _take_turns()
        Installation.objects.update(ring_key_id=crypto.current_key_id())
        gone = crypto.superseded_key_ids(before=at - KEEP_SUPERSEDED_KEYS_FOR) - ring_keys_in_use()
        if gone:
            crypto.drop_ring_keys(gone)
            _record("accounts.retire_ring_keys", by, at)
    return len(gone)


def mark_as_demonstration(*, by: Actor, at: datetime) -> None:
    """Say of an empty database that everything it will hold is invented; for good.

    Raises NotDemonstration in production and where people are known already.
    """
    with transaction.atomic():
        _take_turns()
        installation = Installation.objects.get()
        if installation.demonstration:
            return
        if not settings.MODE.second_factor_may_be_off or Person.objects.exists():
            raise NotDemonstration
        installation.demonstration = True
        installation.save(update_fields=["demonstration"])
        _record("accounts.mark_as_demonstration", by, at)


def _rewrap_batch(current: bytes, *, after: uuid.UUID) -> list[Person]:
    with transaction.atomic():
        batch = list(
            persons_not_wrapped_by(current)
            .filter(pk__gt=after)
            .order_by("pk")
            .select_for_update()[:_BATCH]
        )
        for person in batch:
            assert person.wrapped_key is not None
            person.wrapped_key = crypto.rewrap(person.wrapped_key)
        Person.objects.bulk_update(batch, ["wrapped_key"])
    return batch


def _reseal_second_factors() -> int:
    current = crypto.current_key_id()
    resealed = 0
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update().order_by("pk"):
            for field in SECOND_FACTOR_SECRETS:
                sealed = row.data.get(field)
                if sealed is not None and crypto.sealing_key_id(sealed) != current:
                    row.data[field] = crypto.reseal(sealed, context=SECOND_FACTOR_CONTEXT)
                    row.save(update_fields=["data"])
                    resealed += 1
    return resealed


def _take_turns() -> None:
    """Let one transaction at a time change the ring file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('key ring', 0))")


def _record(verb: str, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        verb=verb,
        subject=_SUBJECT,
        data={"ring": crypto.fingerprint().hex()[:16], "key": crypto.current_key_id().hex()},
    )
