"""Laws of counting, for any start and amount; and an oracle that walks minute by minute.

The oracle shares nothing with the code under test: it asks `chinese_calendar` which days are
worked, knows the hours by heart, and takes one step per minute.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.core.worktime import (
    WorkingHours,
    add_elapsed,
    add_working_days,
    add_working_time,
    packaged_calendar,
    working_time_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = packaged_calendar()
HOURS = WorkingHours.parse(("08:30-11:30", "13:00-17:30"))
MINUTE = timedelta(minutes=1)
NONE = timedelta()

# Any instant of the known years, to the microsecond; amounts end well inside them.
starts = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2026, 9, 30), timezones=st.just(SHANGHAI)
)
amounts = st.timedeltas(min_value=NONE, max_value=timedelta(hours=200))
minutes = st.integers(min_value=0, max_value=60 * 40)


def whole_minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def add(start: datetime, amount: timedelta) -> datetime:
    return add_working_time(start, amount, calendar=CALENDAR, hours=HOURS).at


def between(start: datetime, end: datetime) -> timedelta:
    return working_time_between(start, end, calendar=CALENDAR, hours=HOURS)


@cache
def worked_day(year: int, month: int, day: int) -> bool:
    return bool(chinese_calendar.is_workday(datetime(year, month, day).date()))


def worked_minute(start: datetime) -> bool:
    of_day = start.hour * 60 + start.minute
    open_now = 510 <= of_day < 690 or 780 <= of_day < 1050
    return open_now and worked_day(start.year, start.month, start.day)


def walked(start: datetime, count: int) -> datetime:
    """Return the end of the `count`-th worked minute after `start`."""
    while count:
        count -= worked_minute(start)
        start += MINUTE
    return start


def walked_between(start: datetime, end: datetime) -> timedelta:
    total = NONE
    while start < end:
        total += worked_minute(start) * MINUTE
        start += MINUTE
    return total


@settings(max_examples=60)
@given(starts.map(whole_minute), st.integers(min_value=1, max_value=60 * 40))
def test_adding_is_as_walking_minute_by_minute(start: datetime, count: int) -> None:
    assert add(start, count * MINUTE) == walked(start, count)


@settings(max_examples=60)
@given(starts.map(whole_minute), st.integers(min_value=0, max_value=60 * 24 * 12))
def test_the_time_between_is_as_walking_minute_by_minute(start: datetime, count: int) -> None:
    end = start + count * MINUTE
    assert between(start, end) == walked_between(start, end)


@given(starts, amounts)
def test_the_time_up_to_a_deadline_is_what_was_added(start: datetime, amount: timedelta) -> None:
    assert between(start, add(start, amount)) == amount


@given(starts, amounts, amounts)
def test_adding_in_two_steps_is_adding_at_once(
    start: datetime, one: timedelta, other: timedelta
) -> None:
    # Two instants with no working time between them are one to the desk (17:30 and 08:30).
    assert between(add(add(start, one), other), add(start, one + other)) == NONE


@given(starts, amounts, amounts)
def test_more_time_is_due_no_earlier(start: datetime, one: timedelta, other: timedelta) -> None:
    less, more = sorted((one, other))
    assert add(start, less) <= add(start, more)
    assert less == more or add(start, less) < add(start, more)


@given(starts, starts, amounts)
def test_a_later_start_is_due_no_earlier(one: datetime, other: datetime, amount: timedelta) -> None:
    earlier, later = sorted((one, other))
    assert add(earlier, amount) <= add(later, amount)


@given(starts, amounts)
def test_a_deadline_lies_in_working_hours(start: datetime, amount: timedelta) -> None:
    due = add(start, amount)
    assert due >= start
    assert chinese_calendar.is_workday(due.date())
    assert any(opens <= due <= closes for opens, closes in HOURS.spans(due.date()))


@given(starts, starts, starts)
def test_time_between_adds_up_and_turns_round(
    one: datetime, two: datetime, three: datetime
) -> None:
    assert between(one, two) + between(two, three) == between(one, three)
    assert between(two, one) == -between(one, two)


@given(starts, amounts)
def test_the_zone_of_the_start_does_not_matter(start: datetime, amount: timedelta) -> None:
    assert add(start.astimezone(UTC), amount) == add(start, amount)


@given(starts, amounts)
def test_working_time_is_never_shorter_than_the_clock(start: datetime, amount: timedelta) -> None:
    assert add_elapsed(start, amount).at <= add(start, amount)
    assert add_elapsed(start, amount).at - start == amount


@given(starts, st.integers(min_value=1, max_value=30))
def test_working_days_are_those_between(start: datetime, days: int) -> None:
    due = add_working_days(start, days, calendar=CALENDAR, hours=HOURS).at
    assert CALENDAR.working_days_between(start.date(), due.date()) == days
    assert CALENDAR.is_working_day(due.date())
    assert due == HOURS.closing(due.date())
    worked = 0
    on = start.date()
    while worked < days:
        on += timedelta(days=1)
        worked += worked_day(on.year, on.month, on.day)
    assert due.date() == on
