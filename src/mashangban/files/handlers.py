"""What follows for photos from what happened elsewhere."""

import uuid

from mashangban.events.types import EventRecord
from mashangban.files import actions


def discard_photos(event: EventRecord) -> None:
    """Delete the photos of a person who was erased."""
    actions.discard_photos_of(person_id=uuid.UUID(event.payload["person_id"]))
