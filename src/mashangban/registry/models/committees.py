"""Owners' committees (业主委员会) of management areas, by their terms of office."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from mashangban.registry.models.management import ManagementArea


class CommitteeTerm(models.Model):
    """A committee of `members` serves an area during `period`.

    From `reelection_from`, the day its re-election group (换届改选小组) was formed, until the next
    term begins, certain matters may not be put to the vote (规定 art. 28).
    """

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(
        ManagementArea, on_delete=models.PROTECT, related_name="committee_terms"
    )
    period = DateRangeField()
    members = models.PositiveSmallIntegerField()
    document = models.CharField(max_length=80, blank=True)
    reelection_from = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    period__isempty=False, period__lower_inf=False, period__upper_inf=False
                ),
                name="committee_term_is_dated",
            ),
            models.CheckConstraint(condition=Q(members__gte=1), name="committee_has_members"),
            ExclusionConstraint(
                name="one_committee_per_area",
                expressions=[
                    ("area", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]
