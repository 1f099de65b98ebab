"""The packaged calendars against an independent source, and what a calendar answers."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import chinese_calendar
import pytest

from mashangban.core.worktime import (
    Calendar,
    DataError,
    DayKind,
    Holiday,
    MissingYear,
    packaged_calendar,
)

CALENDAR = packaged_calendar()
DAY = timedelta(days=1)


def days_of(year: int) -> list[date]:
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return [date(year, 1, 1) + number * DAY for number in range(length)]


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_is_as_in_chinese_calendar(year: int) -> None:
    different = [
        day
        for day in days_of(year)
        if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)
    ]
    assert different == []


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_every_day_is_of_the_kind_that_chinese_calendar_gives_it(year: int) -> None:
    for day in days_of(year):
        off, name = chinese_calendar.get_holiday_detail(day)
        expected = {
            (True, True): DayKind.HOLIDAY,
            (True, False): DayKind.WEEKEND,
            (False, True): DayKind.WORKING_WEEKEND,
            (False, False): DayKind.WEEKDAY,
        }[off, name is not None]
        assert CALENDAR.day(day).kind is expected, day


@pytest.mark.parametrize(
    ("year", "number", "issued", "working_days"),
    [
        (2024, "国办发明电〔2023〕7号", date(2023, 10, 25), 251),
        (2025, "国办发明电〔2024〕12号", date(2024, 11, 12), 248),
        (2026, "国办发明电〔2025〕7号", date(2025, 11, 4), 248),
    ],
)
def test_each_year_names_its_notice(
    year: int, number: str, issued: date, working_days: int
) -> None:
    notice = next(notice for notice in CALENDAR.notices if notice.year == year)
    assert notice.title == f"国务院办公厅关于{year}年部分节假日安排的通知"
    assert (notice.number, notice.issued) == (number, issued)
    assert sum(map(CALENDAR.is_working_day, days_of(year))) == working_days


def test_a_day_tells_its_holiday() -> None:
    day = CALENDAR.day(date(2026, 10, 10))  # Saturday, worked for the National Day
    assert day.kind is DayKind.WORKING_WEEKEND
    assert day.holiday is not None
    assert (day.holiday.name, day.holiday.notice) == ("国庆节", "国办发明电〔2025〕7号")
    assert (day.is_working, day.provisional) == (True, False)


def test_a_missing_year_says_so() -> None:
    with pytest.raises(
        MissingYear, match=r"holidays of 2027 are not known: add .*cn_2027\.yaml"
    ) as missing:
        CALENDAR.is_working_day(date(2027, 1, 1))
    assert missing.value.year == 2027
    with pytest.raises(MissingYear):
        CALENDAR.is_working_day(date(2023, 12, 29))
    with pytest.raises(MissingYear):
        CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 4))


def test_a_missing_year_is_guessed_from_the_weekday_where_a_guess_will_do() -> None:
    assert CALENDAR.is_working_day(date(2027, 1, 1), provisional_ok=True)  # Friday
    assert not CALENDAR.is_working_day(date(2027, 1, 2), provisional_ok=True)  # Saturday
    assert CALENDAR.day(date(2027, 1, 1)).provisional
    # 31 December, 1 and 4 January
    assert (
        CALENDAR.working_days_between(date(2026, 12, 30), date(2027, 1, 4), provisional_ok=True)
        == 3
    )


def test_an_instant_is_not_taken_for_a_date() -> None:
    with pytest.raises(TypeError, match="give the date it falls on"):
        CALENDAR.is_working_day(datetime(2026, 10, 1, 9))


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),  # the day itself does not count
        (date(2026, 11, 23), date(2026, 11, 24), 1),  # Monday to Tuesday
        (date(2026, 11, 20), date(2026, 11, 23), 1),  # over a weekend
        (date(2026, 9, 30), date(2026, 10, 7), 0),  # into the last day of National Day
        (date(2026, 9, 30), date(2026, 10, 10), 3),  # 8, 9 and the worked Saturday
        (date(2026, 2, 13), date(2026, 2, 24), 2),  # Spring Festival: worked Saturday 14, then 24
        (date(2026, 10, 10), date(2026, 9, 30), -3),  # backwards
    ],
)
def test_working_days_between(start: date, end: date, count: int) -> None:
    assert CALENDAR.working_days_between(start, end) == count


def test_two_notices_for_one_year_are_refused() -> None:
    with pytest.raises(DataError, match="same year"):
        Calendar((CALENDAR.notices[0], CALENDAR.notices[0]))


def test_two_notices_for_one_day_are_refused() -> None:
    early = Holiday("元旦", date(2025, 12, 31), date(2025, 12, 31), "示例")
    other = replace(CALENDAR.notices[1], holidays=(early,))
    this = replace(CALENDAR.notices[2], holidays=(replace(early, notice="示例二"),))
    with pytest.raises(DataError, match="2025-12-31 is arranged by two notices"):
        Calendar((other, this))


def test_calendars_of_the_same_notices_are_equal() -> None:
    assert Calendar(CALENDAR.notices) == CALENDAR
    assert hash(Calendar(CALENDAR.notices)) == hash(CALENDAR)
    assert Calendar(()) != CALENDAR


def test_a_calendar_without_notices_knows_no_year() -> None:
    with pytest.raises(MissingYear):
        Calendar(()).is_working_day(date(2026, 11, 23))
