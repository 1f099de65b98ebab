"""What a grant may allow concerning events."""

from typing import Final

MANAGE: Final = "events.manage"
