"""Adding time, case by case: the holidays of 2026 and their moved working days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mashangban.core.worktime import (
    Basis,
    MissingYear,
    Rule,
    WorkingHours,
    add_elapsed,
    add_working_days,
    add_working_time,
    packaged_calendar,
    working_time_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = packaged_calendar()
# Seven hours a day: three before the break, four after it.
HOURS = WorkingHours.parse(("09:00-12:00", "13:00-17:00"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        # An ordinary week
        ("2026-11-23 09:00", 60, "2026-11-23 10:00"),  # Monday morning
        ("2026-11-23 11:30", 60, "2026-11-23 13:30"),  # over the lunch break
        ("2026-11-23 11:00", 60, "2026-11-23 12:00"),  # up to the break: due then, not at 13:00
        ("2026-11-23 12:20", 60, "2026-11-23 14:00"),  # reported during the break
        ("2026-11-23 16:30", 60, "2026-11-24 09:30"),  # over night
        ("2026-11-23 16:00", 60, "2026-11-23 17:00"),  # up to closing
        ("2026-11-23 17:00", 60, "2026-11-24 10:00"),  # at closing the desk is closed
        ("2026-11-23 06:12", 60, "2026-11-23 10:00"),  # before opening
        ("2026-11-23 23:59", 60, "2026-11-24 10:00"),  # late at night
        ("2026-11-23 09:00", 420, "2026-11-23 17:00"),  # a whole day
        ("2026-11-23 09:00", 421, "2026-11-24 09:01"),  # and a minute more
        ("2026-11-27 16:00", 120, "2026-11-30 10:00"),  # Friday to Monday
        ("2026-11-28 10:00", 60, "2026-11-30 10:00"),  # Saturday to Monday
        ("2026-11-23 10:00", 0, "2026-11-23 10:00"),  # nothing to add
        ("2026-11-28 10:00", 0, "2026-11-30 09:00"),  # nothing to add, but nobody there
        ("2026-11-23 17:00", 0, "2026-11-24 09:00"),  # nobody any more
        # Spring Festival 2026: off 15-23 February, Saturdays 14 and 28 worked
        ("2026-02-13 16:00", 120, "2026-02-14 10:00"),  # Friday to the worked Saturday
        ("2026-02-14 16:00", 120, "2026-02-24 10:00"),  # over the whole festival
        ("2026-02-17 08:00", 60, "2026-02-24 10:00"),  # reported on New Year's Day of the moon
        ("2026-02-23 18:00", 480, "2026-02-25 10:00"),  # last evening off, then over a night
        ("2026-02-27 16:30", 60, "2026-02-28 09:30"),  # Friday to the second worked Saturday
        ("2026-02-28 16:30", 60, "2026-03-02 09:30"),  # whose Sunday is off again
        # National Day 2026: off 1-7 October, Sunday 20 September and Saturday 10 October worked
        ("2026-09-19 12:00", 60, "2026-09-20 10:00"),  # Saturday to the worked Sunday
        ("2026-09-30 16:00", 60, "2026-09-30 17:00"),  # just in time before the holiday
        ("2026-09-30 16:00", 61, "2026-10-08 09:01"),  # just not
        ("2026-10-01 00:00", 60, "2026-10-08 10:00"),  # reported as the holiday begins
        ("2026-10-07 23:59", 60, "2026-10-08 10:00"),  # and as it ends
        ("2026-10-08 09:00", 1260, "2026-10-10 17:00"),  # three days: 8, 9 and worked Saturday 10
        ("2026-10-10 16:59", 2, "2026-10-12 09:01"),  # from the worked Saturday over Sunday
        # Mid-Autumn 25-27 September lies between two working weeks
        ("2026-09-24 16:00", 120, "2026-09-28 10:00"),
        # 2025: National Day and Mid-Autumn are one holiday of eight days
        ("2025-09-30 16:00", 120, "2025-10-09 10:00"),
        # 2024: New Year's Eve of the moon, 9 February, was worked (time off only encouraged)
        ("2024-02-08 16:00", 120, "2024-02-09 10:00"),
        ("2024-02-09 16:00", 120, "2024-02-18 10:00"),  # back on the worked Sunday
        # From one known year to the next
        ("2025-12-31 16:00", 120, "2026-01-04 10:00"),  # New Year's Day, then the worked Sunday
    ],
)
def test_add_working_time(start: str, minutes: int, due: str) -> None:
    deadline = add_working_time(
        at(start), timedelta(minutes=minutes), calendar=CALENDAR, hours=HOURS
    )
    assert deadline.at == at(due)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23 09:00", 1, "2026-11-24 17:00"),  # Monday: its own day does not count
        ("2026-11-23 23:00", 1, "2026-11-24 17:00"),  # nor when reported after closing
        ("2026-11-27 10:00", 5, "2026-12-04 17:00"),  # Friday: a week on
        ("2026-11-28 10:00", 1, "2026-11-30 17:00"),  # Saturday: Monday is the first day
        ("2026-09-30 10:00", 3, "2026-10-10 17:00"),  # 8, 9 and the worked Saturday
        ("2026-10-03 10:00", 3, "2026-10-10 17:00"),  # the same from within the holiday
        ("2026-02-13 10:00", 1, "2026-02-14 17:00"),  # the worked Saturday before the festival
        ("2026-02-13 10:00", 2, "2026-02-24 17:00"),
        ("2026-02-14 10:00", 5, "2026-02-28 17:00"),  # up to the worked Saturday after it
        ("2026-04-27 10:00", 7, "2026-05-09 17:00"),  # 28-30 April, 6-8 May, worked Saturday 9
    ],
)
def test_add_working_days(start: str, days: int, due: str) -> None:
    deadline = add_working_days(at(start), days, calendar=CALENDAR, hours=HOURS)
    assert deadline.at == at(due)
    assert not deadline.provisional


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23 09:00", "2026-11-23 09:00", 0),
        ("2026-11-23 11:00", "2026-11-23 14:00", 120),  # without the break
        ("2026-11-23 12:10", "2026-11-23 12:50", 0),  # within the break
        ("2026-11-23 00:00", "2026-11-24 00:00", 420),  # a whole day
        ("2026-11-27 16:00", "2026-11-30 10:00", 120),  # over a weekend
        ("2026-09-30 16:00", "2026-10-08 10:00", 120),  # over National Day
        ("2026-10-09 16:00", "2026-10-12 10:00", 540),  # the worked Saturday counts whole
        ("2026-11-30 10:00", "2026-11-27 16:00", -120),  # late: the time is negative
    ],
)
def test_working_time_between(start: str, end: str, minutes: int) -> None:
    passed = working_time_between(at(start), at(end), calendar=CALENDAR, hours=HOURS)
    assert passed == timedelta(minutes=minutes)


def test_seconds_are_kept() -> None:
    start = at("2026-11-23 16:59:58")
    due = add_working_time(
        start, timedelta(seconds=5, microseconds=7), calendar=CALENDAR, hours=HOURS
    )
    assert due.at == at("2026-11-24 09:00:03.000007")


def test_any_zone_may_be_given_and_the_answer_is_in_the_desks() -> None:
    start = datetime(2026, 11, 23, 1, tzinfo=UTC)  # 09:00 in Shanghai
    worked = add_working_time(start, timedelta(hours=1), calendar=CALENDAR, hours=HOURS)
    assert worked.at.isoformat() == "2026-11-23T10:00:00+08:00"
    days = add_working_days(start, 1, calendar=CALENDAR, hours=HOURS)
    assert days.at.isoformat() == "2026-11-24T17:00:00+08:00"
    # 18:00 UTC is two o'clock of the next morning in Shanghai, the day that does not count
    late = add_working_days(start.replace(hour=18), 1, calendar=CALENDAR, hours=HOURS)
    assert late.at.isoformat() == "2026-11-25T17:00:00+08:00"
    assert working_time_between(start, worked.at, calendar=CALENDAR, hours=HOURS) == timedelta(
        hours=1
    )


def test_elapsed_time_runs_around_the_clock() -> None:
    due = add_elapsed(at("2026-10-01 06:12"), timedelta(hours=4))
    assert due.at.isoformat() == "2026-10-01T10:12:00+08:00"
    assert not due.provisional


def test_elapsed_time_is_true_where_clocks_are_changed() -> None:
    # Shanghai had summer time until 1991; that night had 25 hours.
    start = datetime(1990, 9, 15, 12, tzinfo=SHANGHAI)
    due = add_elapsed(start, timedelta(hours=24))
    assert due.at.isoformat() == "1990-09-16T11:00:00+08:00"


def test_a_deadline_into_a_missing_year_is_provisional() -> None:
    start = at("2026-12-31 16:00")
    due = add_working_time(start, timedelta(hours=2), calendar=CALENDAR, hours=HOURS)
    assert (due.at, due.provisional) == (at("2027-01-01 10:00"), True)
    days = add_working_days(start, 2, calendar=CALENDAR, hours=HOURS)
    assert (days.at, days.provisional) == (at("2027-01-04 17:00"), True)
    with pytest.raises(MissingYear):
        working_time_between(start, due.at, calendar=CALENDAR, hours=HOURS)
    assert working_time_between(
        start, due.at, calendar=CALENDAR, hours=HOURS, provisional_ok=True
    ) == timedelta(hours=2)
    assert working_time_between(
        due.at, start, calendar=CALENDAR, hours=HOURS, provisional_ok=True
    ) == -timedelta(hours=2)


def test_a_deadline_that_stays_in_the_known_year_is_not() -> None:
    due = add_working_time(
        at("2026-12-31 16:00"), timedelta(hours=1), calendar=CALENDAR, hours=HOURS
    )
    assert (due.at, due.provisional) == (at("2026-12-31 17:00"), False)


def test_a_start_without_time_zone_is_refused() -> None:
    naive = datetime(2026, 11, 23, 9)
    aware = at("2026-11-23 09:00")
    hour = timedelta(hours=1)
    with pytest.raises(ValueError, match="has no time zone; give an aware instant"):
        add_elapsed(naive, hour)
    with pytest.raises(ValueError, match="has no time zone"):
        add_working_time(naive, hour, calendar=CALENDAR, hours=HOURS)
    with pytest.raises(ValueError, match="has no time zone"):
        add_working_days(naive, 1, calendar=CALENDAR, hours=HOURS)
    with pytest.raises(ValueError, match="has no time zone"):
        working_time_between(naive, aware, calendar=CALENDAR, hours=HOURS)
    with pytest.raises(ValueError, match="has no time zone"):
        working_time_between(aware, naive, calendar=CALENDAR, hours=HOURS)


def test_negative_amounts_are_refused() -> None:
    start = at("2026-11-23 09:00")
    with pytest.raises(ValueError, match="negative"):
        add_elapsed(start, timedelta(minutes=-1))
    with pytest.raises(ValueError, match="negative"):
        add_working_time(start, timedelta(minutes=-1), calendar=CALENDAR, hours=HOURS)
    with pytest.raises(ValueError, match="1 or more, not 0"):
        add_working_days(start, 0, calendar=CALENDAR, hours=HOURS)


def test_a_rule_counts_on_its_basis() -> None:
    start = at("2026-09-30 16:00")
    elapsed = Rule(Basis.ELAPSED, minutes=120).deadline(start, calendar=CALENDAR, hours=HOURS)
    working = Rule(Basis.WORKING, minutes=120).deadline(start, calendar=CALENDAR, hours=HOURS)
    assert elapsed.at == at("2026-09-30 18:00")
    assert working.at == at("2026-10-08 10:00")
    utc = Rule(Basis.ELAPSED, minutes=120).deadline(
        start.astimezone(UTC), calendar=CALENDAR, hours=HOURS
    )
    assert utc.at.isoformat() == "2026-09-30T18:00:00+08:00"


def test_a_target_of_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="1 minute or more, not 0"):
        Rule(Basis.WORKING, minutes=0)
