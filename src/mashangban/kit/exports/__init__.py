"""Taking lists out: one mechanism for every list, as Excel, CSV or GeoJSON.

A list describes itself as a `Sheet`, whose rows are read once and never held together in memory;
`write` makes the file. Who may take out what, and the trace it leaves, is for
`mashangban.accounts.exporting` to say.
"""

from mashangban.kit.exports.sheet import (
    MOST_ROWS,
    Column,
    Format,
    Kind,
    Sheet,
    TooManyRows,
    Value,
)
from mashangban.kit.exports.writers import write

__all__ = [
    "MOST_ROWS",
    "Column",
    "Format",
    "Kind",
    "Sheet",
    "TooManyRows",
    "Value",
    "write",
]
