"""Who manages what and when: areas, contracts, project managers."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person, Scope
from mashangban.registry.models.companies import Company
from mashangban.registry.models.compounds import Compound


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
