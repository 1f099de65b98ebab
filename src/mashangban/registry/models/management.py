"""Who manages what and when: areas, contracts, project managers."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from mashangban.accounts.models import Person, Scope
from mashangban.registry.models.companies import Company
from mashangban.registry.models.compounds import Compound
from mashangban.registry.types import AreaChangeKind, FeeBasis


class ManagementArea(models.Model):
    """物业管理区域: one owners' assembly, one company, one fee; holds compounds over time."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=80)
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")


class AreaChange(models.Model):
    """Areas were merged, or one was split, on a day by a document (物业管理区域核定).

    The memberships that it ended and began say which. A merge keeps the area into which the others
    go, a split the one that the others leave; `name_before` is what that area was called.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in AreaChangeKind])
    on = models.DateField()
    document = models.CharField(max_length=80)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="changes")
    name_before = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(document=""), name="area_change_has_a_document"),
        ]


class AreaMembership(models.Model):
    """A compound belongs to a management area during `period`, by a document."""

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="memberships")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="memberships")
    period = DateRangeField()
    document = models.CharField(max_length=80, blank=True)
    begun_by = models.ForeignKey(
        AreaChange, on_delete=models.PROTECT, null=True, related_name="begun"
    )
    ended_by = models.ForeignKey(
        AreaChange, on_delete=models.PROTECT, null=True, related_name="ended"
    )

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


class Contract(models.Model):
    """A company serves an area during `period` for a monthly fee per square metre.

    Areas that hired it jointly (联合选聘), each by a contract of its own, share `joint_hiring`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="contracts")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contracts")
    period = DateRangeField()
    fee = models.DecimalField(max_digits=6, decimal_places=2, null=True)  # yuan per m² and month
    duty_phone = models.CharField(max_length=20, blank=True)  # the desk's, not a person's
    desk_hours = models.CharField(max_length=40, blank=True)
    fee_basis = models.CharField(max_length=16, blank=True, choices=[(b, b) for b in FeeBasis])
    service_standard = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=80, blank=True)  # by which it was filed (备案)
    joint_hiring = models.UUIDField(null=True)
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
        indexes = [
            models.Index(Func(F("period"), function="upper"), name="contract_end"),
            models.Index(
                fields=["joint_hiring"],
                name="contract_joint_hiring",
                condition=Q(joint_hiring__isnull=False),
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
