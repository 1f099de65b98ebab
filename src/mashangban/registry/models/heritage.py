"""What is done to old houses, and which of them are protected."""

from django.db import models
from django.db.models import Q

from mashangban.registry.models.compounds import Compound
from mashangban.registry.models.points import whole_point
from mashangban.registry.types import ProtectionKind


class Renovation(models.Model):
    """A compound takes part in a renovation programme in `year`; `budget` in yuan."""

    id = models.UUIDField(primary_key=True, editable=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="renovations")
    programme = models.CharField(max_length=80)
    year = models.PositiveSmallIntegerField()
    budget = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(programme=""), name="renovation_has_a_programme"),
            models.CheckConstraint(
                condition=Q(year__range=(1949, 2100)), name="renovation_year_can_be"
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0),
                name="renovation_budget_not_negative",
            ),
            models.UniqueConstraint(
                fields=["compound", "programme", "year"], name="one_renovation_of_a_year"
            ),
        ]


class ProtectedBuilding(models.Model):
    """优秀历史建筑 or 文物, in a compound or by itself. `grade` as it was announced."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in ProtectionKind])
    grade = models.CharField(max_length=20, blank=True)  # "三类", "区级"
    longitude = models.FloatField(null=True)  # WGS84, degrees
    latitude = models.FloatField(null=True)
    compound = models.ForeignKey(
        Compound, on_delete=models.PROTECT, null=True, related_name="protected_buildings"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="protected_building_has_a_name"),
            whole_point("protected_building_point_whole"),
            models.UniqueConstraint(fields=["name", "address"], name="one_protected_building"),
        ]
