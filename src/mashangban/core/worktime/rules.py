"""A target for how long something may take, as the dated rules give it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mashangban.core.worktime.calendar import Calendar
from mashangban.core.worktime.counting import add_elapsed, add_working_time
from mashangban.core.worktime.deadline import Deadline
from mashangban.core.worktime.hours import WorkingHours


class Basis(StrEnum):
    ELAPSED = "elapsed"  # around the clock
    WORKING = "working"  # working days and hours


@dataclass(frozen=True, slots=True)
class Rule:
    """A number of minutes, counted around the clock or as working time; 1 or more."""

    basis: Basis
    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError(f"A target is 1 minute or more, not {self.minutes}.")

    def deadline(self, start: datetime, *, calendar: Calendar, hours: WorkingHours) -> Deadline:
        """Return when the target runs out if the clock begins at `start` (aware)."""
        amount = timedelta(minutes=self.minutes)
        if self.basis is Basis.ELAPSED:
            # In the desk's zone, as the other deadlines are, whatever zone the clock keeps.
            return add_elapsed(start.astimezone(hours.timezone), amount)
        return add_working_time(start, amount, calendar=calendar, hours=hours)
