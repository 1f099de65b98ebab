"""A deadline explains itself."""

import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from mashangban.core.worktime import (
    Deadline,
    ReasonCode,
    WorkingHours,
    add_elapsed,
    add_working_days,
    add_working_time,
    packaged_calendar,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = packaged_calendar()
HOURS = WorkingHours.parse(("09:00-12:00", "13:00-17:00"))
NOTICE = "国办发明电〔2025〕7号"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def worked(start: str, hours: int) -> Deadline:
    return add_working_time(at(start), timedelta(hours=hours), calendar=CALENDAR, hours=HOURS)


def told(deadline: Deadline) -> list[dict[str, str | int]]:
    data = [reason.as_data() for reason in deadline.reasons]
    assert json.loads(json.dumps(data)) == data  # fit for a JSON column as it is
    return data


def basis(hours: int) -> dict[str, str | int]:
    return {"code": "working_time", "seconds": hours * 3600, "hours": "09:00-12:00, 13:00-17:00"}


def test_within_one_day_only_the_basis_is_told() -> None:
    assert told(worked("2026-11-23 10:00", 4)) == [basis(4)]


def test_around_the_clock() -> None:
    deadline = add_elapsed(at("2026-10-01 06:12"), timedelta(hours=4))
    assert told(deadline) == [{"code": "around_the_clock", "seconds": 14400}]


def test_a_start_outside_working_hours_is_moved() -> None:
    assert told(worked("2026-11-23 17:30", 1)) == [
        basis(1),
        {
            "code": "start_moved",
            "from": "2026-11-23T17:30:00+08:00",
            "to": "2026-11-24T09:00:00+08:00",
        },
    ]


def test_national_day_is_skipped_and_its_worked_saturday_counted() -> None:
    # From Wednesday 30 September: one hour, then 8 and 9 October, then three on Saturday 10.
    assert told(worked("2026-09-30 16:00", 18)) == [
        basis(18),
        {
            "code": "holiday_skipped",
            "name": "国庆节",
            "first": "2026-10-01",
            "last": "2026-10-07",
            "notice": NOTICE,
        },
        {"code": "weekend_worked", "day": "2026-10-10", "name": "国庆节", "notice": NOTICE},
    ]


def test_a_report_during_a_holiday_tells_the_move_and_the_whole_holiday() -> None:
    assert told(worked("2026-10-03 10:00", 1)) == [
        basis(1),
        {
            "code": "start_moved",
            "from": "2026-10-03T10:00:00+08:00",
            "to": "2026-10-08T09:00:00+08:00",
        },
        {
            "code": "holiday_skipped",
            "name": "国庆节",
            "first": "2026-10-01",
            "last": "2026-10-07",
            "notice": NOTICE,
        },
    ]


def test_a_worked_weekend_day_on_which_counting_begins_is_told() -> None:
    codes = [reason.code for reason in worked("2026-10-10 10:00", 1).reasons]
    assert codes == ["working_time", "weekend_worked"]


def test_a_worked_weekend_day_that_was_over_is_not_told() -> None:
    codes = [reason.code for reason in worked("2026-10-10 18:00", 1).reasons]
    assert codes == ["working_time", "start_moved", "weekend_skipped"]


def test_weekends_are_told_each_as_one() -> None:
    days = add_working_days(at("2026-11-27 10:00"), 6, calendar=CALENDAR, hours=HOURS)
    assert told(days) == [
        {"code": "working_days", "days": 6, "after": "2026-11-27"},
        {"code": "weekend_skipped", "first": "2026-11-28", "last": "2026-11-29"},
        {"code": "weekend_skipped", "first": "2026-12-05", "last": "2026-12-06"},
    ]


def test_the_day_of_the_start_is_not_told_when_it_does_not_count() -> None:
    # Saturday 10 October 2026 is worked, but it is the day of the start.
    days = add_working_days(at("2026-10-10 10:00"), 1, calendar=CALENDAR, hours=HOURS)
    assert told(days) == [
        {"code": "working_days", "days": 1, "after": "2026-10-10"},
        {"code": "weekend_skipped", "first": "2026-10-11", "last": "2026-10-11"},
    ]


def test_each_missing_year_is_told_once() -> None:
    deadline = add_working_days(at("2026-12-30 10:00"), 270, calendar=CALENDAR, hours=HOURS)
    missing = [reason.as_data() for reason in deadline.reasons if reason.code == "year_missing"]
    assert missing == [
        {"code": "year_missing", "year": 2027},
        {"code": "year_missing", "year": 2028},
    ]
    assert deadline.provisional


def test_the_documentation_lists_every_reason() -> None:
    page = Path(__file__).parents[3] / "docs" / "reference" / "worktime.md"
    _, reasons = page.read_text(encoding="utf-8").split("## Why a deadline is when it is")
    assert re.findall(r"^\| `(\w+)`", reasons, flags=re.MULTILINE) == list(ReasonCode)
