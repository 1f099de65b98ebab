"""Which days are worked: weekdays and weekends, changed by the yearly notices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mashangban.core.datafiles import DataError
from mashangban.core.worktime.notices import ONE_DAY, SATURDAY, Holiday, YearNotice


class MissingYear(LookupError):
    """No notice is loaded for `year`, so its holidays are not known."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"The holidays of {year} are not known: add calendars/cn_{year}.yaml from the "
            "State Council's notice, then compute provisional deadlines again."
        )
        self.year = year


class DayKind(StrEnum):
    WEEKDAY = "weekday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    WORKING_WEEKEND = "working_weekend"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, what kind it is, and the holiday that made it so.

    `provisional`: no notice covers its year, so it was guessed from the day of the week.
    """

    date: date
    kind: DayKind
    holiday: Holiday | None = None
    provisional: bool = False

    @property
    def is_working(self) -> bool:
        """Say whether the day is worked."""
        return self.kind in {DayKind.WEEKDAY, DayKind.WORKING_WEEKEND}


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of `years`, those whose notices it was built from.

    Raises DataError if two notices arrange the same year or the same day.
    """

    notices: tuple[YearNotice, ...]
    years: frozenset[int] = field(init=False, repr=False, compare=False)
    _arranged: Mapping[date, Day] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        arranged: dict[date, Day] = {}
        years = frozenset(notice.year for notice in self.notices)
        if len(years) < len(self.notices):
            raise DataError("Two notices arrange the same year; keep the later one.")
        for day in _arranged_days(self.notices):
            if day.date in arranged:
                raise DataError(f"{day.date} is arranged by two notices; keep the later one's.")
            arranged[day.date] = day
        object.__setattr__(self, "years", years)
        object.__setattr__(self, "_arranged", arranged)

    def day(self, on: date) -> Day:
        """Return what kind of day `on` is; in a year without notice, a guess marked provisional."""
        # A datetime passes for a date, but equals none: every holiday would be overlooked.
        if isinstance(on, datetime):
            raise TypeError(f"{on!r} is an instant; give the date it falls on.")
        if arranged := self._arranged.get(on):
            return arranged
        kind = DayKind.WEEKDAY if on.weekday() < SATURDAY else DayKind.WEEKEND
        return Day(on, kind, provisional=on.year not in self.years)

    def is_working_day(self, on: date, *, provisional_ok: bool = False) -> bool:
        """Say whether `on` is worked; raises MissingYear unless a guess will do."""
        day = self.day(on)
        if day.provisional and not provisional_ok:
            raise MissingYear(on.year)
        return day.is_working

    def working_days_between(self, start: date, end: date, *, provisional_ok: bool = False) -> int:
        """Return how many working days lie after `start` up to and including `end`.

        The day of the start does not count (民法典 art. 201). Negative if `end` is before
        `start`. Raises MissingYear unless a guess will do.
        """
        if end < start:
            return -self.working_days_between(end, start, provisional_ok=provisional_ok)
        return sum(
            self.is_working_day(start + number * ONE_DAY, provisional_ok=provisional_ok)
            for number in range(1, (end - start).days + 1)
        )

    def days_from(self, start: date) -> Iterator[Day]:
        """Yield `start` and the days after it, without end."""
        on = start
        while True:
            yield self.day(on)
            on += ONE_DAY


def _arranged_days(notices: tuple[YearNotice, ...]) -> Iterator[Day]:
    for notice in notices:
        for holiday in notice.holidays:
            for on in holiday.days():
                yield Day(on, DayKind.HOLIDAY, holiday)
            for on in holiday.working_weekends:
                yield Day(on, DayKind.WORKING_WEEKEND, holiday)
