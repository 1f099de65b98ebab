"""CSV: cells between commas, semicolons or tabs."""

import contextlib
import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile
from mashangban.kit.imports.reading.limits import HEADER_WITHIN
from mashangban.kit.imports.reading.tables import Table, require_size

SEPARATORS: Final = ",\t;"


def read_csv(text: str) -> Table:
    """Read the text of a CSV file; raises UnreadableFile.

    Rows count as a spreadsheet shows them, whatever line breaks their cells hold.
    """
    separator = _separator(text)
    rows: list[list[str]] = []
    cells = 0
    for row in _records(text, separator):
        rows.append(row)
        cells += len(row)
        require_size(rows=len(rows), columns=len(row), cells=cells)
    if not rows:
        raise UnreadableFile(_("The file is empty."))
    return Table(rows)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    for number in itertools.count(1):
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _broken(number, str(error)) from None
        if row is None:
            return
        yield row


def _broken(number: int, why: str) -> UnreadableFile:
    """Return the refusal for a row that the standard library's reader gave up on."""
    if "unexpected end" in why:
        sentence = _("In row %(row)d a quotation mark opens a cell and none closes it.")
    elif "field limit" in why:
        sentence = _(
            "A cell of row %(row)d is longer than %(most)d characters: perhaps a quotation mark "
            "opens it and none closes it."
        )
    else:
        sentence = _(
            "In row %(row)d something follows the quotation mark that closes a cell: write a "
            "quotation mark inside a cell twice."
        )
    return UnreadableFile(sentence % {"row": number, "most": csv.field_size_limit()})


def _separator(text: str) -> str:
    """Return the character that cuts the most of the first rows into the same number of cells.

    Titles above the header may have none of it, and cells may hold the others.
    """
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator))


def _evenness(text: str, separator: str) -> tuple[int, int]:
    """Return how many of the first rows have the same number of cells, and that number."""
    counts: Counter[int] = Counter()
    with contextlib.suppress(UnreadableFile):  # with the right one, it will be told later
        for row in itertools.islice(_records(text, separator), HEADER_WITHIN):
            counts[len(row)] += len(row) > 1
    return max(((rows, cells) for cells, rows in counts.items()), default=(0, 0))
