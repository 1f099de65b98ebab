"""An Excel file is a zip of XML parts. Only what was looked at here is handed on.

Every part is unpacked under a limit and read through by a parser that refuses document types and
entities; then the parts that hold sheets are written anew, unpacked, for the library that reads
their values. What the zip's tables of contents claim, and what else lies in it, never reaches it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading.limits import (
    MEGABYTE,
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    RATIO_COUNTS_FROM,
)
from mashangban.kit.imports.words import grouped

SHARED_STRINGS: Final = "xl/sharedStrings.xml"
WORKSHEETS: Final = "xl/worksheets"
# What a workbook needs to be read. Pictures, charts, macros and links to elsewhere stay behind.
_NEEDED: Final = frozenset({".", "_rels", "xl", "xl/_rels", WORKSHEETS})
_XML: Final = (".xml", ".rels")

_ZIP: Final = b"PK\x03\x04"
_ENTRY: Final = b"PK\x01\x02"  # begins each line of a zip's table of contents
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE: Final = "EncryptedPackage".encode("utf-16-le")
_ARCHIVES: Final = frozenset(
    {".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".7z", ".rar", ".gz", ".bz2", ".xz"}
)
_PASSWORD_BIT: Final = 0x1
_CHUNK: Final = 256 * 1024

# What the standard library raises at a zip whose bytes are damaged, by chance or on purpose.
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    struct.error,
)

# Called with a part's name; gives the parser that reads it through while it is unpacked.
ParserOf = Callable[[str], expat.XMLParserType]


def looks_like_workbook(content: bytes) -> bool:
    """Say whether a file is a workbook, whatever its name says."""
    return content.startswith((_ZIP, _OLE))


@contextmanager
def checked_workbook(content: bytes, parser_of: ParserOf) -> Iterator[Path]:
    """Give the path of a workbook with the parts of `content` that are needed, and harmless.

    Raises UnreadableFile for everything that is not a plain .xlsx, or wants to become larger than
    the limits, and whatever the parsers of `parser_of` raise.
    """
    if content.startswith(_OLE):
        raise _refused_ole(content)
    if not content.startswith(_ZIP):
        raise _no_workbook()
    # Before the table of contents is read, which for a hostile zip is itself too large.
    if content.count(_ENTRY) > MOST_PARTS:
        raise UnreadableFile(
            _("The workbook has more than %(most)s parts; it was not opened.")
            % {"most": grouped(MOST_PARTS)}
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "checked.xlsx"
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                _require_harmless(archive.infolist())
                _copy(archive, path, parser_of)
        except _DAMAGED as error:
            raise _broken(str(error)) from None
        yield path


def guarded_parser() -> expat.XMLParserType:
    """Return a parser that raises UnreadableFile at a document type, and with it at any entity."""
    # The encoding is said, not read: Excel writes UTF-8 only, and so both parsers see the same.
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_declaration: object) -> None:
    raise UnreadableFile(
        _("The workbook declares XML entities, which no spreadsheet does; it was not opened.")
    )


def _require_harmless(parts: list[zipfile.ZipInfo]) -> None:
    """Raise UnreadableFile unless the table of contents is that of an .xlsx of bearable size."""
    names = {part.filename.lower() for part in parts}
    for name, sentence in (
        ("xl/vbaproject.bin", _("The workbook holds macros (.xlsm). Save it as .xlsx.")),
        ("xl/workbook.bin", _("This is a binary workbook (.xlsb). Save it as .xlsx.")),
    ):
        if name in names:
            raise UnreadableFile(sentence)
    if "xl/workbook.xml" not in names:
        raise _no_workbook()
    if len(names) < len(parts):
        raise _broken(_("two parts have one name"))
    for part in parts:
        _require_harmless_part(part)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()


def _require_harmless_part(part: zipfile.ZipInfo) -> None:
    path = PurePosixPath(part.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in part.filename:
        raise UnreadableFile(
            _("A part of the workbook wants to lie outside it (“%(name)s”); it was not opened.")
            % {"name": part.filename[:80]}
        )
    if path.suffix.lower() in _ARCHIVES:
        raise UnreadableFile(
            _("The workbook holds another archive (“%(name)s”); it was not opened.")
            % {"name": part.filename[:80]}
        )
    if part.flag_bits & _PASSWORD_BIT:
        raise _protected()
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _broken(_("it is packed by a method that no spreadsheet uses"))
    if part.file_size > RATIO_COUNTS_FROM and part.file_size > MOST_RATIO * max(
        part.compress_size, 1
    ):
        raise _too_large()


def _copy(archive: zipfile.ZipFile, path: Path, parser_of: ParserOf) -> None:
    """Write the needed parts to `path`, reading each XML part through on the way."""
    # Cells point to the shared strings by number: their lengths must be known first.
    parts = sorted(
        archive.infolist(), key=lambda part: part.filename.lower() != SHARED_STRINGS.lower()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as copy:
        for part in parts:
            name = PurePosixPath(part.filename)
            is_xml = part.filename.lower().endswith(_XML)
            chunks = _chunks(archive, part)
            if is_xml and str(name.parent) in _NEEDED:
                with copy.open(part.filename, "w") as target:
                    for chunk in _parsed(part.filename, chunks, parser_of):
                        target.write(chunk)
            elif is_xml:
                for _chunk in _parsed(part.filename, chunks, parser_of):
                    pass
            elif next(chunks, b"").startswith(_ZIP):
                raise UnreadableFile(
                    _("The workbook holds another archive (“%(name)s”); it was not opened.")
                    % {"name": part.filename[:80]}
                )


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    # Never more than the size that the table of contents claims, which was checked.
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _parsed(name: str, chunks: Iterator[bytes], parser_of: ParserOf) -> Iterator[bytes]:
    parser = parser_of(name)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            yield chunk
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _broken(f"{name}: {error}") from None


def _refused_ole(content: bytes) -> UnreadableFile:
    """Return why a file in the container of old Office files is refused."""
    if _ENCRYPTED_PACKAGE in content:
        return _protected()
    return UnreadableFile(_("This is an old Excel workbook (.xls). Save it as .xlsx or .csv."))


def _no_workbook() -> UnreadableFile:
    return UnreadableFile(_("This is not an Excel workbook. Save the sheet as .xlsx or .csv."))


def _protected() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is protected by a password. Save it without one and import that.")
    )


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        _(
            "Unpacked, the workbook would be larger than %(most)d MB, or far larger than any real "
            "one of its size; it was not opened. Copy the sheet's values into a new workbook."
        )
        % {"most": MOST_UNPACKED // MEGABYTE}
    )


def _broken(why: str) -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is broken: %(why)s. Open it in Excel and save it anew.") % {"why": why}
    )
