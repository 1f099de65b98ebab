"""Workbooks that mean harm, or would do it by accident, are refused before they are opened."""

import contextlib
import warnings
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.kit.imports import UnreadableFile
from mashangban.kit.imports.reading import Sheet, limits, read_sheet
from mashangban.kit.imports.reading.archive import checked_workbook
from mashangban.kit.imports.reading.scanning import WorkbookScan
from mashangban.kit.imports.reading.workbook import read_workbook
from tests.apps.kit.workbooks import MAIN, parts, sheet, workbook, zipped

SHEET = "xl/worksheets/sheet1.xml"
GOOD = parts({"Sheet1": sheet(("名称", "户数"), ("甲苑", 116), ("乙苑", 117))})


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def read(folder: Path, content: bytes) -> Sheet:
    path = folder / "sheet.xlsx"
    path.write_bytes(content)
    return read_sheet(path)


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(folder, content)
    return str(caught.value.sentence)


def worksheet(inside: str, before: str = "") -> bytes:
    return f'{before}<worksheet xmlns="{MAIN}">{inside}</worksheet>'.encode()


def test_a_good_workbook_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, zipped(GOOD)).rows) == 2


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped({**GOOD, "xl/media/picture.bin": bytes(64 * limits.MEGABYTE)})
    assert len(bomb) < 100_000
    assert "Unpacked, the workbook would be larger than 256 MB" in refused(tmp_path, bomb)
    padded = worksheet(" " * 64 * limits.MEGABYTE)
    assert "Unpacked, the workbook" in refused(tmp_path, zipped({**GOOD, SHEET: padded}))


def test_many_parts_that_are_bearable_alone_are_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mashangban.kit.imports.reading.archive.MOST_UNPACKED", 1_000_000)
    part = b"".join(number.to_bytes(3, "big") for number in range(100_000))
    content = {**GOOD, "xl/media/1.bin": part, "xl/media/2.bin": part, "xl/media/3.bin": part}
    assert len(read(tmp_path, zipped(content)).rows) == 2
    content["xl/media/4.bin"] = part
    assert "Unpacked, the workbook" in refused(tmp_path, zipped(content))


def test_a_part_that_hides_its_size_is_not_read_on(tmp_path: Path) -> None:
    inside = worksheet(" " * 8 * limits.MEGABYTE)
    content = zipped({**GOOD, SHEET: inside})
    lying = content.replace(len(inside).to_bytes(4, "little"), (9_000).to_bytes(4, "little"))
    assert lying != content
    assert "broken" in refused(tmp_path, lying)


def test_too_many_parts_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    many = {f"xl/media/{number}": b"" for number in range(limits.MOST_PARTS)}
    assert "more than 1000 parts" in refused(tmp_path, zipped({**GOOD, **many}))


@pytest.mark.parametrize(
    "name", ["/xl/media/a.png", "../a.xml", "xl/../../a.xml", "..\\a.xml", "C:\\a.xml"]
)
def test_parts_that_want_to_lie_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    assert "outside it" in refused(tmp_path, zipped({**GOOD, name: b"<a/>"}))


def test_an_archive_in_the_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped(GOOD)
    for name in ("xl/embeddings/inner.XLSX", "inner.zip", "xl/media/image1.png"):
        assert "another archive" in refused(tmp_path, zipped({**GOOD, name: inner}))


def test_two_parts_of_one_name_are_refused(tmp_path: Path) -> None:
    file = BytesIO(zipped(GOOD))
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr(SHEET, worksheet("<sheetData/>"))
    assert "two parts have one name" in refused(tmp_path, file.getvalue())


# Each entity is ten of the one before: the last would be a billion words.
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY lol0 "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    "part",
    [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels", "docProps/core.xml"],
)
def test_a_billion_laughs_are_refused_in_every_part(tmp_path: Path, part: str) -> None:
    inside = f"{LAUGHS}<x>&lol9;</x>".encode()
    assert "declares XML entities" in refused(tmp_path, zipped({**GOOD, part: inside}))
    # However far from the beginning.
    late = f"<!--{'x' * 1_000_000}-->".encode() + inside
    assert "declares XML entities" in refused(tmp_path, zipped({**GOOD, part: late}))


def test_an_external_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("canary")
    for declared in (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE x SYSTEM "{secret.as_uri()}">',
        f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{secret.as_uri()}"> %e;]>',
    ):
        cell = '<c r="A1" t="inlineStr"><is><t>&e;</t></is></c>'
        inside = worksheet(f'<sheetData><row r="1">{cell}</row></sheetData>', declared)
        sentence = refused(tmp_path, zipped({**GOOD, SHEET: inside}))
        assert "declares XML entities" in sentence
        assert "canary" not in sentence


def test_another_encoding_hides_nothing(tmp_path: Path) -> None:
    document = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}<x>&lol9;</x>'
    for content in (document.encode("utf-16"), document.encode()):
        sentence = refused(tmp_path, zipped({**GOOD, SHEET: content}))
        assert "broken" in sentence or "declares XML entities" in sentence


def test_a_sheet_of_a_million_rows_is_refused_on_the_way(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{number}"><c r="A{number}"><v>{number}</v></c></row>'
        for number in range(1, 1_000_001)
    )
    # What comes after would be refused as broken, but nobody reads so far.
    inside = worksheet(f"<sheetData>{rows}<broken></sheetData>")
    content = zipped({**GOOD, SHEET: inside})
    assert "more than 200,000 rows" in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ('<c r="XFD1048576"><v>1</v></c>', "more than 200,000 rows"),
        ('<c r="A1"><v>1</v></c><c r="A200001"><v>1</v></c>', "more than 200,000 rows"),
        ('<c r="OK1"><v>1</v></c>', "more than 400 columns"),
        # Two cells, but the library would make a grid of what lies between.
        ('<c r="A1"><v>1</v></c><c r="OJ200000"><v>1</v></c>', "more than 4,000,000 cells"),
        ('<c r="A0"><v>1</v></c>', "stands at “A0”"),
        ('<c r="7"><v>1</v></c>', "stands at “7”"),
        ('<c r="ABCD1"><v>1</v></c>', "stands at “ABCD1”"),
    ],
)
def test_a_few_cells_far_apart_are_refused(tmp_path: Path, cells: str, sentence: str) -> None:
    inside = worksheet(f'<sheetData><row r="1">{cells}</row></sheetData>')
    assert sentence in refused(tmp_path, zipped({**GOOD, SHEET: inside}))


def test_rows_that_count_on_from_a_far_one_are_refused(tmp_path: Path) -> None:
    for row in (
        '<row r="200001"><c><v>1</v></c></row>',
        '<row r="200000"/><row><c><v>1</v></c></row>',
    ):
        inside = worksheet(f"<sheetData>{row}</sheetData>")
        assert "more than 200,000 rows" in refused(tmp_path, zipped({**GOOD, SHEET: inside}))
    for number in ("x", "0", "9" * 5_000):
        inside = worksheet(f'<sheetData><row r="{number}"/></sheetData>')
        assert "broken" in refused(tmp_path, zipped({**GOOD, SHEET: inside}))


def test_one_long_text_in_many_cells_is_refused(tmp_path: Path) -> None:
    shared = f"<si><t>{'长' * 30_000}</t></si>"
    cell = '<c t="s"><v>0</v></c>'
    few = sheet(("a",), *[(cell,)] * 10)
    assert len(read(tmp_path, zipped(parts({"甲": few}, texts=shared))).rows) == 10
    many = sheet(("a",), *[(cell,)] * 2_300)
    content = zipped(parts({"甲": many}, texts=shared))
    assert len(content) < 100_000
    assert "more than 67,108,864 characters" in refused(tmp_path, content)


def test_a_part_under_another_name_is_looked_through_too(tmp_path: Path) -> None:
    far = worksheet('<sheetData><row r="1"><c r="A1048576"><v>1</v></c></row></sheetData>')
    for name in ("sheet1.xml", "worksheets/SHEET1.XML"):
        links = GOOD["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", name.encode())
        hostile = {**GOOD, "xl/_rels/workbook.xml.rels": links, f"xl/{name}": far}
        if name != "sheet1.xml":
            del hostile[SHEET]
        assert "more than 200,000 rows" in refused(tmp_path, zipped(hostile))
    cells = sheet(("a",), *[('<c t="s"><v>0</v></c>',)] * 2_300)
    for name in ("xl/SHAREDSTRINGS.xml", "xl/worksheets/_rels/texts.xml"):
        hostile = parts({"甲": cells}, texts=f"<si><t>{'长' * 30_000}</t></si>")
        hostile[name] = hostile.pop("xl/sharedStrings.xml")
        sentence = refused(tmp_path, zipped(hostile))
        assert "more than 67,108,864 characters" in sentence or "text 0, which is not" in sentence
    assert "two parts have one name" in refused(
        tmp_path, zipped({**GOOD, "XL/worksheets/sheet1.xml": far})
    )


def test_merged_cells_over_each_other_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mashangban.kit.imports.reading.workbook.MOST_CELLS", 10)
    rows = [("a", "b"), *[(1, 2)] * 5]
    assert len(read(tmp_path, workbook(*rows, merged=["A2:A6", "B2:B6"])).rows) > 0
    content = workbook(*rows, merged=["A2:A6", "B2:B6", "A2:A3"])
    assert "lie over each other" in refused(tmp_path, content)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE + "Workbook".encode("utf-16-le"), "old Excel workbook (.xls)"),
        (b"a,b\n1,2\n", "not an Excel workbook"),
        (zipped({"word/document.xml": b"<x/>"}), "not an Excel workbook"),
        (zipped({**GOOD, "xl/vbaProject.bin": b"x"}), "holds macros (.xlsm)"),
        (zipped({"xl/workbook.bin": b"x"}), "binary workbook (.xlsb)"),
        (zipped(GOOD)[:-40], "broken"),
        (zipped(GOOD)[:400], "broken"),
        (zipped({**GOOD, SHEET: b"<worksheet><sheetData>"}), "broken"),
        (zipped({**GOOD, "docProps/core.xml": b"<x>"}), "broken"),
        (zipped({name: part for name, part in GOOD.items() if name != SHEET}), "broken"),
    ],
)
def test_what_is_no_plain_workbook_is_told(tmp_path: Path, content: bytes, sentence: str) -> None:
    assert sentence in refused(tmp_path, content)


def test_a_password_of_the_zip_and_an_odd_method_are_told(tmp_path: Path) -> None:
    content = bytearray(zipped(GOOD))
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    assert "protected by a password" in refused(tmp_path, bytes(content))
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in GOOD.items():
            archive.writestr(name, part)
    assert "method that no spreadsheet uses" in refused(tmp_path, file.getvalue())


def test_only_what_was_looked_at_is_handed_on() -> None:
    more = {
        "xl/media/picture.png": b"x",
        "docProps/core.xml": b"<x/>",
        "xl/drawings/d.xml": b"<x/>",
    }
    with (
        checked_workbook(zipped({**GOOD, **more}), WorkbookScan().parser_of) as path,
        zipfile.ZipFile(path) as archive,
    ):
        assert set(archive.namelist()) == set(GOOD)
        assert {name: archive.read(name) for name in GOOD} == GOOD
    assert not path.exists()


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(zipped(GOOD))
    for _damage in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    damaged_is_read_or_refused(bytes(content))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damaged_parts_are_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    part = bytearray(GOOD[name])
    place = data.draw(st.integers(0, len(part) - 1))
    until = data.draw(st.integers(place, len(part)))
    part[place:until] = data.draw(
        st.sampled_from([b"", b"<", b'"', b"9" * 12, b"A", b"-1", b"<v>9</v>", b"</row>", b"&x;"])
    )
    damaged_is_read_or_refused(zipped({**GOOD, name: bytes(part)}))


def damaged_is_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(UnreadableFile):
        table, _told = read_workbook(content, "")
        assert len(table.rows) <= limits.MOST_ROWS
