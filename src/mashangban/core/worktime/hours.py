"""When a desk is open on a working day, as data."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mashangban.core.datafiles import DataError, read_yaml

INTERVAL = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])")
MIDNIGHT = time()
WHOLE_DAY = timedelta(days=1)
STATUSES = ("in_force", "expired_followed", "illustrative")


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The open intervals of a working day, in order, as times since midnight in `timezone`.

    A pause between two intervals is the lunch break. Raises DataError for an empty day, for
    intervals that are empty, overlap, touch, or lie outside 00:00-24:00.
    """

    intervals: tuple[tuple[timedelta, timedelta], ...]
    timezone: ZoneInfo
    source: str = ""  # the document they are taken from
    status: str = "illustrative"

    def __post_init__(self) -> None:
        if not self.intervals:
            raise DataError("Working hours need at least one interval, such as 09:00-17:30.")
        closed = timedelta(minutes=-1)
        for opens, closes in self.intervals:
            if not (closed < opens < closes <= WHOLE_DAY):
                raise DataError(
                    f"Working hours {self}: each interval ends after it begins, "
                    "and begins after the one before has ended."
                )
            closed = closes

    @classmethod
    def parse(cls, intervals: Sequence[str], *, timezone: str = "Asia/Shanghai") -> Self:
        """Read intervals such as "08:30-11:30"; raises DataError."""
        try:
            zone = ZoneInfo(timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise DataError(f'"{timezone}" is not a time zone; write Asia/Shanghai.') from None
        return cls(tuple(_interval(text) for text in intervals), zone)

    @property
    def per_day(self) -> timedelta:
        """Return the working time of one day."""
        return sum((closes - opens for opens, closes in self.intervals), timedelta())

    def spans(self, on: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield opening and closing of each interval on the day `on`, aware, in order."""
        midnight = datetime.combine(on, MIDNIGHT, self.timezone)
        for opens, closes in self.intervals:
            yield midnight + opens, midnight + closes

    def closing(self, on: date) -> datetime:
        """Return when business ends on the day `on`."""
        return datetime.combine(on, MIDNIGHT, self.timezone) + self.intervals[-1][1]

    def __str__(self) -> str:
        return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in self.intervals)


def parse_hours(text: str | bytes, *, origin: str) -> WorkingHours:
    """Read working hours from YAML: `status`, `source`, `timezone`, `intervals`.

    `status` is in_force, expired_followed or illustrative. `origin` names the file in errors.
    Raises DataError.
    """
    data = read_yaml(text, origin=origin)
    data.only("status", "source", "timezone", "intervals")
    status, source = data.take("status", str), data.take("source", str)
    intervals, timezone = data.each("intervals", str), data.take("timezone", str)
    if status not in STATUSES:
        raise DataError(f'{origin}: status "{status}" is none of {", ".join(STATUSES)}.')
    try:
        hours = WorkingHours.parse(intervals, timezone=timezone)
    except DataError as error:
        raise DataError(f"{origin}: {error}") from None
    return replace(hours, source=source, status=status)


def _interval(text: str) -> tuple[timedelta, timedelta]:
    match = INTERVAL.fullmatch(text)
    if match is None:
        raise DataError(f'"{text}" is not an interval such as 08:30-11:30.')
    hours, minutes, until_hours, until_minutes = map(int, match.groups())
    return (
        timedelta(hours=hours, minutes=minutes),
        timedelta(hours=until_hours, minutes=until_minutes),
    )


def _clock(since_midnight: timedelta) -> str:
    hours, minutes = divmod(since_midnight // timedelta(minutes=1), 60)
    return f"{hours:02d}:{minutes:02d}"
