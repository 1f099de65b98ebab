"""Keeping text from becoming a formula in a spreadsheet (OWASP, "CSV Injection")."""

from typing import Final

_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return `text` as a cell of a CSV file that no program takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS) else text
