"""Compounds (小区)."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import StartsWith

from mashangban.accounts.models import Scope
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import Searchable
from mashangban.registry.types import Basis


class Compound(Searchable):
    """小区. Its subdistrict is administered: `subdistrict_basis` says where it was learnt from."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=80)
    pinyin = models.CharField(max_length=560)  # 80 syllables of up to 6 letters, with blanks
    initials = models.CharField(max_length=80)
    address = models.CharField(max_length=160, blank=True)
    subdistrict = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    subdistrict_basis = models.CharField(max_length=16, choices=[(b, b) for b in Basis])
    subdistrict_reason = models.CharField(max_length=160, blank=True)  # why it was overridden
    committee = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    longitude = models.FloatField(null=True)  # WGS84, degrees
    latitude = models.FloatField(null=True)
    built_year = models.PositiveSmallIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    # What the importing sheet calls the row: the same sheet again changes nothing. Empty for a
    # compound that was entered by hand.
    import_key = models.CharField(max_length=200, unique=True, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(
                    # Said twice because a CHECK takes "unknown" for yes: NULL BETWEEN passes.
                    longitude__isnull=False,
                    latitude__isnull=False,
                    longitude__range=(-180, 180),
                    latitude__range=(-90, 90),
                ),
                name="compound_point_whole",
            ),
            models.CheckConstraint(
                condition=(Q(subdistrict_basis=Basis.OVERRIDDEN) & ~Q(subdistrict_reason=""))
                | (~Q(subdistrict_basis=Basis.OVERRIDDEN) & Q(subdistrict_reason="")),
                name="compound_override_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(committee__isnull=True)
                | Q(StartsWith(F("committee"), F("subdistrict"))),
                name="compound_committee_in_subdistrict",
            ),
        ]
        indexes = [
            models.Index(fields=["subdistrict", "pinyin"], name="compound_subdistrict_pinyin"),
            models.Index(fields=["name"], name="compound_name"),
            GinIndex(fields=["search_grams"], name="compound_search"),
        ]
