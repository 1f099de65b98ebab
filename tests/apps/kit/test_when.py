"""Times and durations as people say them, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from mashangban.kit import when
from mashangban.kit.clock import SHANGHAI

# A Monday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)


def local(*parts: int) -> datetime:
    """Return an instant given by Shanghai's clock, as the database hands it over: in UTC."""
    return datetime(*parts, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (local(2026, 11, 23, 10, 20), "今天 10:20", "today 10:20"),
        # The first and the last minute of the day in Shanghai, both on other days in UTC or not.
        (local(2026, 11, 23, 0, 0), "今天 0:00", "today 0:00"),
        (local(2026, 11, 23, 23, 59), "今天 23:59", "today 23:59"),
        (local(2026, 11, 22, 23, 59), "昨天 23:59", "yesterday 23:59"),
        (local(2026, 11, 24, 0, 0), "明天 0:00", "tomorrow 0:00"),
        (local(2026, 11, 21, 9, 5), "11月21日 9:05", "21 November 9:05"),
        (local(2026, 11, 25, 18, 0), "11月25日 18:00", "25 November 18:00"),
        (local(2026, 1, 1, 8, 0), "1月1日 8:00", "1 January 8:00"),
        # Another year is named.
        (local(2025, 12, 31, 8, 0), "2025年12月31日 8:00", "31 December 2025 8:00"),
        (local(2027, 2, 3, 8, 0), "2027年2月3日 8:00", "3 February 2027 8:00"),
    ],
)
def test_a_moment(at: datetime, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert when.moment(at, now=NOW) == words


def test_yesterday_may_be_last_year() -> None:
    new_year = local(2027, 1, 1, 9, 0)
    with translation.override("en"):
        assert when.moment(local(2026, 12, 31, 22, 0), now=new_year) == "yesterday 22:00"
        assert when.date_words(local(2026, 12, 31, 22, 0), now=new_year) == "31 December 2026"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(month: int) -> None:
    at = local(2026, month, 5, 12, 0)
    with translation.override("en"):
        assert when.date_words(at, now=NOW) == f"5 {at:%B}"
    with translation.override("zh-hans"):
        assert when.date_words(at, now=NOW) == f"{month}月5日"


def test_a_stamp_is_shanghai_s_clock_whatever_the_language() -> None:
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert when.stamp(datetime(2026, 11, 20, 1, 5, tzinfo=UTC)) == "2026-11-20 09:05"


@pytest.mark.parametrize(
    ("length", "chinese", "english"),
    [
        (timedelta(minutes=25), "25分钟", "25 minutes"),
        (timedelta(minutes=1), "1分钟", "1 minute"),
        (timedelta(hours=1), "1小时", "1 hour"),
        (timedelta(hours=3, minutes=59), "3小时", "3 hours"),
        (timedelta(hours=23, minutes=59, seconds=59), "23小时", "23 hours"),
        (timedelta(days=1), "1天", "1 day"),
        (timedelta(days=30, hours=12), "30天", "30 days"),
        # The last seconds of an hour are not sixty minutes.
        (timedelta(minutes=59, seconds=59), "59分钟", "59 minutes"),
        (timedelta(minutes=2, seconds=59), "2分钟", "2 minutes"),
        # There is no "0 minutes": it would read as if it were over.
        (timedelta(seconds=1), "1分钟", "1 minute"),
        (timedelta(0), "1分钟", "1 minute"),
        (timedelta(days=-2), "1分钟", "1 minute"),
    ],
)
def test_a_duration(length: timedelta, chinese: str, english: str) -> None:
    for language, words in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert when.duration(length) == words
