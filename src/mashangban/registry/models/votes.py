"""The frozen owners' roll of an area, the votes taken by it, and their ballots."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mashangban.accounts.models import Person
from mashangban.core.voting import Choice
from mashangban.registry.models.management import ManagementArea
from mashangban.registry.models.owners import Unit
from mashangban.registry.types import VoteState


class Roll(models.Model):
    """业主名册: who may vote in an area on a day, with what weight; a trigger refuses changes.

    `digest` is the SHA-256 of its canonical text (`registry.rolling`): the same facts of the same
    day give the same one. `head_rule` names the rule of `rulebooks/voting/heads.yaml`.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    area = models.ForeignKey(ManagementArea, on_delete=models.PROTECT, related_name="rolls")
    on = models.DateField()
    frozen_at = models.DateTimeField()
    head_rule = models.CharField(max_length=40)
    units_total = models.PositiveIntegerField()
    heads_total = models.PositiveIntegerField()
    area_total = models.DecimalField(max_digits=14, decimal_places=2)  # m²
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["area", "-frozen_at"], name="roll_of_area")]


class RollHead(models.Model):
    """A head of a roll (业主人数 counts them); `number` is that of its first unit on the roll."""

    id = models.UUIDField(primary_key=True, editable=False)
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="heads")
    number = models.PositiveIntegerField()
    units_count = models.PositiveIntegerField()
    area = models.DecimalField(max_digits=14, decimal_places=2)
    developer_stock = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="one_head_of_a_number")
        ]


class RollUnit(models.Model):
    """A unit as it was on the day: what it was called, its area, who owned it (ids of parties)."""

    id = models.UUIDField(primary_key=True, editable=False)
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="units")
    head = models.ForeignKey(RollHead, on_delete=models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, … in the order of buildings and entrances
    label = models.CharField(max_length=84)  # "6 号楼 12 号 301"
    area = models.DecimalField(max_digits=10, decimal_places=2)
    owners = ArrayField(models.UUIDField())  # of OwnerParty, sorted
    developer_stock = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "number"], name="one_place_on_the_roll"),
            models.UniqueConstraint(fields=["roll", "unit"], name="unit_once_on_the_roll"),
            models.CheckConstraint(condition=~Q(owners=[]), name="roll_unit_has_owners"),
        ]


class RollOpening(models.Model):
    """Somebody read the names on a roll, and why. The reason is encrypted under their own key."""

    id = models.UUIDField(primary_key=True, editable=False)
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.BinaryField()


class OwnersVote(models.Model):
    """One matter put to the owners on a roll; once counted, its result and digest stand.

    `matter` is a code of `rulebooks/voting/matters.yaml`, taken as in force on `rule_on`; with
    `follows_expired` the last one before will do.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    roll = models.ForeignKey(Roll, on_delete=models.PROTECT, related_name="votes")
    matter = models.CharField(max_length=40)
    rule_on = models.DateField()
    follows_expired = models.BooleanField()
    title = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=[(s, s) for s in VoteState])
    opened_at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    passed = models.BooleanField(null=True)
    result = models.TextField(blank=True)  # core.voting.canonical_text
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=VoteState.OPEN,
                    counted_at__isnull=True,
                    passed__isnull=True,
                    result="",
                    digest="",
                )
                | (
                    Q(state=VoteState.COUNTED, counted_at__isnull=False, passed__isnull=False)
                    & ~Q(result="")
                    & ~Q(digest="")
                ),
                name="vote_counted_when",
            )
        ]


class OwnersBallot(models.Model):
    """One paper as it came in; a slip of the hand is struck out and entered anew, never edited."""

    id = models.UUIDField(primary_key=True, editable=False)
    vote = models.ForeignKey(OwnersVote, on_delete=models.PROTECT, related_name="ballots")
    head = models.ForeignKey(RollHead, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # 1, 2, … as they were entered
    choice = models.CharField(max_length=8, choices=[(c.value, c.value) for c in Choice])
    by_proxy = models.BooleanField()
    mandate = models.CharField(max_length=40, blank=True)  # number of the written mandate, no name
    recorded_by = models.CharField(max_length=64)  # of an Actor
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="one_ballot_of_a_number"),
            models.CheckConstraint(
                condition=Q(by_proxy=True) | Q(mandate=""), name="mandate_of_a_proxy"
            ),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_by="")
                | (Q(struck_at__isnull=False) & ~Q(struck_by="")),
                name="ballot_struck_by_whom",
            ),
        ]
