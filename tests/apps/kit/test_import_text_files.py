"""CSV and GeoJSON as people's programs write them: encodings, separators, headers, limits."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mashangban.kit.imports import Outcome, UnreadableFile
from mashangban.kit.imports.reading import Layout, Sheet, SourceRow, decode, limits, read_sheet


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(folder: Path, content: bytes | str, name: str = "sheet.csv", **layout: Any) -> Sheet:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    names = frozenset(layout.pop("names", ()))
    return read_sheet(path, Layout(names=names, **layout))


def told(sheet: Sheet) -> list[tuple[int, Outcome, str]]:
    return [(each.row, each.outcome, each.reason) for each in sheet.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    sheet = read(tmp_path, "名称,户数\r\n平和公寓,116\r\n".encode(encoding))
    assert sheet.encoding == encoding
    assert sheet.columns == ("名称", "户数")
    assert sheet.rows == (SourceRow(2, {"名称": "平和公寓", "户数": "116"}),)
    assert sheet.findings == ()


def test_characters_that_only_gb18030_has_come_through() -> None:
    text = "名称\n㑇䶮𠮷苑\n"
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("平和公寓春房小区柳荫新村一二三号弄路,12")), min_size=1
    )
)
def test_every_encoding_is_told_from_the_others(lines: list[str]) -> None:
    text = "名称,户数\n" + "\n".join(lines)
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert decode(text.encode(encoding)) == (text, encoding)


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        (b"a,b\n1,\xff\n", 2, 7),
        ("名称\n平和公寓\n".encode() + b"\xb5\xff\n", 3, 21),  # broken in both
        ("名称\n平和公寓\n".encode("gb18030") + b"\xff\n", 3, 15),
        (b"\xef\xbb\xbfa,b\n1,\xb5\xa4\n", 2, 10),
        ("a,b\n1,2\n".encode("utf-16-le").join([b"\xff\xfe", b"\x00"]), 3, 19),
        (b"a,b\n1,\x002", 2, 7),
    ],
)
def test_what_is_no_text_is_refused_by_line_and_byte(content: bytes, line: int, byte: int) -> None:
    with pytest.raises(UnreadableFile, match=f"line {line}, byte {byte} of the file"):
        decode(content)


def test_a_file_in_two_encodings_is_refused_where_the_second_begins() -> None:
    old = "名称,地址\n春房小区,甲路\n".encode("gb18030")
    content = old + "平和公寓,乙路\n".encode()
    with pytest.raises(UnreadableFile, match=f"line 3, byte {len(old) + 1} of the file is UTF-8"):
        decode(content)
    with pytest.raises(UnreadableFile, match="two encodings: line 2, byte 10"):
        decode("name,x\n12平和公寓,\n".encode() + "春房小区,\n".encode("gb18030"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, separator: str) -> None:
    others = "、".join({",", ";", "\t"} - {separator})
    text = f'a{separator}b\n1{separator}"x{others}y"\n2{separator}"p{others}q{others}"\n'
    sheet = read(tmp_path, text)
    assert sheet.columns == ("a", "b")
    assert [row.cells["a"] for row in sheet.rows] == ["1", "2"]


def test_rows_count_as_in_a_spreadsheet_whatever_their_cells_hold(tmp_path: Path) -> None:
    sheet = read(tmp_path, 'a;b\n1;"two\nlines"\n;\n3;4\n;\n')
    assert [(row.number, row.cells["b"]) for row in sheet.rows] == [(2, "two\nlines"), (4, "4")]
    # Empty rows at the end are nobody's business.
    assert told(sheet) == [(3, Outcome.NOTED, "Empty rows between the others were passed over: 1.")]


def test_the_header_is_found_below_a_title(tmp_path: Path) -> None:
    text = "某区小区一览表,,\n\n名称,户数,备注\n平和公寓,116,\n"
    sheet = read(tmp_path, text, names={"名称", "户数"})
    assert sheet.columns == ("名称", "户数", "备注")
    assert [row.number for row in sheet.rows] == [4]
    assert told(sheet) == [
        (
            0,
            Outcome.NOTED,
            "The names of the columns stand in row 3; the rows above it were passed over.",
        )
    ]
    assert read(tmp_path, text, header_row=3).rows == sheet.rows
    with pytest.raises(UnreadableFile, match="no rows"):
        read(tmp_path, "某区小区一览表,\n名称,户数\n", names={"名称"})
    # Nobody said what to look for: the first row with anything in it.
    assert read(tmp_path, text).columns == ("某区小区一览表",)


def test_a_header_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="row 9 as the header; the sheet has 2 rows"):
        read(tmp_path, "a,b\n1,2\n", header_row=9)
    with pytest.raises(UnreadableFile, match="Row 2 has no names"):
        read(tmp_path, "a,b\n,\n1,2\n", header_row=2)


def test_ragged_rows_are_refused_by_their_number_and_the_others_read(tmp_path: Path) -> None:
    sheet = read(tmp_path, "a,b\n1,2,3\n4,5\n6\n7,8,,\n")
    assert [row.number for row in sheet.rows] == [3, 5]  # empty cells too many are no harm
    assert [(each.row, each.outcome, each.value) for each in sheet.findings] == [
        (2, Outcome.REFUSED, "1, 2, 3"),
        (4, Outcome.REFUSED, "6"),
    ]
    assert "has 3 cells, the header has 2" in sheet.findings[0].reason


def test_columns_without_a_name_of_their_own_are_left_out_and_told(tmp_path: Path) -> None:
    sheet = read(tmp_path, "名称,,备注,备注,\n平和公寓,x,1,2,\n", names={"名称"})
    assert sheet.columns == ("名称", "备注")
    assert sheet.rows[0].cells == {"名称": "平和公寓", "备注": "1"}
    assert [(each.row, each.column, each.reason) for each in sheet.findings] == [
        (1, "B", "This column has no name; it was left out."),
        (1, "D", "Another column has the same name; this one was left out."),
    ]
    with pytest.raises(UnreadableFile, match="More than one column is called “备注”"):
        read(tmp_path, "名称,备注,备注\n平和公寓,1,2\n", names={"备注"})


def test_names_of_columns_are_read_without_line_breaks(tmp_path: Path) -> None:
    assert read(tmp_path, '"建成\n年份",户数\n1991,\n').columns == ("建成 年份", "户数")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"PK\x03\x04rest", "Excel workbook, whatever its name says"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "Excel workbook, whatever"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n,\n", "empty"),
        ("a.csv", b"a,b\n", "no rows"),
        ("a.csv", b'a,b\n1,2\n3,"4\n5,6\n', "row 3 a quotation mark opens a cell and none"),
        ("a.csv", b'a,b\n1,"2"x\n', "row 2 something follows the quotation mark"),
        ("a.csv", b'a,b\n1,2\n3,"' + b"4" * 140_000, "row 3 is longer than 131072 characters"),
        ("a.doc", b"a,b\n1,2\n", "“.doc” files cannot be read"),
        ("a", b"a,b\n1,2\n", "“a” files cannot be read"),
        ("a.xls", b"a,b\n1,2\n", "“.xls” workbooks are not read. Save the sheet as .xlsx"),
        ("a.XLSM", b"a,b\n1,2\n", "“.xlsm” workbooks are not read"),
        ("a.xlsb", b"a,b\n1,2\n", "“.xlsb” workbooks are not read"),
        ("a.json", b"[1, 2", "JSON is broken"),
        ("a.json", b'{"type": "Topology"}', "FeatureCollection"),
        ("a.json", b'{"features": [{"geometry": null}]}', "no properties"),
        ("a.json", b'{"crs": {"name": "EPSG:2414"}, "features": []}', "another system"),
        ("a.json", b'{"features": [{"properties": {"a": NaN}}]}', "JSON is broken"),
        ("a.json", b"[" * 200_000, "nested deeper than 20 levels"),
        ("a.json", b"[" * 900 + b"]" * 900, "nested deeper than 20 levels"),
        ("a.json", b'{"a":' * 21 + b"1" + b"}" * 21, "nested deeper than 20 levels"),
        ("a.json", b"[" + b"[]," * 2_000_000 + b"[]]", "more than 2,000,000 features"),
        ("a.json", b"[" + b"1," * 8_000_001 + b"1]", "more than 8,000,000 features"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read(tmp_path, content, name)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nothing\.csv"):
        read_sheet(tmp_path / "nothing.csv")


def test_only_workbooks_have_sheets(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="only a workbook has sheets"):
        read(tmp_path, "a,b\n1,2\n", sheet="小区")


def test_a_file_of_a_million_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="more than 200,000 rows"):
        read(tmp_path, "a,b\n" + "1,2\n" * 1_000_000)


def test_the_last_row_that_is_allowed_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mashangban.kit.imports.reading.tables.MOST_ROWS", 3)
    assert len(read(tmp_path, "a,b\n1,2\n3,4\n").rows) == 2
    with pytest.raises(UnreadableFile, match="more than 3 rows"):
        read(tmp_path, "a,b\n1,2\n3,4\n5,6\n")


def test_too_many_columns_and_cells_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = ",".join(f"c{number}" for number in range(limits.MOST_COLUMNS))
    assert len(read(tmp_path, f"{wide}\n{wide}\n").columns) == 400
    with pytest.raises(UnreadableFile, match="more than 400 columns"):
        read(tmp_path, f"{wide},x\n{wide},1\n")
    monkeypatch.setattr("mashangban.kit.imports.reading.tables.MOST_CELLS", 4)
    with pytest.raises(UnreadableFile, match="more than 4 cells"):
        read(tmp_path, "a,b\n1,2\n3,4\n")


def test_a_file_that_is_too_large_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    with pytest.raises(UnreadableFile, match="larger than 64 MB"):
        read_sheet(path)


POINT = {"type": "Point", "coordinates": [121.4, 31.2]}


def collection(*features: Any, **members: Any) -> bytes:
    document = {"type": "FeatureCollection", "features": features, **members}
    return json.dumps(document, ensure_ascii=False).encode()


def test_geojson_features_are_rows_with_a_geometry(tmp_path: Path) -> None:
    content = collection(
        {"type": "Feature", "properties": {" code ": 1}, "geometry": POINT},
        {"type": "Feature", "properties": {"name": "乙"}, "geometry": None},
    )
    sheet = read(tmp_path, content, "areas.geojson")
    assert sheet.columns == ("code", "geometry", "name")
    assert [row.number for row in sheet.rows] == [1, 2]
    assert sheet.rows[0].cells == {"code": 1, "geometry": POINT}
    assert sheet.crs == ""


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "wgs84"),
        ("urn:ogc:def:crs:EPSG::4326", "wgs84"),
        ("EPSG:4490", "cgcs2000"),
    ],
)
def test_geojson_may_name_its_system(tmp_path: Path, name: str, crs: str) -> None:
    feature = {"type": "Feature", "properties": {"code": 1}, "geometry": POINT}
    content = collection(feature, crs={"type": "name", "properties": {"name": name}})
    assert read(tmp_path, content, "areas.geojson").crs == crs


def test_geojson_of_too_many_features_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mashangban.kit.imports.reading.geojson.MOST_ROWS", 2)
    feature = {"type": "Feature", "properties": {"code": 1}, "geometry": POINT}
    assert len(read(tmp_path, collection(feature, feature), "a.json").rows) == 2
    with pytest.raises(UnreadableFile, match="more than 2 features"):
        read(tmp_path, collection(feature, feature, feature), "a.json")
