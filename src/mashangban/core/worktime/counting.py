"""Adding time: around the clock, working time, working days.

The rules are those of the Civil Code on periods (民法典 art. 201, 203): a period in hours runs from
its instant; one in days does not count the day of its start and ends when business closes on its
last day. Working time is counted inside `WorkingHours` on the working days of a `Calendar`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from mashangban.core.worktime.calendar import Calendar, Day
from mashangban.core.worktime.deadline import Deadline, Reason, ReasonCode, deadline_over
from mashangban.core.worktime.hours import WorkingHours
from mashangban.core.worktime.notices import ONE_DAY

NO_TIME = timedelta()


def add_elapsed(start: datetime, amount: timedelta) -> Deadline:
    """Return `start` plus `amount` around the clock, in the time zone of `start`.

    Raises ValueError if `start` is naive or `amount` negative.
    """
    _check(start, amount)
    reason = Reason(ReasonCode.AROUND_THE_CLOCK, {"seconds": _seconds(amount)})
    # Through UTC: adding to a local time would lose or gain an hour where clocks are changed.
    at = (start.astimezone(UTC) + amount).astimezone(start.tzinfo)
    return Deadline(at=at, provisional=False, reasons=(reason,))


def add_working_time(
    start: datetime, amount: timedelta, *, calendar: Calendar, hours: WorkingHours
) -> Deadline:
    """Return when `amount` of working time has passed since `start`, in the zone of `hours`.

    Outside working hours, counting begins with the next opening. Time that runs out exactly at
    closing is due then, not at the next opening. Years without notice are guessed, and the
    deadline is provisional. Raises ValueError if `start` is naive or `amount` negative.
    """
    _check(start, amount)
    begin = start.astimezone(hours.timezone)
    spans = _open_spans(begin, calendar, hours)
    opens, closes = next(spans)
    counted_from, remaining = opens, amount
    while closes - opens < remaining:
        remaining -= closes - opens
        opens, closes = next(spans)
    at = opens + remaining

    basis = Reason(ReasonCode.WORKING_TIME, {"seconds": _seconds(amount), "hours": str(hours)})
    moved = Reason(
        ReasonCode.START_MOVED, {"from": begin.isoformat(), "to": counted_from.isoformat()}
    )
    return deadline_over(
        _days_counted(begin, counted_from, at, calendar),
        at=at,
        first=[basis] if counted_from == begin else [basis, moved],
    )


def add_working_days(
    start: datetime, days: int, *, calendar: Calendar, hours: WorkingHours
) -> Deadline:
    """Return the close of business on the `days`-th working day after the day of `start`.

    Years without notice are guessed, and the deadline is provisional. Raises ValueError if
    `start` is naive or `days` less than 1.
    """
    _check(start, NO_TIME)
    if days < 1:
        raise ValueError(f"A period in working days has 1 or more, not {days}.")
    first = start.astimezone(hours.timezone).date()
    counted: list[Day] = []
    remaining = days
    while remaining:
        day = calendar.day(first + (len(counted) + 1) * ONE_DAY)
        counted.append(day)
        remaining -= day.is_working
    basis = Reason(ReasonCode.WORKING_DAYS, {"days": days, "after": first.isoformat()})
    return deadline_over(counted, at=hours.closing(counted[-1].date), first=[basis])


def working_time_between(
    start: datetime,
    end: datetime,
    *,
    calendar: Calendar,
    hours: WorkingHours,
    provisional_ok: bool = False,
) -> timedelta:
    """Return the working time from `start` to `end`, negative if `end` is before `start`.

    Raises MissingYear for a year without notice unless a guess will do, and ValueError if one of
    the two is naive.
    """
    _check(start, NO_TIME)
    _check(end, NO_TIME)
    if end < start:
        return -working_time_between(
            end, start, calendar=calendar, hours=hours, provisional_ok=provisional_ok
        )
    begin, finish = start.astimezone(hours.timezone), end.astimezone(hours.timezone)
    total = NO_TIME
    for number in range((finish.date() - begin.date()).days + 1):
        on = begin.date() + number * ONE_DAY
        if calendar.is_working_day(on, provisional_ok=provisional_ok):
            total += sum(
                (
                    max(NO_TIME, min(closes, finish) - max(opens, begin))
                    for opens, closes in hours.spans(on)
                ),
                NO_TIME,
            )
    return total


def _open_spans(
    begin: datetime, calendar: Calendar, hours: WorkingHours
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open intervals from `begin` on, the first one cut at `begin`, without end."""
    for day in calendar.days_from(begin.date()):
        if day.is_working:
            for opens, closes in hours.spans(day.date):
                if closes > begin:
                    yield max(opens, begin), closes


def _days_counted(
    begin: datetime, counted_from: datetime, at: datetime, calendar: Calendar
) -> list[Day]:
    """Return the days from `begin` to `at`, without a first working day that was already over."""
    length = (at.date() - begin.date()).days + 1
    days = [calendar.day(begin.date() + number * ONE_DAY) for number in range(length)]
    return [day for day in days if not day.is_working or day.date >= counted_from.date()]


def _check(start: datetime, amount: timedelta) -> None:
    if start.tzinfo is None:
        raise ValueError(f"{start.isoformat()} has no time zone; give an aware instant.")
    if amount < NO_TIME:
        raise ValueError(f"Cannot add the negative time {amount}.")


def _seconds(amount: timedelta) -> int:
    return amount // timedelta(seconds=1)
