"""The mechanism of imports, with a kind that exists only here."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from mashangban.core.coordinates import CRS
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
from mashangban.kit.imports.reading import decode
from mashangban.kit.imports.report import write_report


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


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
        ("columns: {name: 名称}\ncrs: utm", "“crs:” is one of wgs84, cgcs2000, gcj02, bd09"),
        ("columns: {name: 名称}\nheader_row: 0", "“header_row:” is the number of a row"),
        ("columns: {name: 名称}\nheader_row: yes", "“header_row:” is the number of a row"),
        ("columns: {name: 名称}\nsheet: 小区", "only a workbook has sheets"),
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
    skip_refused: bool = False,
    crs: CRS | None = None,
    report: Path | None = None,
    record: Any = lambda summary, changes: None,
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
        crs=crs,
        dry_run=dry_run,
        skip_refused=skip_refused,
        report_path=report,
        record=record,
        progress=progress,
    )


SHEET = "name,figure,town\n甲,1,x\n乙,0,x\n丙,暂无数据,x\n甲,4,x\n丁,5,y\n"
ONLY_X = "columns: {name: name, figure: figure}\nonly: {town: x}\n"


@pytest.mark.django_db
def test_one_refused_row_keeps_the_whole_file_out(tmp_path: Path) -> None:
    importer, recorded = NoteImporter(), []
    report = tmp_path / "report.csv"
    told = {}
    for dry_run in (True, False):
        summary = run(
            tmp_path,
            SHEET,
            mapping=ONLY_X,
            importer=importer,
            dry_run=dry_run,
            report=report,
            record=lambda summary, changes: recorded.append(summary),
        )
        assert summary.stopped
        assert not summary.written
        assert (importer.saved, importer.store, recorded) == (0, {}, [])
        # What would be, without those that are refused.
        assert (summary.created, summary.refused) == (2, 2)
        told[dry_run] = report.read_text("utf-8-sig")
    assert told[True] == told[False]
    assert told[True].count("refused") == 2

    mended = SHEET.replace("乙,0", "乙,3").replace("甲,4", "戊,4")
    summary = run(
        tmp_path,
        mended,
        mapping=ONLY_X,
        importer=importer,
        record=lambda summary, changes: recorded.append(summary),
    )
    assert (summary.stopped, summary.written, recorded) == (False, True, [summary])
    assert importer.store == {"甲": 1, "乙": 3, "丙": None, "戊": 4}


@pytest.mark.django_db
def test_rows_that_cannot_be_read_count_as_refused(tmp_path: Path) -> None:
    importer = NoteImporter()
    text = "name,figure\n甲,1\n乙,2,3\n丙,4\n"
    summary = run(tmp_path, text, importer=importer)
    assert (summary.rows, summary.created, summary.refused) == (3, 2, 1)
    assert summary.stopped
    summary = run(tmp_path, text, importer=importer, skip_refused=True)
    assert importer.store == {"甲": 1, "丙": 4}
    assert (summary.rows, summary.created, summary.refused) == (3, 2, 1)


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
        skip_refused=True,
        report=report,
        record=lambda summary, changes: recorded.append(summary),
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
        summary = run(tmp_path, SHEET, mapping=ONLY_X, importer=importer, skip_refused=True)
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
    told: dict[str, Any] = {"mapping": ONLY_X, "importer": importer, "skip_refused": True}
    dry = run(
        tmp_path,
        SHEET,
        dry_run=True,
        record=lambda summary, changes: recorded.append(summary),
        **told,
    )
    assert (importer.saved, importer.store, recorded, dry.written) == (0, {}, [], False)
    wet = run(tmp_path, SHEET, **told)
    assert wet.written
    assert dry.findings == wet.findings
    assert (dry.created, dry.refused) == (wet.created, wet.refused)


@pytest.mark.django_db
def test_a_system_that_is_named_twice_is_told(tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    mapping = "columns: {name: name}\ncrs: GCJ-02\n"
    assert run(tmp_path, "name\n甲\n", mapping=mapping).crs == "gcj02"
    summary = run(tmp_path, "name\n甲\n", mapping=mapping, crs=CRS.BD09, report=report)
    assert summary.crs == "bd09"
    sentence = "The mapping says GCJ-02, the command BD-09: read as BD-09."
    assert [finding.reason for finding in summary.findings] == [sentence]
    # The file as a whole has no row.
    assert f',,,please look,"{sentence}"' in report.read_text("utf-8-sig")


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
