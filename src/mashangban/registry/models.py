"""Places, codes, companies and contracts (thin: the full registry grows from here)."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import StartsWith

from mashangban.accounts.models import Person, Scope
from mashangban.registry.types import Basis, CodeState, RegionKind


class Region(models.Model):
    """A district, subdistrict or residents' committee, by its official code (6, 9, 12 digits)."""

    code = models.CharField(primary_key=True, max_length=12)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in RegionKind])
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")
    # GeoJSON geometry in WGS84 (equal to CGCS2000 within a metre), longitude first.
    boundary = models.JSONField(null=True)

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
        ]


class Compound(models.Model):
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
        ]


class ManagementArea(models.Model):
    """物业管理区域: one owners' assembly, one company, one fee; holds compounds over time."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=80)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")


class AreaMembership(models.Model):
    """A compound belongs to a management area during `period`."""

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="memberships")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="memberships")
    period = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="membership_lasts"),
            ExclusionConstraint(
                name="compound_in_one_area",
                expressions=[
                    ("compound", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class Company(models.Model):
    """物业服务企业."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120)
    uscc = models.CharField(max_length=18, unique=True, null=True)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")


class Contract(models.Model):
    """A company serves an area during `period` for a monthly fee per square metre."""

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="contracts")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contracts")
    period = DateRangeField()
    fee = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # yuan per m² and month
    duty_phone = models.CharField(max_length=20, blank=True)  # the desk's, not a person's
    desk_hours = models.CharField(max_length=40, blank=True)
    # What those who work under it are granted: access ends by itself when the contract does.
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="contract_lasts"),
            ExclusionConstraint(
                name="one_company_per_area",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]


class ManagerPost(models.Model):
    """A project manager (项目经理) answers for an area during `period`."""

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="manager_posts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    period = DateRangeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="manager_post_lasts"),
            ExclusionConstraint(
                name="one_manager_per_area",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]


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
