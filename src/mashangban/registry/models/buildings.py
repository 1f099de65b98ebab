"""What stands in a compound: buildings with their entrances, and what everybody uses.

What is pulled down or taken out is retired: its row stays, its name may be used again.
"""

from django.db import models
from django.db.models import Q

from mashangban.registry.models.compounds import Compound
from mashangban.registry.types import FacilityKind


class Building(models.Model):
    """A building (楼栋) of a compound; `name` is what hangs on it: "3 号楼"."""

    id = models.UUIDField(primary_key=True, editable=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=40)
    floors = models.PositiveSmallIntegerField(null=True)
    built_year = models.PositiveSmallIntegerField(null=True)  # empty: as the compound's
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="building_has_a_name"),
            models.UniqueConstraint(
                fields=["compound", "name"],
                condition=Q(retired_on__isnull=True),
                name="one_building_of_a_name",
            ),
        ]


class EntranceBlock(models.Model):
    """门牌幢: an entrance with its number ("12 号"), by which common income is booked.

    A building may have several. `address` is the whole of it where it is not the compound's lane
    and this number.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="entrances")
    number = models.CharField(max_length=20)
    address = models.CharField(max_length=160, blank=True)
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="entrance_has_a_number"),
            models.UniqueConstraint(
                fields=["building", "number"],
                condition=Q(retired_on__isnull=True),
                name="one_entrance_of_a_number",
            ),
        ]


class Facility(models.Model):
    """设施: something all use, with a code of its own: a lift, a pump, a gate.

    It belongs to an entrance or, without one, to the whole compound.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="facilities")
    entrance = models.ForeignKey(
        EntranceBlock, on_delete=models.PROTECT, null=True, related_name="facilities"
    )
    kind = models.CharField(max_length=16, choices=[(k, k) for k in FacilityKind])
    name = models.CharField(max_length=40)  # "东门", "1 号电梯"
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="facility_has_a_name"),
            models.UniqueConstraint(
                fields=["compound", "entrance", "name"],
                condition=Q(retired_on__isnull=True),
                name="one_facility_of_a_name",
                nulls_distinct=False,
            ),
        ]
