"""Reads a workbook's XML through before its values are: how large it is, and what failed in it."""

import re
from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading.archive import SHARED_STRINGS, WORKSHEETS, guarded_parser
from mashangban.kit.imports.reading.limits import MOST_TEXT
from mashangban.kit.imports.reading.tables import require_size
from mashangban.kit.imports.words import grouped

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_MOST_DIGITS: Final = 8  # of a number that may be right
_LONGEST_SHOWN: Final = 200  # characters in the report
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONSHIPS: Final = "xl/_rels/workbook.xml.rels"
# A workbook may call any of its parts a sheet, so that all which are handed on are read as such.
_SHEETS_MAY_LIE_IN: Final = ("xl", WORKSHEETS)

_Attributes = dict[str, str]


class WorkbookScan:
    """Gives each part of a workbook its parser, and keeps what they find.

    The sheets' parsers raise UnreadableFile as soon as the box around the cells with a value, or
    their text, is larger than the limits; the rest of the part is not read then.
    """

    def __init__(self) -> None:
        self._lengths: list[int] = []  # of the shared texts, in characters
        self._sheets: dict[str, _SheetScan] = {}  # by their parts
        self._ids: dict[str, str] = {}  # the name of a sheet → its relationship
        self._targets: dict[str, str] = {}  # a relationship → the part, relative to xl/

    def parser_of(self, part: str) -> expat.XMLParserType:
        """Return the parser for a part."""
        parser = guarded_parser()
        name = part.lower()  # the library does not mind capitals
        if name == SHARED_STRINGS.lower():
            parser.StartElementHandler = self._start_of_shared_text
            parser.CharacterDataHandler = self._shared_text
        elif name == _WORKBOOK:
            parser.StartElementHandler = self._start_of_sheet
        elif name == _RELATIONSHIPS:
            parser.StartElementHandler = self._start_of_relationship
        elif name.rpartition("/")[0] in _SHEETS_MAY_LIE_IN:
            self._sheets[name] = _SheetScan(parser, self._lengths)
        return parser

    def failed(self, sheet: str) -> Mapping[tuple[int, int], str]:
        """Return the cells of a sheet whose formulas have no value, by row and column from 0.

        A formula that failed gives what Excel shows, such as #REF!; one that was never computed
        gives itself, beginning with =.
        """
        target = self._targets.get(self._ids.get(sheet, ""), "").lstrip("/")
        part = (target if target.startswith("xl/") else f"xl/{target}").lower()
        return self._sheets[part].failed if part in self._sheets else {}

    def _start_of_shared_text(self, tag: str, _attributes: _Attributes) -> None:
        if _local(tag) == "si":
            self._lengths.append(0)

    def _shared_text(self, text: str) -> None:
        if self._lengths:
            self._lengths[-1] += len(text)

    def _start_of_sheet(self, tag: str, attributes: _Attributes) -> None:
        if _local(tag) == "sheet":
            ids = [value for name, value in attributes.items() if name.endswith(":id")]
            self._ids[attributes.get("name", "")] = ids[0] if ids else ""

    def _start_of_relationship(self, tag: str, attributes: _Attributes) -> None:
        if _local(tag) == "Relationship":
            self._targets[attributes.get("Id", "")] = attributes.get("Target", "")


class _SheetScan:
    """Follows the cells of one sheet as the library that reads the values will."""

    def __init__(self, parser: expat.XMLParserType, lengths: Sequence[int]) -> None:
        self.failed: dict[tuple[int, int], str] = {}
        self._parser, self._lengths = parser, lengths
        self._row, self._column = 0, 0  # from 0
        self._top, self._left, self._bottom, self._right = -1, -1, -1, -1
        self._characters = 0
        self._type = ""
        self._has_value = False
        self._formula: str | None = None
        self._text: list[str] = []
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end

    def _start(self, tag: str, attributes: _Attributes) -> None:
        match _local(tag):
            case "c":
                self._begin_cell(attributes)
            case "v" | "is":
                self._has_value = True
                if self._type in ("s", "e") or self._formula is not None:
                    self._listen()
            case "f":
                self._listen()
            case "row":
                self._row = _row_number(attributes.get("r"), self._row)
            case _:
                pass

    def _end(self, tag: str) -> None:
        match _local(tag):
            case "c":
                self._end_cell()
            case "v":
                self._end_value("".join(self._text))
                self._parser.CharacterDataHandler = None
            case "f":
                self._formula = "=" + "".join(self._text)[:_LONGEST_SHOWN]
                self._parser.CharacterDataHandler = None
            case "row":
                self._row, self._column = self._row + 1, 0
            case _:
                pass

    def _listen(self) -> None:
        self._text = []
        self._parser.CharacterDataHandler = self._text.append

    def _begin_cell(self, attributes: _Attributes) -> None:
        self._type = attributes.get("t", "")
        self._has_value, self._formula = False, None
        if reference := attributes.get("r"):
            self._row, self._column = _place_of(reference)

    def _end_value(self, text: str) -> None:
        if self._type == "s" and text:
            self._count_shared(text)
        elif self._type == "e":
            self.failed[self._row, self._column] = text[:_LONGEST_SHOWN]
        elif self._formula is not None and self._type != "str":
            # Programs that do not compute leave the value out, or leave it empty.
            self._has_value = bool(text)

    def _end_cell(self) -> None:
        if self._has_value:
            self._grow()
        elif self._formula is not None:
            self.failed[self._row, self._column] = self._formula
        self._column += 1

    def _grow(self) -> None:
        """Take the cell into the box around all that have a value."""
        row, column = self._row, self._column
        if self._top <= row <= self._bottom and self._left <= column <= self._right:
            return
        is_first = self._top < 0
        self._top = row if is_first else min(self._top, row)
        self._left = column if is_first else min(self._left, column)
        self._bottom, self._right = max(self._bottom, row), max(self._right, column)
        height, width = self._bottom - self._top + 1, self._right - self._left + 1
        require_size(rows=self._bottom + 1, columns=self._right + 1, cells=height * width)

    def _count_shared(self, index: str) -> None:
        if not index.isdecimal() or len(index) >= _MOST_DIGITS or int(index) >= len(self._lengths):
            raise UnreadableFile(
                _(
                    "The workbook is broken: a cell points to text %(index)s, which is not there. "
                    "Open it in Excel and save it anew."
                )
                % {"index": index[:40]}
            )
        self._characters += self._lengths[int(index)]
        if self._characters > MOST_TEXT:
            raise UnreadableFile(
                _("The texts of the sheet have more than %(most)s characters in all.")
                % {"most": grouped(MOST_TEXT)}
            )


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


def _row_number(written: str | None, expected: int) -> int:
    """Return the place, from 0, of a row that says its number or says nothing."""
    if written is None:
        return expected
    if not (written.isdecimal() and len(written) < _MOST_DIGITS and int(written)):
        raise _misplaced(written)
    return int(written) - 1


def _place_of(reference: str) -> tuple[int, int]:
    """Return the row and the column, from 0, of a cell that says where it stands, such as B3."""
    found = _REFERENCE.fullmatch(reference.upper())
    if found is None:
        raise _misplaced(reference)
    column = 0
    for letter in found[1]:
        column = column * len(ascii_uppercase) + ascii_uppercase.index(letter) + 1
    return int(found[2]) - 1, column - 1


def _misplaced(written: str) -> UnreadableFile:
    return UnreadableFile(
        _(
            "The workbook is broken: a cell says that it stands at “%(place)s”. Open it in Excel "
            "and save it anew."
        )
        % {"place": written[:40]}
    )
