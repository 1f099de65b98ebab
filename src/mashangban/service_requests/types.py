"""Plain data of service requests."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"


class Source(StrEnum):
    SCAN = "scan"


class Purpose(StrEnum):
    """What a target limits; the names of the deadlines in `states`."""

    RESOLUTION = "resolution"
    ANSWER = "answer"


class RuleStatus(StrEnum):
    IN_FORCE = "in_force"
    ILLUSTRATIVE = "illustrative"  # 示例: not taken from a document
    EXPIRED_FOLLOWED = "expired_followed"


class TextKind(StrEnum):
    PLACE = "place"
    DESCRIPTION = "description"
    RESOLUTION = "resolution"
    REASON = "reason"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class NewReport:
    """What a resident filled in. `photos` are the bytes as received."""

    category: str
    place: str
    description: str
    idempotency_key: uuid.UUID
    phone: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)
    source: Source = Source.SCAN


@dataclass(frozen=True, slots=True)
class Submission:
    """What the resident takes away: a number to say, a private link to follow."""

    request_id: uuid.UUID
    number: str
    follow_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StepInput:
    """What comes with a step: words, photos."""

    text: str = ""
    photos: tuple[bytes, ...] = field(default=(), repr=False)
