"""Makes Excel workbooks part by part, so that hostile ones can be made too."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from mashangban.kit.imports.reading.tables import letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Styles by their number.
PLAIN, DAY, PERCENT, INSTANT = range(4)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="10"/><xf numFmtId="22"/></cellXfs></styleSheet>'
)


def workbook(*rows: Sequence[Any], merged: Sequence[str] = ()) -> bytes:
    """Return a workbook with one sheet; rows are `sheet`'s."""
    return zipped(parts({"Sheet1": sheet(*rows, merged=merged)}))


def sheet(*rows: Sequence[Any], merged: Sequence[str] = ()) -> str:
    """Return the inside of a sheet's part.

    A cell is None, a text, a figure, or the XML of a cell without its place, beginning with <c.
    """
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(number, place, cell) for place, cell in enumerate(row))}'
        "</row>"
        for number, row in enumerate(rows, start=1)
    )
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    return f"<sheetData>{lines}</sheetData>" + (
        f"<mergeCells>{areas}</mergeCells>" if areas else ""
    )


def _cell(row: int, column: int, value: Any) -> str:
    place = f'r="{letters(column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith("<c"):
        return value.replace("<c", f"<c {place}", 1)
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"


def parts(
    sheets: Mapping[str, str], *, hidden: Sequence[str] = (), texts: str = ""
) -> dict[str, bytes]:
    """Return the parts of a workbook: sheets by their names, and the inside of the shared texts."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for number, name in enumerate(sheets, start=1)
    )
    links = "".join(
        _link(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml")
        for number in range(1, len(sheets) + 1)
    )
    found = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": _links(_link("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _links(links),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
    }
    for number, inside in enumerate(sheets.values(), start=1):
        found[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{MAIN}">{inside}</worksheet>'
        )
    return {name: text.encode() for name, text in found.items()}


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the zip of the parts."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def _link(id: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id}" Type="{LINKS}/{kind}" Target="{target}"/>'


def _links(inside: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'
