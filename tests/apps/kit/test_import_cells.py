"""What the cells of a sheet say: figures, money, days, choices, points."""

from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.coordinates import CRS, Bounds, Point, distance_m, from_wgs84
from mashangban.kit.imports import Cells, Mapping, Outcome
from mashangban.kit.imports.reading import SourceRow
from mashangban.kit.imports.words import figure, grouped
from mashangban.registry.imports.bounds import FEE, HOUSEHOLDS, Bound, built_year


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def cells(value: Any, field: str = "figure") -> Cells:
    return Cells(SourceRow(7, {"Theirs": value}), Mapping(columns={field: "Theirs"}))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("116", 116.0),
        (" １１６ ", 116.0),
        ("1,200", 1200.0),
        ("１，２００", 1200.0),
        ("1991.0", 1991.0),
        ("0.75", 0.75),
        ("85%", 0.85),
        ("８５ ％", 0.85),
        ("-3", -3.0),
        (116, 116.0),
        (0.1 + 0.2, 0.3),
        ("", None),
        (None, None),
    ],
)
def test_a_figure_is_read_as_it_was_meant(written: Any, read: float | None) -> None:
    row = cells(written)
    assert row.number("figure", least=-10, most=5000) == read
    assert row.findings == []


@pytest.mark.parametrize(
    "written",
    [
        "暂无数据",
        " - ",
        "－",
        "#N/A",
        "1000-2000户",
        "500户及以下",
        "2000户以上",
        "0.75～1.2",
        "约300",
        "<5",
    ],
)
def test_what_is_no_figure_is_left_empty_with_a_note(written: str) -> None:
    row = cells(written)
    assert row.number("figure", least=0, most=5000) is None
    (finding,) = row.findings
    assert finding.outcome is Outcome.NOTED
    assert (finding.row, finding.column) == (7, "Theirs")
    assert not row.refused


@pytest.mark.parametrize(
    "written",
    [
        "22861964",
        "0",
        "-1",
        "三十",
        "12a",
        "1.2.3",
        "1,20",
        "9" * 400,
        "3.10105E+11",
        "2024-05-01",
        time(12, 0),
        True,
    ],
)
def test_what_cannot_be_is_refused(written: Any) -> None:
    row = cells(written)
    assert row.whole("figure", least=1, most=50_000) is None
    (finding,) = row.findings
    assert finding.outcome is Outcome.REFUSED
    assert finding.value == str(written)[:200]
    assert row.refused


def test_a_whole_figure_has_no_fraction() -> None:
    row = cells("3.5")
    assert row.whole("figure", least=1, most=9) is None
    assert row.refused
    assert cells("3.0").whole("figure", least=1, most=9) == 3


@pytest.mark.parametrize(
    ("written", "bound", "reason"),
    [
        (
            "22861964",
            HOUSEHOLDS,
            "This cannot be: it lies outside 1 to 50,000. "
            "A compound has some hundred or some thousand households.",
        ),
        (
            "1016",
            FEE,
            "This cannot be: it lies outside 0.01 to 50. "
            "A fee is the price in yuan for one square metre and one month, not a sum.",
        ),
        (
            "0",
            built_year(date(2026, 11, 23)),
            "This cannot be: it lies outside 1840 to 2031. "
            "It is the year in which the compound was completed, in four digits.",
        ),
        (
            20210,
            built_year(date(2026, 11, 23)),
            "This cannot be: it lies outside 1840 to 2031. "
            "It is the year in which the compound was completed, in four digits.",
        ),
    ],
)
def test_bounds_say_in_plain_words_why(written: Any, bound: Bound, reason: str) -> None:
    row = cells(written)
    read = row.decimal("figure", least=bound.least, most=bound.most, places=2, why=bound.why)
    assert read is None
    assert [finding.reason for finding in row.findings] == [reason]


@pytest.mark.parametrize("edge", [HOUSEHOLDS.least, HOUSEHOLDS.most])
def test_bounds_belong_to_what_can_be(edge: int) -> None:
    row = cells(edge)
    read = row.whole("figure", least=HOUSEHOLDS.least, most=HOUSEHOLDS.most, why=HOUSEHOLDS.why)
    assert (read, row.findings) == (edge, [])


def test_money_and_areas_are_exact() -> None:
    read = cells("1.10").decimal("figure", least=0, most=50, places=2)
    assert (read, str(read)) == (Decimal("1.1"), "1.10")
    # What a spreadsheet computed: it shows 0.3.
    assert cells(0.1 + 0.2).decimal("figure", least=0, most=50, places=2) == Decimal("0.3")
    row = cells("1.005")
    assert row.decimal("figure", least=0, most=50, places=2) is None
    assert [finding.reason for finding in row.findings] == ["Write it with at most 2 decimals."]


@given(st.decimals(min_value=-10_000, max_value=10_000, places=2))
def test_every_amount_is_read_as_it_is_written(amount: Decimal) -> None:
    for written in (f"{amount:f}", f"{amount:,f}", float(amount)):
        row = cells(written)
        assert row.decimal("figure", least=-10_000, most=10_000, places=2) == amount
        assert row.findings == []


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-01",
        "2024/5/1",
        "2024.5.1",
        "2024年5月1日",
        "2024 年 5 月 1 号",
        "２０２４年５月１日",
        "20240501",
        20240501,
        "2024/5/1 0:00:00",
        "2024/5/1 10:30",
        "2024-05-01T00:00:00",
        date(2024, 5, 1),
        datetime(2024, 5, 1, 12, 30),
    ],
)
def test_a_day_is_read_however_it_is_written(written: Any) -> None:
    row = cells(written, "day")
    assert row.day("day") == date(2024, 5, 1)
    assert row.findings == []


@pytest.mark.parametrize(
    "written",
    ["2024-02-30", "2024年5月", "24-5-1", "01/05/2024", "0024-05-01", "20210-01-01", 45413, "五一"],
)
def test_what_is_no_day_is_refused(written: Any) -> None:
    row = cells(written, "day")
    assert row.day("day") is None
    assert row.refused


def test_a_day_has_bounds_and_may_be_unknown() -> None:
    row = cells("2024-05-01", "day")
    assert row.day("day", latest=date(2024, 4, 30), why="It has not come yet.") is None
    (finding,) = row.findings
    assert finding.reason == (
        "This cannot be: it lies outside 1840-01-01 to 2024-04-30. It has not come yet."
    )
    assert cells("2024-04-30", "day").day("day", latest=date(2024, 4, 30)) == date(2024, 4, 30)
    row = cells("待定", "day")
    assert row.day("day") is None
    assert not row.refused


@given(st.dates(min_value=date(1840, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}", day):
        assert cells(written, "day").day("day") == day


def test_a_choice_lists_what_may_be_written() -> None:
    choices = {"商品房": "sold", "公房": "public", "无": "none"}
    assert cells(" 商品 房 ").choice("figure", choices) == "sold"
    assert cells("无").choice("figure", choices) == "none"
    assert cells("暂无数据").choice("figure", choices) is None
    row = cells("别墅")
    assert row.choice("figure", choices) is None
    assert [finding.reason for finding in row.findings] == ["Write one of these: 商品房, 公房, 无."]
    row = cells("")
    assert row.choice("figure", choices, required=True) is None
    assert row.refused


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("是", True),
        ("有", True),
        ("√", True),
        ("Ｙ", True),
        (True, True),
        (1, True),
        ("否", False),
        ("无", False),
        ("没有", False),
        (False, False),
        (0, False),
        ("", None),
        ("不详", None),
    ],
)
def test_yes_and_no(written: Any, read: bool | None) -> None:
    row = cells(written)
    assert row.yes_no("figure") is read
    assert row.findings == []


def test_neither_yes_nor_no_is_refused() -> None:
    row = cells("也许")
    assert row.yes_no("figure") is None
    assert row.refused


def test_words_lose_invisible_characters_only() -> None:
    row = cells("\ufeff 平和\u200b公寓\t（一期） ")
    assert row.text("figure", longest=80) == "平和公寓 （一期）"
    assert cells("暂无").text("figure", longest=80) == ""
    assert cells(310105001).text("figure", longest=80) == "310105001"
    for written in ("-", "x" * 81):
        row = cells(written)
        row.text("figure", longest=80, required=True)
        assert row.refused


def test_a_code_that_lost_its_digits_is_refused() -> None:
    row = cells(9.13101057e17)
    row.text("figure", longest=80)
    assert "15 digits" in row.findings[0].reason
    assert row.refused


@pytest.mark.parametrize("shown", ["#REF!", "#DIV/0!", "＃ＶＡＬＵＥ！", "=SUM(A1:A9)"])
@pytest.mark.parametrize("kind", ["text", "number", "day", "choice"])
def test_a_formula_without_a_value_is_refused(shown: str, kind: str) -> None:
    row = cells(shown)
    match kind:
        case "text":
            row.text("figure", longest=80)
        case "number":
            row.number("figure", least=0, most=1)
        case "day":
            row.day("figure")
        case _:
            row.choice("figure", {"是": True})
    (finding,) = row.findings
    assert finding.outcome is Outcome.REFUSED
    assert "formula" in finding.reason


PLACE = Point(121.4, 31.2)
AROUND = Bounds(121.3, 31.1, 121.5, 31.3)


def located(x: Any, y: Any, crs: CRS | None = None) -> Cells:
    mapping = Mapping(columns={"longitude": "X", "latitude": "Y"}, crs=crs)
    return Cells(SourceRow(7, {"X": x, "Y": y}), mapping)


@pytest.mark.parametrize("crs", [*CRS, None])
def test_a_point_is_read_in_the_files_system(crs: CRS | None) -> None:
    stated = from_wgs84(PLACE, crs or CRS.WGS84)
    row = located(str(stated.longitude), stated.latitude, crs)
    read = row.point("longitude", "latitude", within=AROUND)
    assert read is not None
    assert distance_m(read, PLACE) < 0.02
    assert row.findings == []
    assert row.stated is not None
    assert distance_m(row.stated, stated) < 0.001


@pytest.mark.parametrize(
    ("x", "y", "column", "why"),
    [
        ("121.6", "31.2", "X", "outside 121.3 to 121.5"),
        ("121.4", "31.5", "Y", "outside 31.1 to 31.3"),
        ("31.2", "121.4", "Y", "swapped"),
        ("121.4", "", "Y", "both longitude and latitude"),
        ("-", "31.2", "X", "both longitude and latitude"),
        ("here", "31.2", "X", "not a number"),
    ],
)
def test_a_point_that_cannot_be_is_refused(x: str, y: str, column: str, why: str) -> None:
    row = located(x, y)
    assert row.point("longitude", "latitude", within=AROUND) is None
    (finding,) = (each for each in row.findings if each.outcome is Outcome.REFUSED)
    assert finding.column == column
    assert why in finding.reason


def test_a_point_may_be_missing_and_is_kept_when_it_lies_outside() -> None:
    row = located("", None)
    assert row.point("longitude", "latitude", within=AROUND) is None
    assert (row.findings, row.stated) == ([], None)
    row = located("121.6", "31.2")
    row.point("longitude", "latitude", within=AROUND)
    assert row.stated == Point(121.6, 31.2)


@pytest.mark.parametrize(
    ("bound", "written"),
    [(50_000, "50,000"), (0.01, "0.01"), (50.0, "50"), (1840, "1840"), (Decimal("12.50"), "12.5")],
)
def test_bounds_are_written_as_people_do(bound: Any, written: str) -> None:
    assert grouped(bound) == written


@given(st.floats(min_value=-1e14, max_value=1e14, allow_nan=False))
def test_figures_keep_fifteen_digits(value: float) -> None:
    assert float(figure(value)) == float(format(value, ".15g"))
    assert "e" not in figure(value).lower()
