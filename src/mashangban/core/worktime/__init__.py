"""Working days and working time in mainland China, with moved working days (调休) as data.

A `Calendar` is built from yearly notices, `WorkingHours` say when a desk is open; the functions
that add time return a `Deadline` that can explain itself.
"""

from mashangban.core.datafiles import DataError
from mashangban.core.worktime.calendar import Calendar, Day, DayKind, MissingYear
from mashangban.core.worktime.counting import (
    add_elapsed,
    add_working_days,
    add_working_time,
    working_time_between,
)
from mashangban.core.worktime.deadline import Deadline, Reason, ReasonCode
from mashangban.core.worktime.hours import WorkingHours, parse_hours
from mashangban.core.worktime.notices import Holiday, YearNotice, parse_notice
from mashangban.core.worktime.packaged import packaged_calendar, packaged_hours
from mashangban.core.worktime.rules import Basis, Rule

__all__ = [
    "Basis",
    "Calendar",
    "DataError",
    "Day",
    "DayKind",
    "Deadline",
    "Holiday",
    "MissingYear",
    "Reason",
    "ReasonCode",
    "Rule",
    "WorkingHours",
    "YearNotice",
    "add_elapsed",
    "add_working_days",
    "add_working_time",
    "packaged_calendar",
    "packaged_hours",
    "parse_hours",
    "parse_notice",
    "working_time_between",
]
