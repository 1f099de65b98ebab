"""The outbox: what is to be told to whom, through which channel, and what became of it."""

from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person
from mashangban.notifications.types import NotificationState


class Notification(models.Model):
    """One message to one person through one channel. `params` holds no personal data.

    `dedupe` names what is told (an event): telling it again, as when the event is delivered twice,
    adds nothing. `error` is the type of the last failure, never its text, which may quote an
    address.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications")
    channel = models.CharField(max_length=20)
    kind = models.CharField(max_length=64)
    params = models.JSONField()
    path = models.CharField(max_length=200, blank=True)
    dedupe = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in NotificationState])
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)  # when it is tried next
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=80, blank=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dedupe", "kind", "recipient", "channel"], name="notification_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state=NotificationState.WAITING.value, due_at__isnull=False)
                | ~Q(state=NotificationState.WAITING.value) & Q(due_at__isnull=True),
                name="notification_waits_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=NotificationState.SENT.value, sent_at__isnull=False)
                | ~Q(state=NotificationState.SENT.value) & Q(sent_at__isnull=True),
                name="notification_sent_at_a_time",
            ),
            # "//host" would lead out of the house.
            models.CheckConstraint(
                condition=Q(path="") | Q(path__startswith="/") & ~Q(path__startswith="//"),
                name="notification_leads_to_our_pages",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient", "-id"],
                name="notification_inbox",
                condition=Q(channel="in_app"),
            ),
            models.Index(
                fields=["recipient"],
                name="notification_unread",
                condition=Q(channel="in_app", read_at__isnull=True),
            ),
            models.Index(
                fields=["due_at"],
                name="notification_due",
                condition=Q(state=NotificationState.WAITING.value),
            ),
        ]
