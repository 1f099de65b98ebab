"""Service requests: thin rows; what happened is appended, what is personal lies in side rows."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person, Scope
from mashangban.core.worktime import Basis
from mashangban.files.models import Photo
from mashangban.registry.models import Code, Company, Compound, Unit
from mashangban.service_requests.states import ENDED_STATES, WORKFLOW
from mashangban.service_requests.types import (
    Purpose,
    RuleStatus,
    Severity,
    Source,
    TextKind,
)


class Category(models.Model):
    """What is wrong, in the words of the tiles on the report page."""

    code = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=40)  # Chinese, as the district writes it
    name_en = models.CharField(max_length=40)
    icon = models.CharField(max_length=32)
    severity = models.CharField(max_length=16, choices=[(s, s) for s in Severity])
    position = models.PositiveSmallIntegerField()
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position",)


class TargetRule(models.Model):
    """How long a category may take, from when to when, and which document says so."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="rules")
    purpose = models.CharField(max_length=16, choices=[(p, p) for p in Purpose])
    basis = models.CharField(max_length=16, choices=[(b, b) for b in Basis])
    minutes = models.PositiveIntegerField()
    period = DateRangeField()
    document = models.CharField(max_length=120)
    clause = models.CharField(max_length=40, blank=True)
    status = models.CharField(max_length=24, choices=[(s, s) for s in RuleStatus])

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_rule_at_a_time",
                expressions=[
                    ("category", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            )
        ]


class NumberSequence(models.Model):
    """The last number given out on a day."""

    day = models.DateField(primary_key=True)
    last = models.PositiveIntegerField()


class ServiceRequest(models.Model):
    """One report and where it stands. Its history is `RequestEvent`, its texts `RequestText`."""

    id = models.UUIDField(primary_key=True, editable=False)
    number = models.CharField(max_length=24, unique=True)
    # Without an index of their own where one of `Meta.indexes` begins with the column.
    compound = models.ForeignKey(
        Compound, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, related_name="+")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=16, choices=[(s, s) for s in Source])
    severity = models.CharField(max_length=16, choices=[(s, s) for s in Severity])
    state = models.CharField(max_length=16, choices=[(s.name, s.name) for s in WORKFLOW.states])
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    # The running clock's deadline, repeated here from the current `Clock` so that lists can be
    # ordered by it; empty while no clock runs. Both are written by the same actions.
    due_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)  # grows with each reopening
    closed_at = models.DateTimeField(null=True)
    idempotency_key = models.UUIDField(unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ENDED_STATES, closed_at__isnull=False)
                | (~Q(state__in=ENDED_STATES) & Q(closed_at__isnull=True)),
                name="request_closed_when",
            ),
        ]
        indexes = [
            # The running ones are a small part of all, and what the lists of work ask for.
            models.Index(
                fields=["due_at", "id"], name="request_running", condition=Q(closed_at__isnull=True)
            ),
            models.Index(
                fields=["scope", "due_at", "id"],
                name="request_scope_running",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["-reported_at", "id"], name="request_reported"),
            models.Index(fields=["scope", "-reported_at", "id"], name="request_scope_reported"),
            models.Index(fields=["compound", "-reported_at"], name="request_compound"),
        ]


class RequestText(models.Model):
    """A text somebody wrote, encrypted under the reporter's key: place, what is wrong, reasons."""

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=16, choices=[(k, k) for k in TextKind])
    ciphertext = models.BinaryField()


class RequestEvent(models.Model):
    """One line of the history. Appended, never edited."""

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="history")
    sequence = models.PositiveIntegerField()
    transition = models.CharField(max_length=32)
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    text = models.ForeignKey(RequestText, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "sequence"], name="history_in_order")
        ]


class Clock(models.Model):
    """The time something may take in a round: from when to when, why, and when it stopped."""

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="clocks")
    round = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=16, choices=[(p, p) for p in Purpose])
    rule = models.ForeignKey(TargetRule, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    provisional = models.BooleanField()
    reasons = models.JSONField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "round", "purpose"], name="one_clock_per_round"
            )
        ]
        indexes = [
            models.Index(
                fields=["purpose", "due_at"],
                name="clock_running",
                condition=Q(stopped_at__isnull=True),
            )
        ]


class FollowLink(models.Model):
    """The private way back to a request. Only a hash of its token is kept."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="links")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class RequestPhoto(models.Model):
    """A photo of a request: by the resident before, or by the company after."""

    photo = models.OneToOneField(
        Photo, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="photos")
    event = models.ForeignKey(RequestEvent, on_delete=models.CASCADE, related_name="photos")


class Rating(models.Model):
    """How the resident found it, 1 to 5. It `counts` for a household bound to a `unit`, once.

    The others are kept and shown apart.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    request = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    counts = models.BooleanField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    rated_at = models.DateTimeField()
    text = models.ForeignKey(RequestText, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="rating_1_to_5"),
            models.UniqueConstraint(fields=["request", "round"], name="one_rating_per_round"),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(unit__isnull=False), name="rating_counts_for_a_unit"
            ),
            models.UniqueConstraint(
                fields=["request", "unit"],
                condition=Q(counts=True),
                name="one_counted_rating_a_unit",
            ),
        ]
