"""What the trail says to those who read it, and what a check of it finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from django.utils.translation import gettext as _

from mashangban.kit.actors import Actor

JSON: TypeAlias = "str | int | float | bool | Sequence[JSON] | Mapping[str, JSON] | None"

# Told how many of how many sealed entries have been checked.
Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as pages list it. `sealed`: its place in the log is fixed by a checkpoint."""

    id: int
    at: datetime
    by: Actor
    verb: str
    scope_id: int | None
    data: Mapping[str, JSON]
    sealed: bool


class FindingKind(StrEnum):
    """In which way the trail is not what it was."""

    ENTRY_CHANGED = "entry_changed"  # its text is not the one that was sealed
    COLUMNS_CHANGED = "columns_changed"  # its columns do not say what its text says
    ENTRY_REMOVED = "entry_removed"
    ENTRY_INSERTED = "entry_inserted"  # came into the table behind the sealer's back
    PLACE_REMOVED = "place_removed"  # an index is missing in the log
    REORDERED = "reordered"
    CUT_OFF = "cut_off"  # shorter than a signed checkpoint says
    UNSIGNED_END = "unsigned_end"  # longer than the last signed checkpoint says
    REBUILT = "rebuilt"  # does not add up to a signed root
    SIGNATURE = "signature"
    CHECKPOINT_REMOVED = "checkpoint_removed"  # the row; its file is there
    CHECKPOINT_CHANGED = "checkpoint_changed"  # the row does not say what its note says
    FILE_REMOVED = "file_removed"
    FILE_CHANGED = "file_changed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, as a plain sentence in the language that is active."""

    kind: FindingKind
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Report:
    """What a check saw. `sealed` entries were compared; `unsealed` ones wait for the sealer."""

    findings: tuple[Finding, ...]
    sealed: int
    unsealed: int
    checkpoints: int

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings

    @property
    def summary(self) -> str:
        """Say in two sentences what was checked, and how it stands."""
        verdict = _("Everything agrees.") if self.ok else _("The trail is not what was sealed.")
        checked = _(
            "%(sealed)s sealed entries and %(checkpoints)s checkpoints checked; %(unsealed)s"
            " entries wait to be sealed."
        )
        values = {"sealed": self.sealed, "checkpoints": self.checkpoints, "unsealed": self.unsealed}
        return f"{checked % values} {verdict}"
