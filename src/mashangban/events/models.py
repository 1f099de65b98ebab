"""Domain events, and the state of their delivery to each handler."""

from django.db import models
from django.db.models import Q


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened.

    `delivered_at` is set once every handler that was subscribed has got it.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    payload = models.JSONField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "at"], name="event_kind_at"),
            models.Index(
                fields=["at"], name="event_undelivered", condition=Q(delivered_at__isnull=True)
            ),
        ]


class Delivery(models.Model):
    """What became of handing one event to one handler.

    It counts as waiting from `gave_up_at` on, until somebody sends it again.
    """

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=120)
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    gave_up_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_handler"),
            models.CheckConstraint(
                condition=Q(gave_up_at__isnull=True) | Q(delivered_at__isnull=True),
                name="delivery_ends_one_way",
            ),
            models.CheckConstraint(
                condition=Q(failed_at__isnull=True, error="")
                | (Q(failed_at__isnull=False) & ~Q(error="")),
                name="delivery_failure_has_error",
            ),
        ]
        indexes = [
            models.Index(
                fields=["failed_at"],
                name="delivery_undelivered",
                condition=Q(delivered_at__isnull=True),
            ),
        ]
