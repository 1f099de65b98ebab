"""Plain data of accounts."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.backends.postgresql.psycopg_any import DateRange

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class DetailKind(StrEnum):
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"


class ScopeKind(StrEnum):
    SYSTEM = "system"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMITTEE = "committee"
    COMPANY = "company"
    AREA = "area"
    CONTRACT = "contract"
    COMPOUND = "compound"


# 系统管理员, 安全管理员 (grants), 审计管理员: three people, never one.
ADMINISTRATORS = ("system_administrator", "security_administrator", "audit_administrator")

# What binds a second factor's sealed secret; and where the library keeps it, in the JSON of its
# `Authenticator` rows: "secret" of TOTP, "seed" of recovery codes.
SECOND_FACTOR_CONTEXT = "second factor"
SECOND_FACTOR_SECRETS = ("secret", "seed")


@dataclass(frozen=True, slots=True)
class Role:
    """A named bundle of permissions. Code asks for permissions, never for roles."""

    name: str
    title: "_StrPromise"
    description: "_StrPromise"
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cover:
    """One scope contains another during `period`."""

    outer_id: int
    inner_id: int
    period: DateRange


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is known of a person, readable; "" for what is not known."""

    person_id: uuid.UUID
    erased: bool
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Reach:
    """By what ways a person can be told something."""

    person_id: uuid.UUID
    signs_in: bool
    has_email: bool


class RingOutcome(StrEnum):
    """What `init_key_ring` found to do."""

    CREATED = "created"
    ADOPTED = "adopted"  # the file was there, the database had not met it yet
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Rotation:
    """What a rotation of the key ring did: persons and second factors moved, old keys dropped."""

    persons: int
    second_factors: int
    dropped_keys: int


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A new sign-in, and the first password, which nobody can be told again."""

    person_id: uuid.UUID
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RevealRecord:
    """One look behind a mask; `reason` is "" once the person is erased."""

    at: datetime
    actor_kind: str
    actor_id: str
    kind: DetailKind
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check, for `doctor`: what was found, and what to do when it is not ok."""

    name: str
    ok: bool
    said: str
    mend: str = ""
