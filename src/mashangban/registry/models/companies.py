"""Property companies (物业服务企业): whose they are, what they were called, what became of them."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from mashangban.accounts.models import Scope
from mashangban.registry.models.searchable import Searchable
from mashangban.registry.types import Ownership, SuccessionKind


class CompanyGroup(models.Model):
    """A group (集团) of companies; a group may belong to a larger one."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="group_not_its_own_parent"),
        ]


class Company(Searchable):
    """物业服务企业. One with a `head_office` is its branch, which needs no code of its own."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=120)
    pinyin = models.CharField(max_length=840)  # 120 syllables of up to 6 letters, with blanks
    uscc = models.CharField(max_length=18, unique=True, null=True)
    # Empty as long as nobody has said.
    ownership = models.CharField(max_length=16, blank=True, choices=[(o, o) for o in Ownership])
    group = models.ForeignKey(
        CompanyGroup, on_delete=models.PROTECT, null=True, related_name="companies"
    )
    head_office = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="branches"
    )
    scope = models.OneToOneField(Scope, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(head_office=F("id")), name="company_not_its_own_branch"
            ),
        ]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="company_pinyin"),
            GinIndex(fields=["search_grams"], name="company_search"),
        ]


class FormerName(models.Model):
    """What a company was called until the day before `until`; it is still found by that name."""

    id = models.UUIDField(primary_key=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    until = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "until"], name="one_rename_a_day"),
        ]


class Succession(models.Model):
    """One company came out of another on a day; contracts do not move with it by themselves."""

    id = models.UUIDField(primary_key=True, editable=False)
    predecessor = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="origins")
    on = models.DateField()
    kind = models.CharField(max_length=16, choices=[(k, k) for k in SuccessionKind])
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="company_does_not_succeed_itself"
            ),
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="one_succession_between_two"
            ),
        ]
