"""Slips of paper that bind a household to its unit, and who is bound."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person
from mashangban.registry.models.owners import Unit
from mashangban.registry.types import HouseholdRole


class HouseholdSlip(models.Model):
    """A one-time slip (绑定纸条) of a unit. Of its code the public half is kept, and a keyed hash.

    Attempts with a wrong secret half are counted; too many close it. A slip issued anew revokes the
    unit's older ones.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="slips")
    name = models.CharField(max_length=8, unique=True)  # the public half
    secret_hash = models.BinaryField(max_length=32)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
                name="slip_used_or_revoked",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="one_open_slip_a_unit",
            ),
        ]


class Binding(models.Model):
    """A person belongs to the household of a unit during `period`, as what they say they are.

    An agent's `mandate`, free text, is encrypted under the person's key.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    slip = models.OneToOneField(HouseholdSlip, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bindings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=8, choices=[(r, r) for r in HouseholdRole])
    mandate = models.BinaryField(null=True)
    period = DateTimeRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(role=HouseholdRole.AGENT, mandate__isnull=False)
                | (~Q(role=HouseholdRole.AGENT) & Q(mandate__isnull=True)),
                name="agent_has_a_mandate",
            ),
            ExclusionConstraint(
                name="person_bound_once",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]
