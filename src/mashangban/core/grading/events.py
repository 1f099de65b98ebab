"""Findings with effect on a grade: each has a decision behind it, a day, and maybe an end."""

import csv
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mashangban.core.datafiles import DataError

COLUMNS = ("id", "unit", "type", "on", "document", "until", "appeal")


class Appeal(StrEnum):
    NONE = "none"
    PENDING = "pending"  # the decision stands until it falls
    ANNULLED = "annulled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of `type` (of the rulebook) found by `document` on a day; `until`: last day."""

    id: str
    unit: str
    type: str
    on: date
    document: str
    until: date | None = None
    appeal: Appeal = Appeal.NONE

    def counts(self, day: date) -> bool:
        """Tell whether it has effect at the end of a period."""
        return (
            self.appeal is not Appeal.ANNULLED
            and self.on <= day
            and (self.until is None or day <= self.until)
        )


def read_events(text: str) -> tuple[Event, ...]:
    """Read events from CSV with the columns COLUMNS; the last two may be empty.

    Raises DataError.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if set(reader.fieldnames or ()) != set(COLUMNS):
        raise DataError(f"Events have the columns {', '.join(COLUMNS)}.")
    return tuple(_event(row, reader.line_num) for row in reader)


def _event(row: dict[str, str], line: int) -> Event:
    try:
        event = Event(
            id=row["id"],
            unit=row["unit"],
            type=row["type"],
            on=date.fromisoformat(row["on"]),
            document=row["document"],
            until=date.fromisoformat(row["until"]) if row["until"] else None,
            appeal=Appeal(row["appeal"] or Appeal.NONE),
        )
    except ValueError as error:
        raise DataError(
            f"Events, line {line}: {error}. Days are written as 2026-01-31, an appeal is "
            f"{', '.join(Appeal)} or empty."
        ) from None
    if not event.document:
        raise DataError(f"Events, line {line}: without a document there is no finding.")
    return event
