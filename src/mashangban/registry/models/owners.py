"""Units (室), who owns them, and with what shares."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from mashangban.accounts.models import Person
from mashangban.registry.models.buildings import EntranceBlock
from mashangban.registry.types import PartyKind, Tenure, UnitUse


class Unit(models.Model):
    """室: an exclusive part (专有部分) behind an entrance; without `area` while nobody knows it.

    The area, in m², is that of the real-estate register, failing which as surveyed, failing which
    as in the contract of sale (区分所有权司法解释 art. 8).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    entrance = models.ForeignKey(EntranceBlock, on_delete=models.PROTECT, related_name="units")
    number = models.CharField(max_length=20)  # "301"
    area = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    use = models.CharField(max_length=16, choices=[(u, u) for u in UnitUse])
    tenure = models.CharField(max_length=16, choices=[(t, t) for t in Tenure])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entrance", "number"], name="one_unit_of_a_number"),
            models.CheckConstraint(
                condition=Q(area__isnull=True) | Q(area__gt=0), name="unit_area_above_0"
            ),
        ]


class OwnerParty(models.Model):
    """Who can own: an organisation, or a person, whose name and telephone accounts keeps encrypted.

    Holdings of one party count together as one head: a public landlord is one row, however many
    units it has.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in PartyKind])
    person = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="+")
    label = models.CharField(max_length=120, blank=True)  # an organisation's name, not personal

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=PartyKind.PERSON, person__isnull=False, label=""))
                | (~Q(kind=PartyKind.PERSON) & Q(person__isnull=True) & ~Q(label="")),
                name="party_person_or_label",
            ),
            models.UniqueConstraint(
                fields=["kind", "label"],
                condition=~Q(kind=PartyKind.PERSON),
                name="one_organisation_of_a_label",
            ),
        ]


class OwnerHolding(models.Model):
    """A party owns `numerator`/`denominator` of a unit during `period`.

    That the shares of a unit never exceed the whole is checked by the actions, under a lock of the
    unit's row. `developer_stock`: not sold, or sold but not handed over.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="holdings")
    party = models.ForeignKey(OwnerParty, on_delete=models.PROTECT, related_name="holdings")
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    developer_stock = models.BooleanField(default=False)
    period = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="holding_lasts"),
            models.CheckConstraint(
                condition=Q(numerator__gt=0, numerator__lte=F("denominator")),
                name="holding_share_within_whole",
            ),
            ExclusionConstraint(
                name="holding_periods_apart",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("party", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]
