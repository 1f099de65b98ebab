"""What happens to people that other contexts act on."""

from dataclasses import dataclass
from typing import ClassVar

from mashangban.events.types import DomainEvent


@dataclass(frozen=True, slots=True)
class PersonErased(DomainEvent):
    """A person's key is gone: what was encrypted under it is unreadable and may be deleted."""

    kind: ClassVar[str] = "accounts.person_erased"

    person_id: str
