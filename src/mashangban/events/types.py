"""What an event is, before it is a row and after."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeAlias

Plain: TypeAlias = str | int | bool | None


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Base of what can happen: a frozen dataclass with a `kind` of its own.

    Its fields are ids, codes and numbers (`Plain`), never personal data: events stay.
    """

    kind: ClassVar[str]

    def payload(self) -> dict[str, Plain]:
        """Return the fields by name. Raises TypeError when one is not plain."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in values.items():
            if not isinstance(value, str | int | None):
                raise TypeError(
                    f"{self.kind}.{name} is a {type(value).__name__}; an event holds plain"
                    " str, int, bool or None only."
                )
        return values


@dataclass(frozen=True, slots=True)
class EventRecord:
    """An event as handlers get it. `id` is the same at every attempt: be idempotent by it."""

    id: uuid.UUID
    kind: str
    at: datetime
    payload: dict[str, Any]


Handler: TypeAlias = Callable[[EventRecord], None]
Subscriptions: TypeAlias = Mapping[str, tuple[Handler, ...]]


class Standing(StrEnum):
    """How an event stands with a handler that has not got it."""

    NOT_STARTED = "not_started"  # no job has taken it up yet
    TRYING = "trying"  # failed, and will be tried again by itself
    WAITING = "waiting"  # failed too often; waits for somebody to send it again


@dataclass(frozen=True, slots=True)
class Undelivered:
    """An event that a handler has not got. Without `delivery_id`, no handler has got it."""

    event_id: uuid.UUID
    kind: str
    at: datetime
    standing: Standing
    delivery_id: int | None = None
    handler: str = ""
    attempts: int = 0
    failed_at: datetime | None = None
    error: str = ""
