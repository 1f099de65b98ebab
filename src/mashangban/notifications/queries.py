"""Reads of the inbox. Messages are there from when they are written, sent or not."""

import uuid
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from mashangban.kit.errors import NotFound
from mashangban.notifications.channels import in_app
from mashangban.notifications.models import Notification
from mashangban.notifications.types import InboxLine, NotificationState

_FIELDS = ("id", "kind", "params", "path", "created_at", "read_at")
_UNREAD = """
SELECT count(*) FROM notifications_notification
 WHERE recipient_id = %(person)s AND channel = %(channel)s AND read_at IS NULL
"""


def inbox(person_id: uuid.UUID, *, limit: int, before: uuid.UUID | None = None) -> list[InboxLine]:
    """Return a person's messages, the newest first; `before` continues behind that one."""
    found = _inbox_of(person_id).order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    return [InboxLine(*values) for values in found.values_list(*_FIELDS)[:limit]]


def message(person_id: uuid.UUID, message_id: uuid.UUID) -> InboxLine:
    """Return one message of a person. Raises NotFound, also for somebody else's."""
    values = _inbox_of(person_id).filter(pk=message_id).values_list(*_FIELDS).first()
    if values is None:
        raise NotFound
    return InboxLine(*values)


def unread_count(person_id: uuid.UUID) -> int:
    """Return how many messages a person has not read; every page of the workbench asks."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"person": person_id, "channel": in_app.NAME})
        [count] = cursor.fetchone()
    return int(count)


def next_due(at: datetime) -> "QuerySet[Notification]":
    """Return the messages whose time to be tried has come, the longest due first."""
    return Notification.objects.filter(state=NotificationState.WAITING, due_at__lte=at).order_by(
        "due_at", "id"
    )


def _inbox_of(person_id: uuid.UUID) -> "QuerySet[Notification]":
    return Notification.objects.filter(recipient=person_id, channel=in_app.NAME)
