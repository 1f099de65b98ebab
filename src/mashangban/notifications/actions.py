"""Everything that changes messages: writing, delivering, reading.

They leave no audit entries: a message follows from an event, and that has one.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from mashangban.accounts import queries as accounts
from mashangban.accounts.models import Person
from mashangban.accounts.types import Reach
from mashangban.kit.ids import new_id
from mashangban.notifications import queries
from mashangban.notifications.channels import CHANNELS, channel_named
from mashangban.notifications.errors import Unreachable
from mashangban.notifications.messages import render
from mashangban.notifications.models import Notification
from mashangban.notifications.types import Message, NotificationState, Params

# How long to wait after each failure; after the last one a message is given up.
_WAITS: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
)
log = structlog.get_logger("mashangban.notifications")


def send(
    *,
    recipients: Iterable[Person | uuid.UUID],
    kind: str,
    params: Params,
    path: str,
    dedupe: str,
    at: datetime,
) -> None:
    """Tell each of the recipients once, through every channel that reaches them.

    `path` is where the message leads ("/requests/…"), "" for nowhere; `dedupe` names what is told,
    usually an event's id. Written and deferred in the transaction of the caller: rolled back,
    nothing is sent. Raises UnknownKind, and KeyError for a missing parameter.
    """
    render(kind, params)
    ids = {each.pk if isinstance(each, Person) else each for each in recipients}
    rows = [
        row
        for reach in accounts.reach_of(ids)
        for row in compose(reach=reach, kind=kind, params=params, path=path, dedupe=dedupe, at=at)
    ]
    if not rows:
        return
    with transaction.atomic():
        Notification.objects.bulk_create(rows, ignore_conflicts=True)
        app.configure_task("notifications.deliver").defer()


def compose(
    *, reach: Reach, kind: str, params: Params, path: str, dedupe: str, at: datetime
) -> list[Notification]:
    """Compose the message to one person: a row for each channel that reaches them."""
    return [
        Notification(
            id=new_id(at),
            recipient_id=reach.person_id,
            channel=channel.NAME,
            kind=kind,
            params=dict(params),
            path=path,
            dedupe=dedupe,
            created_at=at,
            state=NotificationState.WAITING,
            due_at=at,
        )
        for channel in CHANNELS
        if channel.is_available(reach)
    ]


def deliver_due(*, at: datetime) -> int:
    """Try every message whose time has come; return how many were tried.

    Any number of workers may do so together: each message is locked while it is sent. A worker
    that dies between sending and noting it sends twice, rather than not at all.
    """
    tried = 0
    while _deliver_next(at):
        tried += 1
    return tried


def mark_read(*, person_id: uuid.UUID, message_id: uuid.UUID, at: datetime) -> None:
    """Note that a person has read a message; the first time counts."""
    Notification.objects.filter(pk=message_id, recipient=person_id, read_at__isnull=True).update(
        read_at=at
    )


def mark_all_read(*, person_id: uuid.UUID, at: datetime) -> None:
    """Note that a person has seen everything in the inbox."""
    Notification.objects.filter(recipient=person_id, read_at__isnull=True).update(read_at=at)


def _deliver_next(at: datetime) -> bool:
    with transaction.atomic():
        row = queries.next_due(at).select_for_update(skip_locked=True).first()
        if row is None:
            return False
        row.attempts += 1
        try:
            with transaction.atomic():
                _hand_over(row)
        except Exception as error:  # whatever it was: kept, and tried again
            _note_failure(row, error, at)
        else:
            row.state = NotificationState.SENT
            row.sent_at = at
            row.due_at = None
            row.error = ""
        row.save(update_fields=["attempts", "state", "sent_at", "due_at", "error"])
    return True


def _hand_over(row: Notification) -> None:
    channel = channel_named(row.channel)
    if channel is None:
        raise Unreachable
    # Nobody outside the inbox has chosen a language; inside, the page's is used.
    with override(settings.LANGUAGE_CODE):
        title, body = render(row.kind, row.params)
        url = f"{settings.BASE_URL}{row.path}" if row.path else ""
        channel.send(Message(row.pk, row.recipient_id, title, body, url))


def _note_failure(row: Notification, error: Exception, at: datetime) -> None:
    code = getattr(error, "smtp_code", "")
    row.error = f"{type(error).__name__} {code}".strip()
    given_up = isinstance(error, Unreachable) or row.attempts > len(_WAITS)
    if given_up:
        row.state = NotificationState.FAILED
        row.due_at = None
    else:
        row.due_at = at + _WAITS[row.attempts - 1]
    log.warning(
        "message not sent",
        message=str(row.pk),
        channel=row.channel,
        attempts=row.attempts,
        error=row.error,
        given_up=given_up,
    )
