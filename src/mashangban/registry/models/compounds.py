"""Compounds (小区), the names they are called by and the lanes they lie in."""

from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import StartsWith

from mashangban.accounts.models import Scope
from mashangban.registry.models.points import whole_point
from mashangban.registry.models.regions import Region
from mashangban.registry.models.searchable import Searchable
from mashangban.registry.types import AliasKind, Basis, HousingType


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
    # GeoJSON Polygon or MultiPolygon in WGS84, longitude first.
    polygon = models.JSONField(null=True)
    built_year = models.PositiveSmallIntegerField(null=True)
    households = models.PositiveIntegerField(null=True)
    floor_area = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # m²
    housing_type = models.CharField(
        max_length=16, choices=[(t, t) for t in HousingType], blank=True
    )
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    # What the importing sheet calls the row: the same sheet again changes nothing. Empty for a
    # compound that was entered by hand.
    import_key = models.CharField(max_length=200, unique=True, null=True)

    class Meta:
        constraints = [
            whole_point("compound_point_whole"),
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
            models.CheckConstraint(
                condition=Q(floor_area__isnull=True) | Q(floor_area__gt=0),
                name="compound_floor_area_positive",
            ),
            models.CheckConstraint(
                condition=Q(polygon__isnull=True)
                # A geometry without its type would be neither in the list nor outside it.
                | Q(polygon__has_key="type", polygon__type__in=["Polygon", "MultiPolygon"]),
                name="compound_polygon_is_an_area",
            ),
        ]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="compound_pinyin"),
            models.Index(fields=["subdistrict", "pinyin"], name="compound_subdistrict_pinyin"),
            models.Index(fields=["name"], name="compound_name"),
            GinIndex(fields=["search_grams"], name="compound_search"),
        ]


class CompoundAlias(models.Model):
    """What a compound is called beside its name; `period` is when, where that is known."""

    id = models.UUIDField(primary_key=True, editable=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in AliasKind])
    period = DateRangeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="alias_has_a_name"),
            models.CheckConstraint(
                condition=Q(period__isnull=True) | Q(period__isempty=False), name="alias_lasts"
            ),
            models.UniqueConstraint(fields=["compound", "name"], name="one_alias_of_a_name"),
        ]


class Lane(models.Model):
    """弄: a lane that leads into a compound, by its road and number: 松涛路 318 弄.

    A compound may have several, and a long lane may lead into several compounds.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="lanes")
    road = models.CharField(max_length=60)
    number = models.CharField(max_length=20)  # figures first; an annex has more: "318甲"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(road=""), name="lane_has_a_road"),
            models.CheckConstraint(condition=Q(number__regex="^[0-9]"), name="lane_has_a_number"),
            models.UniqueConstraint(fields=["compound", "road", "number"], name="one_lane"),
        ]
