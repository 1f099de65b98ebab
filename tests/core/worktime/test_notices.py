"""Reading a yearly notice: what it may say, and how it is refused."""

from datetime import date

import pytest

from mashangban.core.worktime import Calendar, DataError, DayKind, parse_notice

NOTICE = """\
year: 2030
notice: {title: 示例通知, number: 示例〔2029〕1号, issued: 2029-11-01}
holidays:
  - {name: 元旦, first: 2029-12-31, last: 2030-01-02, working_weekends: [2029-12-29]}
  - {name: 端午节, first: 2030-06-05, last: 2030-06-05}
"""


def test_a_notice_is_read_whole() -> None:
    notice = parse_notice(NOTICE.encode(), origin="cn_2030.yaml")
    assert (notice.year, notice.title, notice.number) == (2030, "示例通知", "示例〔2029〕1号")
    assert notice.issued == date(2029, 11, 1)
    new_year, dragon_boat = notice.holidays
    assert new_year.days() == (date(2029, 12, 31), date(2030, 1, 1), date(2030, 1, 2))
    assert new_year.working_weekends == (date(2029, 12, 29),)
    assert dragon_boat.days() == (date(2030, 6, 5),)
    assert dragon_boat.working_weekends == ()
    assert {holiday.notice for holiday in notice.holidays} == {"示例〔2029〕1号"}


def test_new_years_holiday_may_begin_in_the_december_before() -> None:
    calendar = Calendar((parse_notice(NOTICE, origin="cn_2030.yaml"),))
    assert calendar.day(date(2029, 12, 31)).kind is DayKind.HOLIDAY
    assert not calendar.day(date(2029, 12, 31)).provisional  # arranged, though 2029 is missing
    assert calendar.day(date(2029, 12, 28)).provisional


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (NOTICE, "year: [", "cn_2030.yaml: not valid YAML"),
        (NOTICE, "- 2030", "cn_2030.yaml: expected a mapping of names to values"),
        ("year: 2030", "", '"year" is missing'),
        ("year: 2030", "year: '2030'", "\"year\" must be of type int, found '2030'"),
        ("year: 2030", "year: true", '"year" must be of type int, found True'),
        ("year: 2030", "year: 2030\nyaer: 2031", "unknown 'yaer'; allowed: year, notice, holidays"),
        ("issued: 2029-11-01", "issued: 2029-11-01 08:00:00", '"issued" must be of type date'),
        (", issued: 2029-11-01", "", 'cn_2030.yaml, notice: "issued" is missing'),
        ("title: 示例通知", "titel: 示例通知", "notice: unknown 'titel'"),
        ("last: 2030-06-05", "lsat: 2030-06-05", "holiday 端午节: unknown 'lsat'"),
        ("last: 2030-06-05", "last: 5 June", 'holiday 端午节: "last" must be of type date'),
        (
            "- {name: 端午节, first: 2030-06-05, last: 2030-06-05}",
            "- 端午节",
            '"item 2" must be of type dict',
        ),
        ("[2029-12-29]", "2029-12-29", '"working_weekends" must be of type list'),
        ("[2029-12-29]", "[soon]", "\"item 1\" must be of type date, found 'soon'"),
        ("first: 2030-06-05", "first: 2030-06-06", r"last \(2030-06-05\) is before first"),
        (
            "2029-12-29",
            "2029-12-28",
            "2029-12-28 in working_weekends is neither Saturday nor Sunday",
        ),
        ("2029-12-29", "2028-12-30", "2028-12-30 is neither in 2030 nor in the December before"),
        ("2029-12-29", "2029-11-25", "2029-11-25 is neither in 2030"),
        ("[2029-12-29]", "[2029-12-29, 2029-12-29]", "2029-12-29 is arranged twice"),
        ("2030-06-05", "2030-01-02", "2030-01-02 is arranged twice"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(old: str, new: str, sentence: str) -> None:
    text = NOTICE.replace(old, new)
    assert text != NOTICE
    with pytest.raises(DataError, match=sentence):
        parse_notice(text, origin="cn_2030.yaml")


def test_a_notice_without_holidays_is_refused() -> None:
    with pytest.raises(DataError, match="no holidays; every notice arranges some"):
        parse_notice(NOTICE.split("holidays:")[0], origin="cn_2030.yaml")
