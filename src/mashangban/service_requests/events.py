"""What happened to a service request, for whoever wants to know."""

from dataclasses import dataclass
from typing import ClassVar

from mashangban.events.types import DomainEvent


@dataclass(frozen=True, slots=True)
class RequestReported(DomainEvent):
    """A resident reported something. Ids only."""

    kind: ClassVar[str] = "RequestReported"
    request_id: str
    number: str
    compound_id: str
    category: str


@dataclass(frozen=True, slots=True)
class RequestMoved(DomainEvent):
    """A step was taken. `step` and `state` are names of `states`."""

    kind: ClassVar[str] = "RequestMoved"
    request_id: str
    number: str
    step: str
    state: str
    round: int


@dataclass(frozen=True, slots=True)
class RequestRated(DomainEvent):
    """The resident said how it was, 1 to 5."""

    kind: ClassVar[str] = "RequestRated"
    request_id: str
    score: int
