"""Working hours as data."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from mashangban.core.worktime import DataError, WorkingHours, packaged_hours, parse_hours

TEXT = """\
status: in_force
source: 示例〔2026〕1号
timezone: Asia/Shanghai
intervals: ["09:00-12:00", "13:00-17:30"]
"""


def test_hours_are_read_whole() -> None:
    hours = parse_hours(TEXT, origin="hours.yaml")
    assert str(hours) == "09:00-12:00, 13:00-17:30"
    assert hours.per_day == timedelta(hours=7, minutes=30)
    assert hours.timezone == ZoneInfo("Asia/Shanghai")
    assert (hours.status, hours.source) == ("in_force", "示例〔2026〕1号")


def test_spans_and_closing_of_a_day() -> None:
    hours = parse_hours(TEXT, origin="hours.yaml")
    spans = [
        (opens.isoformat(), closes.isoformat()) for opens, closes in hours.spans(date(2026, 11, 23))
    ]
    assert spans == [
        ("2026-11-23T09:00:00+08:00", "2026-11-23T12:00:00+08:00"),
        ("2026-11-23T13:00:00+08:00", "2026-11-23T17:30:00+08:00"),
    ]
    assert hours.closing(date(2026, 11, 23)).isoformat() == "2026-11-23T17:30:00+08:00"


def test_a_desk_may_be_open_all_day() -> None:
    hours = WorkingHours.parse(["00:00-24:00"])
    assert hours.per_day == timedelta(hours=24)
    assert str(hours) == "00:00-24:00"
    assert hours.closing(date(2026, 11, 23)).isoformat() == "2026-11-24T00:00:00+08:00"


def test_the_packaged_hours_are_labelled_illustrative() -> None:
    assert packaged_hours().status == "illustrative"
    assert "示例" in packaged_hours().source


@pytest.mark.parametrize(
    ("intervals", "sentence"),
    [
        ([], "at least one interval"),
        (["9-12"], '"9-12" is not an interval such as 08:30-11:30'),
        (["09:00-12:60"], "is not an interval"),
        (["09:00-24:30"], "each interval ends after it begins"),  # beyond midnight
        (["12:00-09:00"], "each interval ends after it begins"),
        (["09:00-09:00"], "each interval ends after it begins"),
        (["13:00-17:00", "09:00-12:00"], "after the one before has ended"),
        (["09:00-13:00", "12:00-17:00"], "after the one before has ended"),
        (["09:00-12:00", "12:00-17:00"], "after the one before has ended"),  # one interval, then
    ],
)
def test_hours_that_cannot_be_are_refused(intervals: list[str], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        WorkingHours.parse(intervals)


@pytest.mark.parametrize("timezone", ["Asia/Shangai", "Asia", "", "../Asia/Shanghai"])
def test_an_unknown_time_zone_is_refused(timezone: str) -> None:
    with pytest.raises(DataError, match="is not a time zone; write Asia/Shanghai"):
        WorkingHours.parse(["09:00-17:00"], timezone=timezone)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("in_force", "valid", 'hours.yaml: status "valid" is none of in_force, expired_followed'),
        ("source: 示例〔2026〕1号\n", "", 'hours.yaml: "source" is missing'),
        ("Asia/Shanghai", "Asia/Shangai", 'hours.yaml: "Asia/Shangai" is not a time zone'),
        ('["09:00-12:00", "13:00-17:30"]', "[]", "hours.yaml: Working hours need at least one"),
        ("status:", "state:", "unknown 'state'"),
    ],
)
def test_a_file_that_cannot_be_is_refused(old: str, new: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        parse_hours(TEXT.replace(old, new), origin="hours.yaml")
