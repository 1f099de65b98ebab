"""Printed codes, and the links of the system before this one that still hang on walls."""

from django.db import models
from django.db.models import Q

from mashangban.registry.models.buildings import EntranceBlock, Facility
from mashangban.registry.models.compounds import Compound
from mashangban.registry.types import CodeState, CodeTarget, WithdrawReason


class Code(models.Model):
    """A printed code: its token leads to a compound (小区码), an entrance (门牌码) or a facility
    (设施码).

    Where it hangs follows from the entrance or facility; a code of the whole compound may say it by
    hand in `place` ("6 号楼").
    """

    id = models.UUIDField(primary_key=True, editable=False)
    token = models.CharField(max_length=20, unique=True)
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, related_name="codes")
    entrance = models.ForeignKey(
        EntranceBlock, on_delete=models.PROTECT, null=True, related_name="codes"
    )
    facility = models.ForeignKey(
        Facility, on_delete=models.PROTECT, null=True, related_name="codes"
    )
    place = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=16, choices=[(s, s) for s in CodeState])
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(
        max_length=16, blank=True, choices=[(r, r) for r in WithdrawReason]
    )
    replacement = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=CodeState.ACTIVE,
                    withdrawn_at__isnull=True,
                    withdrawn_because="",
                    replacement__isnull=True,
                )
                | (
                    Q(state=CodeState.WITHDRAWN, withdrawn_at__isnull=False)
                    & ~Q(withdrawn_because="")
                ),
                name="code_withdrawn_when",
            ),
            models.CheckConstraint(
                condition=Q(entrance__isnull=True, facility__isnull=True)
                | Q(entrance__isnull=False, facility__isnull=True, place="")
                | Q(entrance__isnull=True, facility__isnull=False, place=""),
                name="code_hangs_at_one_place",
            ),
            models.UniqueConstraint(
                fields=["entrance"],
                condition=Q(state=CodeState.ACTIVE),
                name="one_code_of_an_entrance",
            ),
            models.UniqueConstraint(
                fields=["facility"],
                condition=Q(state=CodeState.ACTIVE),
                name="one_code_of_a_facility",
            ),
        ]

    @property
    def target(self) -> CodeTarget:
        """What the code belongs to."""
        if self.facility_id is not None:
            return CodeTarget.FACILITY
        return CodeTarget.COMPOUND if self.entrance_id is None else CodeTarget.ENTRANCE


class LegacyLink(models.Model):
    """What an older system printed (一码知小区): `key` is the part of its address that tells one
    code from another, see `links.legacy_key`. It leads to `code`, or to what has replaced it."""

    key = models.CharField(primary_key=True, max_length=200)
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="legacy_links")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="legacy_link_has_a_key")]
