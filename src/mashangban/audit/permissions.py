"""What a grant may allow concerning the trail."""

from typing import Final

VIEW: Final = "audit.view"
