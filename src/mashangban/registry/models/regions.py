"""Districts, subdistricts and residents' committees."""

from django.db import models
from django.db.models import F, Q

from mashangban.accounts.models import Scope
from mashangban.registry.models.points import whole_point
from mashangban.registry.types import RegionKind


class Region(models.Model):
    """A district, subdistrict or residents' committee, by its official code (6, 9, 12 digits)."""

    code = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in RegionKind])
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    # GeoJSON geometry in WGS84 (equal to CGCS2000 within a metre), longitude first.
    boundary = models.JSONField(null=True)
    # Where the office of a residents' committee is, WGS84 degrees.
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RegionKind.DISTRICT, code__regex="^[0-9]{6}$", parent__isnull=True)
                | Q(kind=RegionKind.SUBDISTRICT, code__regex="^[0-9]{9}$", parent__isnull=False)
                | Q(kind=RegionKind.COMMITTEE, code__regex="^[0-9]{12}$", parent__isnull=False),
                name="region_code_fits_kind",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(code__startswith=F("parent")),
                name="region_lies_in_parent",
            ),
            whole_point("region_point_whole"),
        ]
