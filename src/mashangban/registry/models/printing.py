"""Sheets that are drawn in the background."""

from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person, Scope
from mashangban.registry.types import CodeTarget, SheetLayout, SheetState


class SheetJob(models.Model):
    """The sheets of all codes in a scope (a compound, a subdistrict), asked for by a person.

    `target` narrows them to codes of compounds, entrances or facilities, "" means all. The PDF
    lies in the private store under `wrapped_key` until `expires_at`. `unprintable` are the places
    that were left out, `[[where, characters that the font lacks], …]`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    layout = models.CharField(max_length=16, choices=[(s, s) for s in SheetLayout])
    target = models.CharField(max_length=16, blank=True, choices=[(t, t) for t in CodeTarget])
    state = models.CharField(max_length=16, choices=[(s, s) for s in SheetState])
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    codes = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    unprintable = models.JSONField(default=list)
    wrapped_key = models.BinaryField(null=True)
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=SheetState.READY,
                    wrapped_key__isnull=False,
                    finished_at__isnull=False,
                    expires_at__isnull=False,
                )
                | (
                    ~Q(state=SheetState.READY)
                    & Q(wrapped_key__isnull=True, expires_at__isnull=True)
                ),
                name="sheets_ready_with_their_key",
            ),
        ]
        indexes = [models.Index(fields=["scope", "-asked_at"], name="sheets_of_a_scope")]
