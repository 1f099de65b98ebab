"""The worker's own output: in the demonstration one sees there what would be sent."""

from typing import Final

import structlog
from django.conf import settings

from mashangban.accounts.types import Reach
from mashangban.notifications.types import Message

NAME: Final = "console"
log = structlog.get_logger("mashangban.notifications")


def is_available(reach: Reach) -> bool:
    """Say whether this is the demonstration."""
    return bool(settings.MODE.shows_messages_on_console)


def send(message: Message) -> None:
    """Print the message."""
    log.info(
        "message",
        to=str(message.recipient_id),
        title=message.title,
        body=message.body,
        url=message.url,
    )
