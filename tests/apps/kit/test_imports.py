"""The mechanism of imports, with a kind that exists only here."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mashangban.kit.imports import (
    Cells,
    Finding,
    Mapping,
    Outcome,
    Plan,
    Progress,
    Step,
    Summary,
    UnreadableFile,
    import_file,
    read_mapping,
)
from mashangban.kit.imports.findings import changed
from mashangban.kit.imports.readers import SourceRow, decode, read_sheet
from mashangban.kit.imports.report import write_report


@pytest.fixture(autouse=True)
def _english() -> Any:
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
        ("1991.0", 1991.0),
        ("0.75", 0.75),
        ("-3", -3.0),
        (116, 116.0),
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


@pytest.mark.parametrize("written", ["22861964", "0", "-1", "三十", "12a", "1.2.3", "1,20"])
def test_what_cannot_be_is_refused(written: str) -> None:
    row = cells(written)
    assert row.whole("figure", least=1, most=50_000) is None
    (finding,) = row.findings
    assert finding.outcome is Outcome.REFUSED
    assert finding.value == written
    assert row.refused


def test_a_whole_figure_has_no_fraction() -> None:
    row = cells("3.5")
    assert row.whole("figure", least=1, most=9) is None
    assert row.refused
    assert cells("3.0").whole("figure", least=1, most=9) == 3


def test_words_lose_invisible_characters_only() -> None:
    row = cells("\ufeff 平和\u200b公寓\t（一期） ")
    assert row.text("figure", longest=80) == "平和公寓 （一期）"
    assert cells("暂无").text("figure", longest=80) == ""
    for written in ("-", "x" * 81):
        row = cells(written)
        row.text("figure", longest=80, required=True)
        assert row.refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encoding_is_found(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("名称,户数\r\n平和公寓,116\r\n", encoding=encoding)
    sheet = read_sheet(path)
    assert sheet.encoding == encoding
    assert sheet.columns == ("名称", "户数")
    assert sheet.rows == (SourceRow(2, {"名称": "平和公寓", "户数": "116"}),)


def test_rows_count_as_in_a_spreadsheet_whatever_their_cells_hold(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('a;b\n1;"two\nlines"\n;\n3;4\n', encoding="utf-8")
    assert [(row.number, row.cells["b"]) for row in read_sheet(path).rows] == [
        (2, "two\nlines"),
        (4, "4"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"PK\x03\x04rest", "Excel workbook"),
        ("a.csv", b"a,b\n\xff\xfe\xff", "not text"),
        ("a.csv", b"a,b\n1,\x002", "not text"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"a,b\n", "no rows"),
        ("a.csv", b"a,b\n1,2,3\n", "Row 2 has 3 cells"),
        ("a.csv", b'a,b\n1,"2\n', "CSV is broken"),
        ("a.csv", b"a,a\n1,2\n", "More than one column"),
        ("a.csv", b"a,\n1,2\n", "Column 2 has no name"),
        ("a.xlsx", b"a,b\n1,2\n", "cannot be read"),
        ("a.json", b"[1, 2", "JSON is broken"),
        ("a.json", b'{"type": "Topology"}', "FeatureCollection"),
        ("a.json", b'{"features": [{"geometry": null}]}', "no properties"),
        ("a.json", b'{"crs": {"name": "EPSG:2414"}, "features": []}', "another system"),
        ("a.json", b'{"features": [{"properties": {"a": NaN}}]}', "JSON is broken"),
        ("a.json", b"[" * 200_000, "JSON is broken"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, why: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=why):
        read_sheet(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nothing\.csv"):
        read_sheet(tmp_path / "nothing.csv")


def test_geojson_features_are_rows_with_a_geometry(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    point = {"type": "Point", "coordinates": [121.4, 31.2]}
    features = [
        {"type": "Feature", "properties": {"code": 1}, "geometry": point},
        {"type": "Feature", "properties": {"name": "乙"}, "geometry": None},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    sheet = read_sheet(path)
    assert sheet.columns == ("code", "geometry", "name")
    assert [row.number for row in sheet.rows] == [1, 2]
    assert sheet.rows[0].cells == {"code": 1, "geometry": point}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("columns: [a, b]", "needs “columns:”"),
        ("columns: {name: 名称}\nkey: 名称", "“key:” is a list"),
        ("columns: {name: 名称}\nonly: [x]", "“key:” is a list"),
        ("columns: {name: [", "cannot be read"),
        ("columns: {nmae: 名称}", "a field that does not exist: nmae"),
        ("columns: {name: 姓名}", "lacks a column that the mapping names: 姓名"),
        ("columns: {name: 名称}\nkye: [名称]", "a line that is not understood: kye"),
        ("columns: {figure: 户数}", "No column is named for “name”"),
    ],
)
def test_a_mapping_that_does_not_fit_says_why(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        run(tmp_path, "名称,户数\n平和公寓,116\n", mapping=text)


@dataclass(frozen=True)
class Note:
    row: int
    key: str
    figure: int | None


class NoteImporter:
    """Keeps what it was given in a dictionary."""

    kind = "notes"
    fields = {"name": True, "figure": False}
    options = frozenset({"colour"})

    def __init__(self) -> None:
        self.store: dict[str, int | None] = {}
        self.saved = 0

    def prepare(self, mapping: Mapping) -> None:
        self.mapping = mapping

    def parse(self, cells: Cells) -> Note | None:
        key = cells.key(default="name")
        return Note(cells.row, key, cells.whole("figure", least=1, most=1000))

    def plan(self, drafts: Sequence[Note], progress: Progress) -> Plan:
        new = [draft for draft in drafts if draft.key not in self.store]
        other = [
            draft for draft in drafts if draft not in new and self.store[draft.key] != draft.figure
        ]

        def save() -> None:
            self.saved += 1
            self.store.update((draft.key, draft.figure) for draft in drafts)
            progress(Step.SAVE, len(drafts), len(drafts))

        return Plan(
            created=len(new),
            changed=len(other),
            unchanged=len(drafts) - len(new) - len(other),
            save=save,
            findings=[
                changed(draft.row, "figure", old=self.store[draft.key], new=draft.figure)
                for draft in other
            ],
        )


def run(
    tmp_path: Path,
    text: str,
    *,
    mapping: str | None = None,
    importer: NoteImporter | None = None,
    dry_run: bool = False,
    report: Path | None = None,
    record: Any = lambda summary: None,
    progress: Progress = lambda step, done, total: None,
) -> Summary:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    mapping_path = tmp_path / "mapping.yaml"
    if mapping is not None:
        mapping_path.write_text(mapping, encoding="utf-8")
    return import_file(
        importer or NoteImporter(),
        path=path,
        mapping=None if mapping is None else read_mapping(mapping_path),
        dry_run=dry_run,
        report_path=report,
        record=record,
        progress=progress,
    )


SHEET = "name,figure,town\n甲,1,x\n乙,0,x\n丙,暂无数据,x\n甲,4,x\n丁,5,y\n"
ONLY_X = "columns: {name: name, figure: figure}\nonly: {town: x}\n"


@pytest.mark.django_db
def test_good_rows_are_imported_and_bad_ones_reported(tmp_path: Path) -> None:
    importer, recorded = NoteImporter(), []
    report = tmp_path / "report.csv"
    steps: list[tuple[Step, int, int]] = []
    summary = run(
        tmp_path,
        SHEET,
        mapping=ONLY_X,
        importer=importer,
        report=report,
        record=recorded.append,
        progress=lambda *step: steps.append(step),
    )
    assert importer.store == {"甲": 1, "丙": None}
    counts = (summary.rows, summary.created, summary.refused, summary.left_out)
    assert counts == (5, 2, 2, 1)
    assert recorded == [summary]
    assert steps[0] == (Step.READ, 1, 5)
    assert steps[-1] == (Step.SAVE, 2, 2)
    with report.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["Row", "Column", "Value", "Result", "Reason"]
    assert [line[:4] for line in lines[1:]] == [
        ["3", "figure", "0", "refused"],
        ["4", "figure", "暂无数据", "please look"],
        ["5", "key", "", "refused"],
    ]
    assert "row 2" in lines[3][4]


@pytest.mark.django_db
def test_the_counts_add_up_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    importer = NoteImporter()
    for expected in ((2, 0, 0), (0, 0, 2)):
        summary = run(tmp_path, SHEET, mapping=ONLY_X, importer=importer)
        assert (summary.created, summary.changed, summary.unchanged) == expected
        assert summary.rows == (
            summary.created
            + summary.changed
            + summary.unchanged
            + summary.refused
            + summary.left_out
        )
    summary = run(tmp_path, "name,figure\n甲,2\n", importer=importer)
    assert (summary.changed, importer.store["甲"]) == (1, 2)
    assert summary.findings == (Finding(2, "figure", "2", Outcome.CHANGED, "It was “1” before."),)


@pytest.mark.django_db
def test_a_dry_run_writes_nothing_and_says_the_same(tmp_path: Path) -> None:
    importer, recorded = NoteImporter(), []
    dry = run(
        tmp_path, SHEET, mapping=ONLY_X, importer=importer, dry_run=True, record=recorded.append
    )
    assert (importer.saved, importer.store, recorded) == (0, {}, [])
    wet = run(tmp_path, SHEET, mapping=ONLY_X, importer=importer)
    assert dry.findings == wet.findings
    assert (dry.created, dry.refused) == (wet.created, wet.refused)


@pytest.mark.django_db
def test_without_a_place_for_the_report_nothing_is_imported(tmp_path: Path) -> None:
    importer = NoteImporter()
    with pytest.raises(UnreadableFile, match="report"):
        run(tmp_path, SHEET, importer=importer, report=tmp_path / "missing" / "report.csv")
    assert importer.saved == 0


@pytest.mark.django_db
def test_several_columns_may_name_a_row(tmp_path: Path) -> None:
    importer = NoteImporter()
    mapping = "columns: {name: name, figure: figure}\nkey: [name, town]\n"
    run(tmp_path, "name,figure,town\n甲,1,x\n甲,2,y\n", mapping=mapping, importer=importer)
    assert importer.store == {"甲 | x": 1, "甲 | y": 2}


def test_a_report_is_no_program_for_excel(tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    evil = Finding(2, "@column", "=HYPERLINK()", Outcome.NOTED, "why")
    with path.open("w", encoding="utf-8", newline="") as file:
        write_report(file, [evil])
    assert "'=HYPERLINK()" in path.read_text(encoding="utf-8")
    assert ",'@column," in path.read_text(encoding="utf-8")


def test_decoding_prefers_utf_8() -> None:
    assert decode("物业".encode()) == ("物业", "utf-8")
    assert decode("物业".encode("gbk")) == ("物业", "gb18030")
