"""Everything that happens to an import: brought in step by step, or in one go by a command."""

from mashangban.imports.actions.deciding import choose, choose_again, discard, start, undo, upload
from mashangban.imports.actions.forgetting import forget_old
from mashangban.imports.actions.running import check, read_columns, run, take_back, undo_now, write

__all__ = [
    "check",
    "choose",
    "choose_again",
    "discard",
    "forget_old",
    "read_columns",
    "run",
    "start",
    "take_back",
    "undo",
    "undo_now",
    "upload",
    "write",
]
