"""What a grant may allow concerning imports."""

from mashangban.imports.states import IMPORT

__all__ = ["IMPORT"]
