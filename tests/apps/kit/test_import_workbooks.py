"""Excel sheets: values as the sheet has them, headers as people arrange them."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mashangban.kit.imports import Cells, Mapping, Outcome, UnreadableFile
from mashangban.kit.imports.reading import Layout, Sheet, read_sheet
from tests.apps.kit.workbooks import DAY, INSTANT, PERCENT, parts, sheet, workbook, zipped


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(folder: Path, content: bytes, **layout: Any) -> Sheet:
    path = folder / "sheet.xlsx"
    path.write_bytes(content)
    return read_sheet(path, Layout(names=frozenset(layout.pop("names", ())), **layout))


def told(found: Sheet) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.reason) for each in found.findings]


def styled(value: float, style: int) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def test_values_are_typed_as_the_sheet_has_them(tmp_path: Path) -> None:
    shared = "<si><t>平和公寓</t></si><si><r><t>春房</t></r><r><t>小区</t></r></si>"
    names = ("name", "year", "text", "share", "day", "instant", "ticked", "iso", "price", "none")
    cells = (
        '<c t="s"><v>1</v></c>',
        "<c><v>1991.0</v></c>",
        "１９９１",
        styled(0.85, PERCENT),
        styled(45413, DAY),
        styled(45413.5, INSTANT),
        '<c t="b"><v>1</v></c>',
        '<c t="d"><v>2024-05-01T00:00:00</v></c>',
        "<c><v>0.30000000000000004</v></c>",
        None,
    )
    found = read(tmp_path, zipped(parts({"小区": sheet(names, cells)}, texts=shared)))
    assert found.encoding == "xlsx"
    assert found.findings == ()
    (row,) = found.rows
    assert row.number == 2
    assert dict(row.cells) == {
        "name": "春房小区",
        "year": 1991,
        "text": "１９９１",
        "share": 0.85,
        "day": date(2024, 5, 1),
        "instant": datetime(2024, 5, 1, 12),
        "ticked": True,
        "iso": datetime(2024, 5, 1),
        "price": 0.30000000000000004,
        "none": None,
    }
    assert isinstance(row.cells["year"], int)

    cells_read = Cells(row, Mapping(columns={name: name for name in names}))
    for field in ("year", "text"):
        assert cells_read.whole(field, least=1840, most=2030) == 1991
    assert cells_read.number("share", least=0, most=1) == 0.85
    for field in ("day", "instant", "iso"):
        assert cells_read.day(field) == date(2024, 5, 1)
    assert cells_read.yes_no("ticked") is True
    assert str(cells_read.decimal("price", least=0, most=1, places=2)) == "0.30"
    assert cells_read.findings == []


def test_codes_stay_whole_numbers_until_excel_loses_their_digits(tmp_path: Path) -> None:
    found = read(tmp_path, workbook(("code",), (310105102001,), (913101057000000000,)))
    good, lost = (Cells(row, Mapping(columns={"code": "code"})) for row in found.rows)
    assert good.text("code", longest=20) == "310105102001"
    lost.text("code", longest=20)
    assert lost.refused


def test_a_formula_gives_its_value_and_is_refused_without_one(tmp_path: Path) -> None:
    header = ("good", "text", "blank", "never", "neither", "failed", "unknown")
    cells = (
        "<c><f>1+1</f><v>2</v></c>",
        '<c t="str"><f>A1</f><v>甲</v></c>',
        '<c t="str"><f>A2</f><v></v></c>',
        "<c><f>SUM(A1:A9)</f></c>",
        "<c><f>B1+1</f><v/></c>",
        '<c t="e"><f>B1</f><v>#REF!</v></c>',
        '<c t="e"><v>#N/A</v></c>',
    )
    found = read(tmp_path, workbook(header, cells))
    assert dict(found.rows[0].cells) == {
        "good": 2,
        "text": "甲",
        "blank": None,
        "never": "=SUM(A1:A9)",
        "neither": "=B1+1",
        "failed": "#REF!",
        "unknown": "#N/A",
    }
    row = Cells(found.rows[0], Mapping(columns={name: name for name in header}))
    for field in header:
        row.text(field, longest=80)
    refused = [each.column for each in row.findings if each.outcome is Outcome.REFUSED]
    assert refused == ["never", "neither", "failed"]


def test_the_first_sheet_that_can_be_seen_is_read_or_a_named_one(tmp_path: Path) -> None:
    content = zipped(
        parts(
            {
                "参数": sheet(("x",), (1,)),
                "小区": sheet(("a",), ("甲",)),
                "备 & 注": sheet(("a",), ('<c t="e"><v>#REF!</v></c>',)),
            },
            hidden=["参数"],
        )
    )
    found = read(tmp_path, content)
    assert [row.cells for row in found.rows] == [{"a": "甲"}]
    assert told(found) == [
        (
            0,
            "",
            "Of the sheets “参数”, “小区”, “备 & 注”, “小区” was read; the mapping's sheet: names "
            "another.",
        )
    ]
    named = read(tmp_path, content, sheet="备 & 注")
    assert [row.cells for row in named.rows] == [{"a": "#REF!"}]
    assert named.findings == ()
    assert read(tmp_path, content, sheet="参数").columns == ("x",)
    with pytest.raises(UnreadableFile, match="no sheet “楼栋”; it has: “参数”, “小区”"):
        read(tmp_path, content, sheet="楼栋")
    with pytest.raises(UnreadableFile, match="no sheet that can be seen"):
        read(tmp_path, zipped(parts({"甲": sheet(("a",), (1,))}, hidden=["甲"])))


def test_rows_and_columns_count_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    content = workbook((), (None, None, "名称"), (), (None, None, "甲"), (), (None, None, "乙"))
    found = read(tmp_path, content)
    assert [(row.number, dict(row.cells)) for row in found.rows] == [
        (4, {"名称": "甲"}),
        (6, {"名称": "乙"}),
    ]
    assert told(found) == [(3, "", "Empty rows between the others were passed over: 2.")]


def test_a_merged_title_and_a_header_of_two_rows(tmp_path: Path) -> None:
    content = workbook(
        ("某区小区一览表",),
        ("名称", "规模", None, "备注"),
        (None, "户数", "面积", None),
        ("甲苑", 116, 7000, None),
        merged=["A1:D1", "A2:A3", "B2:C2", "D2:D3"],
    )
    found = read(tmp_path, content, names={"名称", "户数"})
    assert found.columns == ("名称", "户数", "面积", "备注")
    assert [(row.number, dict(row.cells)) for row in found.rows] == [
        (4, {"名称": "甲苑", "户数": 116, "面积": 7000, "备注": None})
    ]
    assert told(found) == [
        (0, "", "The names of the columns stand in row 3; the rows above it were passed over."),
        (0, "", "The header is merged over the rows 2 to 3."),
    ]
    # The upper row is named: what stands below is header still, and the second column has no name.
    upper = read(tmp_path, content, header_row=2)
    assert upper.columns == ("名称", "规模", "备注")
    assert [row.number for row in upper.rows] == [4]
    assert told(upper)[1:] == [
        (0, "", "The header is merged over the rows 2 to 3."),
        (
            2,
            "B",
            "The header's cells are merged; the name was taken for the first column only.",
        ),
        (2, "C", "This column has no name; it was left out."),
    ]


def test_cells_merged_downwards_hold_for_all_their_rows(tmp_path: Path) -> None:
    content = workbook(
        ("街镇", "名称"),
        ("示范街道", "甲苑"),
        (None, "乙苑"),
        (None, "丙苑"),
        ("另一街道", "丁苑"),
        ("注：以上为示例", None),
        merged=["A2:A4", "A6:B6"],
    )
    found = read(tmp_path, content)
    assert [row.cells["街镇"] for row in found.rows[:4]] == ["示范街道"] * 3 + ["另一街道"]
    # Merged across, it is one cell: the note does not become a name.
    assert found.rows[4].cells["名称"] is None
    assert told(found) == [
        (2, "街镇", "The cells are merged; the value was taken for the rows 2 to 4.")
    ]


def test_merged_cells_beyond_the_sheet_are_no_harm(tmp_path: Path) -> None:
    merged = ["A2:A1048576", "XFD1:XFD1048576", "A3:XFD3"]
    found = read(tmp_path, workbook(("a", "b"), (1, 2), (None, 3), merged=merged))
    assert [row.cells["a"] for row in found.rows] == [1, 1]


def test_rows_that_only_have_a_colour_are_no_rows(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 300_000, 1000))
    inside = sheet(("a",), (1,)).replace("</sheetData>", f"{rows}</sheetData>")
    found = read(tmp_path, zipped(parts({"甲": inside})))
    assert len(found.rows) == 1


def test_an_empty_sheet_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="The sheet “Sheet1” is empty"):
        read(tmp_path, workbook())
    with pytest.raises(UnreadableFile, match="no rows"):
        read(tmp_path, workbook(("a",)))
