"""A deadline and why it is when it is, as codes and parameters for the page to put in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from mashangban.core.worktime.calendar import Day, DayKind
from mashangban.core.worktime.notices import Holiday


class ReasonCode(StrEnum):
    """What a reason says; beside it its parameters. Dates and instants are ISO 8601 texts."""

    AROUND_THE_CLOCK = "around_the_clock"  # seconds
    WORKING_TIME = "working_time"  # seconds, hours ("08:30-11:30, 13:00-17:30")
    WORKING_DAYS = "working_days"  # days, after (a date that does not count)
    START_MOVED = "start_moved"  # from, to: counting began when work did
    HOLIDAY_SKIPPED = "holiday_skipped"  # name, first, last, notice
    WEEKEND_SKIPPED = "weekend_skipped"  # first, last
    WEEKEND_WORKED = "weekend_worked"  # day, name (of the holiday it is worked for), notice
    YEAR_MISSING = "year_missing"  # year: its holidays are not known, Monday-Friday assumed


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the explanation."""

    code: ReasonCode
    params: Mapping[str, str | int]

    def as_data(self) -> dict[str, str | int]:
        """Return the reason as one flat mapping for JSON, the code under "code"."""
        return {"code": self.code.value, **self.params}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The instant something is due, aware, with its reasons in the order they applied.

    `provisional`: it reaches into a year whose holidays are not known; compute it again once they
    are.
    """

    at: datetime
    provisional: bool
    reasons: tuple[Reason, ...]


def deadline_over(days: Sequence[Day], *, at: datetime, first: Sequence[Reason]) -> Deadline:
    """Return the deadline `at` reached over `days`, explained by `first` and then by the days.

    `days` are those that were counted or passed over, in order.
    """
    missing = list(dict.fromkeys(day.date.year for day in days if day.provisional))
    return Deadline(
        at=at,
        provisional=bool(missing),
        reasons=(
            *first,
            *_day_reasons(days),
            *(Reason(ReasonCode.YEAR_MISSING, {"year": year}) for year in missing),
        ),
    )


def _day_reasons(days: Sequence[Day]) -> Iterator[Reason]:
    for (kind, holiday), same in groupby(days, key=lambda day: (day.kind, day.holiday)):
        run = [day.date.isoformat() for day in same]
        if holiday is not None and kind is DayKind.HOLIDAY:
            yield _holiday_skipped(holiday)
        elif holiday is not None:
            yield from (_weekend_worked(on, holiday) for on in run)
        elif kind is DayKind.WEEKEND:
            yield Reason(ReasonCode.WEEKEND_SKIPPED, {"first": run[0], "last": run[-1]})


def _holiday_skipped(holiday: Holiday) -> Reason:
    return Reason(
        ReasonCode.HOLIDAY_SKIPPED,
        {
            "name": holiday.name,
            "first": holiday.first.isoformat(),
            "last": holiday.last.isoformat(),
            "notice": holiday.notice,
        },
    )


def _weekend_worked(on: str, holiday: Holiday) -> Reason:
    return Reason(
        ReasonCode.WEEKEND_WORKED,
        {"day": on, "name": holiday.name, "notice": holiday.notice},
    )
