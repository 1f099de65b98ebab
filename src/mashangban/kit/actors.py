"""Who did it: an opaque name that audit, events and histories can keep without knowing accounts."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"  # signed in; id is accounts.Person
    RESIDENT = "resident"  # came by a code or a private link; id is accounts.Person
    SYSTEM = "system"  # a job or a command; id is its name


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `id` identifies within `kind` and never holds personal data."""

    kind: ActorKind
    id: str

    @classmethod
    def person(cls, id: object) -> "Actor":
        return cls(ActorKind.PERSON, str(id))

    @classmethod
    def resident(cls, id: object) -> "Actor":
        return cls(ActorKind.RESIDENT, str(id))

    @classmethod
    def system(cls, name: str) -> "Actor":
        return cls(ActorKind.SYSTEM, name)
