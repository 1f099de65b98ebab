"""What happens to a report from beginning to end, as plain data."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from mashangban.demonstration.chance import source
from mashangban.service_requests.states import Step


@dataclass(frozen=True, slots=True)
class Move:
    """A step somebody takes; `words` come with it."""

    at: datetime
    step: Step
    words: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the resident thinks of it, 1 to 5."""

    at: datetime
    score: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A report and what becomes of it. `compound` and `code` (one of its places) are numbers of the
    plan; `draw` is the scene its pictures show, "" without; `seed` is where the randomness of its
    rows comes from."""

    seed: str
    at: datetime
    category: str
    compound: int
    code: int
    place: str
    description: str
    phone: str
    moves: tuple[Move, ...]
    opinion: Opinion | None
    draw: str = ""


def form_key(seed: str) -> uuid.UUID:
    """Return the idempotency key of the report form of a story."""
    return uuid.UUID(int=source(seed, "form").getrandbits(128), version=4)
