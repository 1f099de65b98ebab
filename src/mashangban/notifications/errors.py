"""What can be wrong with a message."""


class UnknownKind(LookupError):
    """No words are registered for this kind of message."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"No message of kind {kind!r}: register it in the messages.py of the app that sends it."
        )


class Unreachable(Exception):
    """The recipient cannot be reached through this channel any more; trying again is no use."""
