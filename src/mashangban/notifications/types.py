"""Plain data of notifications."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Params: TypeAlias = Mapping[str, str | int]  # ids and numbers, never personal data


class NotificationState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends: in the recipient's language, with the whole address of the page."""

    id: uuid.UUID
    recipient_id: uuid.UUID
    title: str
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A message in somebody's inbox, its words still to be rendered."""

    id: uuid.UUID
    kind: str
    params: Params
    path: str
    created_at: datetime
    read_at: datetime | None
