"""The ways a message can go: one folder each. To add one, copy a folder and name it here."""

from typing import Final, Protocol

from mashangban.accounts.types import Reach
from mashangban.notifications.channels import console, email, in_app
from mashangban.notifications.types import Message


class Channel(Protocol):
    """What each folder offers."""

    @property
    def NAME(self) -> str:  # noqa: N802 - a constant of the module
        """The name kept in rows, for good."""

    def is_available(self, reach: Reach) -> bool:
        """Say whether somebody can be told this way."""

    def send(self, message: Message) -> None:
        """Send it. Raises Unreachable when trying again is no use, anything else when it is."""


CHANNELS: Final[tuple[Channel, ...]] = (in_app, email, console)


def channel_named(name: str) -> Channel | None:
    """Return the channel; None for one that has been removed."""
    return next((channel for channel in CHANNELS if name == channel.NAME), None)
