"""Photos: the original kept private until it has been made safe."""

from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person
from mashangban.files.types import Flaw, PhotoState, PhotoType


class Photo(models.Model):
    """One photo; its bytes lie in the store, encrypted under the key of `person`.

    `state` goes from waiting to ready (drawn anew, the original deleted) or refused. Width and
    height are those of the full rendition in pixels. `received_*` describe the original.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=16, choices=[(s.value, s.value) for s in PhotoState])
    received_at = models.DateTimeField()
    received_type = models.CharField(max_length=32, choices=[(t.value, t.value) for t in PhotoType])
    received_bytes = models.PositiveIntegerField()
    ready_at = models.DateTimeField(null=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    refusal = models.CharField(
        max_length=40, blank=True, choices=[(f.value, f.value) for f in Flaw]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=PhotoState.READY.value,
                    ready_at__isnull=False,
                    width__isnull=False,
                    height__isnull=False,
                )
                | ~Q(state=PhotoState.READY.value)
                & Q(ready_at__isnull=True, width__isnull=True, height__isnull=True),
                name="photo_ready_with_its_size",
            ),
            models.CheckConstraint(
                condition=Q(state=PhotoState.REFUSED.value) & ~Q(refusal="")
                | ~Q(state=PhotoState.REFUSED.value) & Q(refusal=""),
                name="photo_refused_with_its_flaw",
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                name="photo_waiting",
                condition=Q(state=PhotoState.WAITING.value),
            )
        ]
