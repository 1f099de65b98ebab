"""Reading how events stand."""

import uuid
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef

from mashangban.events.models import Delivery, Event
from mashangban.events.types import Standing, Undelivered

# A job is picked up within milliseconds; an event that is older has lost its job.
_LOST_AFTER: Final = timedelta(minutes=1)
_FORGOTTEN: Final = """
SELECT event.id
FROM events_event event
WHERE event.delivered_at IS NULL
  AND event.at < %(before)s
  AND NOT EXISTS (
      SELECT FROM events_delivery delivery
      WHERE delivery.event_id = event.id AND delivery.gave_up_at IS NOT NULL
  )
  AND event.id NOT IN (
      SELECT (job.args ->> 'event_id')::uuid
      FROM procrastinate_jobs job
      WHERE job.status IN ('todo', 'doing') AND job.task_name = 'events.deliver'
  )
ORDER BY event.at
LIMIT %(limit)s
"""


def undelivered(*, limit: int = 200) -> list[Undelivered]:
    """Return what some handler has not got: what waits first, then by age, the oldest first.

    Events that no job has taken up yet are among them, so some may be on their way this moment.
    """
    failed = Delivery.objects.filter(
        delivered_at__isnull=True, failed_at__isnull=False, event__delivered_at__isnull=True
    ).select_related("event")
    untouched = Event.objects.filter(
        ~Exists(Delivery.objects.filter(event=OuterRef("pk"))), delivered_at__isnull=True
    )
    rows = [_of_delivery(row) for row in failed.order_by("gave_up_at", "failed_at")[:limit]]
    rows += [
        Undelivered(event.pk, event.kind, event.at, Standing.NOT_STARTED)
        for event in untouched.order_by("at")[:limit]
    ]
    rows.sort(key=lambda row: (row.standing is not Standing.WAITING, row.at))
    return rows[:limit]


def forgotten(*, at: datetime, limit: int) -> list[uuid.UUID]:
    """Return undelivered events for which no job is left and nobody waits, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGOTTEN, {"before": at - _LOST_AFTER, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


def _of_delivery(delivery: Delivery) -> Undelivered:
    return Undelivered(
        event_id=delivery.event_id,
        kind=delivery.event.kind,
        at=delivery.event.at,
        standing=Standing.WAITING if delivery.gave_up_at else Standing.TRYING,
        delivery_id=delivery.pk,
        handler=delivery.handler,
        attempts=delivery.attempts,
        failed_at=delivery.failed_at,
        error=delivery.error,
    )
