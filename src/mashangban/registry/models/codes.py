"""Printed codes."""

from django.db import models
from django.db.models import Q

from mashangban.registry.models.compounds import Compound
from mashangban.registry.types import CodeState


class Code(models.Model):
    """A printed code (小区码): its token leads to a compound, `place` says where it hangs."""

    id = models.UUIDField(primary_key=True, editable=False)
    token = models.CharField(max_length=20, unique=True)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="codes")
    place = models.CharField(max_length=40, blank=True)  # "6 号楼"; empty: the whole compound
    state = models.CharField(max_length=16, choices=[(s, s) for s in CodeState])
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    replacement = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=CodeState.ACTIVE, withdrawn_at__isnull=True, replacement__isnull=True
                )
                | Q(state=CodeState.WITHDRAWN, withdrawn_at__isnull=False),
                name="code_withdrawn_when",
            )
        ]
