"""Plain data of imports."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

# In findings about the file as a whole: it has no row 0.
WHOLE_FILE: Final = 0


class Outcome(StrEnum):
    REFUSED = "refused"  # the row was not imported
    CHANGED = "changed"  # the row was there; this value replaced another
    NOTED = "noted"  # imported, but somebody should look


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what became of a value, and why.

    `row` counts as a spreadsheet shows it, the header being 1; in GeoJSON features count from 1;
    `WHOLE_FILE` stands for the file.
    """

    row: int
    column: str
    value: str
    outcome: Outcome
    reason: str


class Step(StrEnum):
    READ = "read"
    SAVE = "save"


@dataclass(frozen=True, slots=True)
class Change:
    """What an import wrote about one subject, kept so that the import can be undone.

    `subject` is its lasting id, `label` what people call it. The values are JSON: fields as they
    were (None: it was not there) and as they are now.
    """

    subject: str
    label: str
    before: dict[str, Any] | None
    after: dict[str, Any]


# Called with the step, how much of it is done and how much there is.
Progress = Callable[[Step, int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did, or with `dry_run` would do. The counts are of rows.

    created + changed + unchanged + refused + left_out == rows; `left_out` were not asked for by the
    mapping's `only`. `crs` names the system that coordinates were read in. With `skip_refused` the
    other rows are imported when some are refused; without, none is: see `stopped`.
    """

    kind: str
    sha256: str
    encoding: str
    crs: str
    dry_run: bool
    skip_refused: bool
    rows: int
    created: int
    changed: int
    unchanged: int
    refused: int
    left_out: int
    findings: tuple[Finding, ...]

    @property
    def stopped(self) -> bool:
        """Say whether refused rows keep the whole file out; then the counts say what would be."""
        return self.refused > 0 and not self.skip_refused

    @property
    def written(self) -> bool:
        """Say whether the rows that were not refused have been written."""
        return not self.dry_run and not self.stopped
