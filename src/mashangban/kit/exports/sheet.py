"""What is taken out: columns with their kinds, and rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from django.utils.translation import gettext as _

from mashangban.kit.errors import Refusal

# A file of this length is made within a request; a district's longest list, requests apart, has
# some tens of thousands of rows.
MOST_ROWS: Final = 200_000

Value: TypeAlias = str | int | float | Decimal | date | datetime | None


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


class Kind(StrEnum):
    """What a column holds; text is never taken for a formula, whatever it begins with."""

    TEXT = "text"
    NUMBER = "number"  # int, float or Decimal
    DAY = "day"
    INSTANT = "instant"  # written in the time of Shanghai


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `key` names it in GeoJSON and stays when the heading is translated."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 14  # characters, in Excel


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list to take out. `rows` are read once; each has a value for every column.

    `point` names the columns of longitude and latitude (WGS84) for GeoJSON. `mark` stands in a
    column of its own and at the foot of each page: who took it out, when, and the number of the
    record of that.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    point: tuple[str, str] | None = None
    mark: str = ""

    def marked_columns(self) -> list[Column]:
        """Return the columns, that of the mark included."""
        mark = [Column("mark", _("Exported"), width=40)] if self.mark else []
        return [*self.columns, *mark]

    def marked_rows(self) -> Iterator[Sequence[Value]]:
        """Yield the rows, each with the mark. Raises TooManyRows."""
        for number, row in enumerate(self.rows, start=1):
            if number > MOST_ROWS:
                raise TooManyRows
            yield (*row, self.mark) if self.mark else row


class TooManyRows(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The list is longer than %(most)s rows, too long for one file. Narrow it down by"
                " a filter or a word, and take it out in parts."
            )
            % {"most": f"{MOST_ROWS:,}"}
        )
