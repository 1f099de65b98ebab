"""Publishing events, and delivering them to whoever subscribed."""

import uuid
from datetime import datetime
from enum import Enum, auto
from typing import Final

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from mashangban.audit import actions as audit
from mashangban.events import queries, subscriptions
from mashangban.events.errors import AlreadyDelivered, NotDelivered
from mashangban.events.models import Delivery, Event
from mashangban.events.types import DomainEvent, EventRecord, Handler
from mashangban.kit.actors import Actor
from mashangban.kit.failures import describe, places
from mashangban.kit.ids import new_id

MOST_ATTEMPTS: Final = 6  # by itself; the waits between them are those of the job
_SWEPT_AT_ONCE: Final = 1_000
log = structlog.get_logger("mashangban.events")


class _Outcome(Enum):
    DELIVERED = auto()
    TRY_AGAIN = auto()
    WAITING = auto()


def compose(event: DomainEvent, *, at: datetime) -> Event:
    """Return the unsaved row of an event. Raises TypeError when a field of it is not plain."""
    return Event(id=new_id(at), kind=event.kind, at=at, payload=event.payload())


def publish(event: DomainEvent, *, at: datetime) -> uuid.UUID:
    """Write the event and defer the one job that delivers it; return the event's id.

    Both in the transaction of the caller: rolled back, nothing has happened.
    """
    row = compose(event, at=at)
    with transaction.atomic(savepoint=False):
        row.save(force_insert=True)
        defer_delivery(row)
    return row.pk


def defer_delivery(event: Event) -> None:
    """Defer the one job that delivers a composed event; for whoever writes its row themselves."""
    _defer(event.pk)


def deliver(*, event_id: uuid.UUID, at: datetime) -> None:
    """Hand the event to each handler that has not got it, each in a transaction of its own.

    A handler's writes and the note that it is done commit together, so nothing is handled twice,
    however often this runs. Raises NotDelivered when a handler failed that is to be tried again.
    """
    event = Event.objects.filter(pk=event_id, delivered_at__isnull=True).first()
    if event is None:
        return
    handlers = subscriptions.handlers_of(event.kind)
    Delivery.objects.bulk_create(
        [Delivery(event=event, handler=name) for name in handlers], ignore_conflicts=True
    )
    outcomes = [_hand_over(event, name, handler, at) for name, handler in handlers.items()]
    if all(outcome is _Outcome.DELIVERED for outcome in outcomes):
        Event.objects.filter(pk=event_id).update(delivered_at=at)
    if _Outcome.TRY_AGAIN in outcomes:
        raise NotDelivered(f"event {event_id} of kind {event.kind}")


def retry(*, delivery_id: int, by: Actor, at: datetime) -> None:
    """Send a waiting event to its handler again. Raises AlreadyDelivered when it does not wait."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(pk=delivery_id, gave_up_at__isnull=False)
        delivery = waiting.select_for_update().first()
        if delivery is None:
            raise AlreadyDelivered
        waiting.update(gave_up_at=None)
        _defer(delivery.event_id)
        audit.record(
            by=by,
            at=at,
            verb="events.retry",
            subject=("event", delivery.event_id),
            data={"handler": delivery.handler},
        )


def retry_all(*, by: Actor, at: datetime) -> int:
    """Send every waiting event to its handlers again; return how many events that are."""
    with transaction.atomic():
        waiting = Delivery.objects.filter(gave_up_at__isnull=False).select_for_update()
        event_ids = sorted(set(waiting.values_list("event_id", flat=True)))
        Delivery.objects.filter(event_id__in=event_ids, gave_up_at__isnull=False).update(
            gave_up_at=None
        )
        for event_id in event_ids:
            _defer(event_id)
        audit.record(
            by=by,
            at=at,
            verb="events.retry_all",
            subject=("event", "all"),
            data={"events": len(event_ids)},
        )
    return len(event_ids)


def sweep(*, at: datetime) -> int:
    """Defer a job for each event that has lost its own; return how many those were."""
    event_ids = queries.forgotten(at=at, limit=_SWEPT_AT_ONCE)
    for event_id in event_ids:
        _defer(event_id)
    if event_ids:
        log.warning("events_without_job", count=len(event_ids))
    return len(event_ids)


def _hand_over(event: Event, name: str, handler: Handler, at: datetime) -> _Outcome:
    try:
        with transaction.atomic():
            delivery = Delivery.objects.select_for_update().get(event=event, handler=name)
            if delivery.delivered_at:
                return _Outcome.DELIVERED
            if delivery.gave_up_at:
                return _Outcome.WAITING
            handler(EventRecord(event.pk, event.kind, event.at, dict(event.payload)))
            delivery.attempts += 1
            delivery.delivered_at = at
            delivery.save(update_fields=["attempts", "delivered_at"])
            return _Outcome.DELIVERED
    except Exception as error:  # whatever it was: kept, and tried again
        failure = error
    # Outside of `except`: what goes wrong here must not drag the message of the failure along.
    return _note_failure(event, name, failure, at)


def _note_failure(event: Event, name: str, error: Exception, at: datetime) -> _Outcome:
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(event=event, handler=name)
        if delivery.delivered_at:  # meanwhile, by another job
            return _Outcome.DELIVERED
        delivery.attempts += 1
        delivery.failed_at = at
        delivery.error = describe(error)
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.gave_up_at = at
        delivery.save(update_fields=["attempts", "failed_at", "error", "gave_up_at"])
    log.error(
        "event_not_delivered",
        event_id=str(event.pk),
        kind=event.kind,
        handler=name,
        attempts=delivery.attempts,
        error=type(error).__name__,
        places=places(error),
    )
    return _Outcome.WAITING if delivery.gave_up_at else _Outcome.TRY_AGAIN


def _defer(event_id: uuid.UUID) -> None:
    app.configure_task("events.deliver").defer(event_id=str(event_id))
