"""The inbox of whoever signs in."""

from typing import Final

from mashangban.accounts.types import Reach
from mashangban.notifications.types import Message

NAME: Final = "in_app"


def is_available(reach: Reach) -> bool:
    """Say whether the person signs in here."""
    return reach.signs_in


def send(message: Message) -> None:
    """Do nothing: the row is the message, and the inbox shows it from the moment it is written."""
