"""Files of lists: the values in each format, formulas disarmed, rows never held together."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from mashangban.kit.exports import Column, Format, Kind, Sheet, TooManyRows, Value, write
from mashangban.kit.exports import sheet as sheets

COLUMNS = (
    Column("name", "名称"),
    Column("fee", "Fee", Kind.NUMBER),
    Column("day", "Day", Kind.DAY),
    Column("at", "At", Kind.INSTANT),
    Column("lon", "Longitude", Kind.NUMBER),
    Column("lat", "Latitude", Kind.NUMBER),
)
ROW: tuple[Value, ...] = (
    "听松小区",
    Decimal("0.80"),
    date(2026, 11, 23),
    datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
    121.5,
    31.25,
)
EMPTY: tuple[Value, ...] = ("", None, None, None, None, None)
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"]


def made(form: Format, *rows: tuple[Value, ...], mark: str = "") -> bytes:
    file = io.BytesIO()
    sheet = Sheet("小区 [1/2]", COLUMNS, rows, point=("lon", "lat"), mark=mark)
    assert write(sheet, form, file) == len(rows)
    return file.getvalue()


def cells(content: bytes) -> list[str]:
    """Return what an Excel file holds, row by row, as text."""
    with ZipFile(io.BytesIO(content)) as book:
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return ["".join(cell.itertext()) for cell in page.iter() if cell.tag.endswith("}c")]


def test_csv_holds_exact_figures_and_local_times() -> None:
    text = made(Format.CSV, ROW, EMPTY).decode("utf-8-sig")
    assert text.splitlines() == [
        "名称,Fee,Day,At,Longitude,Latitude",
        "听松小区,0.80,2026-11-23,2026-11-23T10:05:00+08:00,121.5,31.25",
        ",,,,,",
    ]


def test_csv_says_that_it_is_utf_8() -> None:
    assert made(Format.CSV).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_makes_no_formula_of_text(text: str) -> None:
    content = made(Format.CSV, (text, *EMPTY[1:])).decode("utf-8-sig")
    assert f"'{text}" in content.replace("\r\n", "\n") or f"'{text}" in content


def test_negative_figures_are_no_text() -> None:
    content = made(Format.CSV, ("x", Decimal("-0.80"), *EMPTY[2:])).decode("utf-8-sig")
    assert "x,-0.80," in content


def test_excel_types_what_it_holds() -> None:
    found = cells(made(Format.XLSX, ROW))
    assert found[:6] == ["名称", "Fee", "Day", "At", "Longitude", "Latitude"]
    assert found[6:8] == ["听松小区", "0.80"]
    assert float(found[8]) == 46349.0  # days since 1899-12-30
    assert float(found[9]) == pytest.approx(46349 + (10 * 60 + 5) / 1440)


@pytest.mark.parametrize("text", DANGEROUS[:4])
def test_excel_makes_no_formula_and_no_link_of_text(text: str) -> None:
    for dangerous in (text, "https://example.org"):
        content = made(Format.XLSX, (dangerous, *EMPTY[1:]))
        with ZipFile(io.BytesIO(content)) as book:
            page = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page
        assert dangerous in cells(content)


def test_geojson_is_a_feature_collection() -> None:
    found = json.loads(made(Format.GEOJSON, ROW, EMPTY))
    assert found["type"] == "FeatureCollection"
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [121.5, 31.25]}
    assert first["properties"] == {
        "name": "听松小区",
        "fee": "0.80",
        "day": "2026-11-23",
        "at": "2026-11-23T10:05:00+08:00",
    }
    assert second["geometry"] is None
    assert json.loads(made(Format.GEOJSON))["features"] == []


def test_geojson_needs_points() -> None:
    with pytest.raises(ValueError, match="no points"):
        write(Sheet("Reports", COLUMNS, []), Format.GEOJSON, io.BytesIO())


@pytest.mark.parametrize("form", Format)
def test_a_mark_stands_on_every_row(form: Format) -> None:
    content = made(form, ROW, EMPTY, ROW, mark="何文 & no. 7")
    text = "\n".join(cells(content)) if form is Format.XLSX else content.decode("utf-8-sig")
    assert text.count("何文 & no. 7") == 3


def test_the_mark_stands_at_the_foot_of_a_printed_page() -> None:
    with ZipFile(io.BytesIO(made(Format.XLSX, ROW, mark="何文 & no. 7"))) as book:
        assert "何文 &amp;&amp; no. 7" in book.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("form", Format)
def test_a_list_that_is_too_long_is_refused(form: Format, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    made(form, ROW, ROW)
    with pytest.raises(TooManyRows, match="2"):
        made(form, ROW, ROW, ROW)


@pytest.mark.parametrize("form", Format)
def test_rows_are_read_one_after_the_other(form: Format) -> None:
    alive = 0

    class Row(tuple[Value, ...]):
        def __new__(cls) -> "Row":
            nonlocal alive
            alive += 1
            assert alive <= 3
            return super().__new__(cls, ROW)

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def rows() -> Iterator[Row]:
        for _ in range(50):
            yield Row()

    file = io.BytesIO()
    assert write(Sheet("x", COLUMNS, rows(), point=("lon", "lat")), form, file) == 50
