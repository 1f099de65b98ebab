"""People, their protected details, sign-in, scopes and grants."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from mashangban.accounts.types import ADMINISTRATORS, DetailKind, ScopeKind
from mashangban.kit.exports import Format


class Installation(models.Model):
    """What this database is: one row, written when its key ring is made.

    Which key ring its personal data need, so that a lost or swapped one is noticed; and whether
    everything in it is invented, without which the second factor cannot be switched off.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    ring_fingerprint = models.BinaryField(max_length=32)
    ring_key_id = models.BinaryField(max_length=8)  # the newest key, so that an old ring is noticed
    demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_installation")]


class Person(models.Model):
    """Somebody of whom we know something: staff, owner, or the unnamed sender of one report.

    Holds the person's data key, wrapped by the key ring; what is encrypted under it lives in side
    rows. Erasing a person empties the key: the rows that refer to the person stay, unreadable.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    created_at = models.DateTimeField()
    wrapped_key = models.BinaryField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrapped_key__isnull=False, erased_at__isnull=True)
                | Q(wrapped_key__isnull=True, erased_at__isnull=False),
                name="person_key_until_erased",
            )
        ]


class PersonalDetail(models.Model):
    """One protected detail (name, phone, e-mail), encrypted under the person's key.

    `lookup` is a keyed hash of the canonical value, so that a phone number can be found again
    without being readable.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in DetailKind])
    ciphertext = models.BinaryField()
    lookup = models.BinaryField(null=True, max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_detail_of_a_kind")
        ]
        indexes = [
            models.Index(
                fields=["kind", "lookup"], name="detail_lookup", condition=Q(lookup__isnull=False)
            )
        ]


class Reveal(models.Model):
    """Somebody looked behind a mask, and why. The reason is encrypted under the person's key."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reveals")
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in DetailKind])
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64)
    reason = models.BinaryField(null=True)  # empty once the person is erased


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser):
    """A sign-in. What it may do is said by the grants of its person."""

    username = models.CharField(max_length=64, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # Somebody else knows it: it is changed before anything else is done.
    password_is_temporary = models.BooleanField(default=False)
    # Sessions carry the number under which they began; raising it ends them all.
    session_epoch = models.PositiveIntegerField(default=1)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="username_in_small_letters"
            )
        ]


class Scope(models.Model):
    """A part of the world a grant can be about: a district, a compound, a company. Opaque here."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=16, choices=[(k.value, k.value) for k in ScopeKind])
    label = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind=ScopeKind.SYSTEM.value), name="one_system_scope"
            )
        ]


class ScopeCover(models.Model):
    """`outer` contains `inner` during `period`: the transitive closure, each scope covering itself.

    `source` names the fact that it follows from (a contract, a membership), so that whoever knows
    the fact can replace exactly its rows.
    """

    outer = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    inner = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="+")
    period = DateRangeField()
    source = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(period__isempty=False), name="cover_lasts"),
            ExclusionConstraint(
                name="cover_periods_apart",
                expressions=[
                    ("outer", RangeOperators.EQUAL),
                    ("inner", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["outer", "inner"], name="cover_outer_inner"),
            models.Index(fields=["source"], name="cover_source"),
        ]


class Grant(models.Model):
    """A person holds a role (a named bundle of permissions) over a scope for a period.

    Ending it shortens the period; a grant ended before its first day keeps an empty one.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+")
    period = DateRangeField()
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False)
                | Q(ended_by__isnull=True, period__isempty=False),
                name="grant_ended_when",
            ),
            ExclusionConstraint(
                name="grant_periods_apart",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            # 三权分立: no person holds two of the three administrators' roles (GB/T 22239).
            ExclusionConstraint(
                name="administrators_are_three_people",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (F("role"), RangeOperators.NOT_EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(role__in=ADMINISTRATORS),
            ),
        ]


class Export(models.Model):
    """A list that somebody took out as a file; `reason` is there where it held personal data.

    The reason is free text, encrypted under the key of `person`. `filters` says which list it was
    in the words of its address: tab, dates, codes; never what somebody searched for.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exports")
    at = models.DateTimeField()
    subject = models.CharField(max_length=64)
    format = models.CharField(max_length=16, choices=[(f.value, f.value) for f in Format])
    rows = models.PositiveIntegerField()
    filters = models.JSONField(default=dict)
    personal = models.BooleanField()
    reason = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(personal=True) | Q(reason__isnull=True),
                name="export_reason_is_for_personal_data",
            ),
        ]
        indexes = [models.Index(fields=["-at"], name="export_at")]
