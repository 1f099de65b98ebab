"""Reads the cells of one row, kindly but without guessing, and keeps what there is to say of them.

What a person meant beyond doubt is read as meant (wide digits, 1,200, 1991.0, 85 %). What says
nothing or only a range becomes None with a note. What cannot be is refused, and with it the row.
"""

import re
import unicodedata
from collections.abc import Mapping as MappingABC
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from django.utils.translation import gettext as _

from mashangban.core.coordinates import CRS, Bounds, Point
from mashangban.kit.imports.mapping import Mapping
from mashangban.kit.imports.places import read_point
from mashangban.kit.imports.reading import SourceRow
from mashangban.kit.imports.types import Finding, Outcome
from mashangban.kit.imports.words import (
    MOST_EXACT,
    day_pattern,
    folded,
    grouped,
    range_pattern,
    trimmed,
    words,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?%?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?")
# Days of contracts, papers and buildings lie between; what does not is a slip such as 0024 or 2204.
_EARLIEST: Final = date(1840, 1, 1)
_LATEST: Final = date(2199, 12, 31)

ValueT = TypeVar("ValueT")
Bound = Decimal | float
Why: TypeAlias = "str | _StrPromise"


class Cells:
    """One row, read by our field names. `findings` gathers what there is to report.

    Fields that have bounds take `least` and `most`, and may say `why` those are the bounds.
    `stated` is the point that `point` read, in the file's own system.
    """

    def __init__(self, row: SourceRow, mapping: Mapping) -> None:
        self.row = row.number
        self.findings: list[Finding] = []
        self.stated: Point | None = None
        self._cells = row.cells
        self._mapping = mapping

    @property
    def refused(self) -> bool:
        """Say whether the row may not be imported."""
        return self._refusals > 0

    def raw(self, field: str) -> Any:
        """Return the cell as it stands, None where the mapping names no column for the field."""
        column = self._mapping.columns.get(field)
        return None if column is None else self._cells.get(column)

    def text(self, field: str, *, longest: int, required: bool = False) -> str:
        """Return the cell's words with single blanks, "" when it says nothing."""
        value = self._said(field, required=required)
        if value is None:
            return ""
        written = trimmed(value)
        if isinstance(value, float) and abs(value) >= MOST_EXACT:
            self.refuse(
                field,
                _(
                    "The cell is a number of more than 15 digits, of which Excel keeps 15. Format "
                    "the column as text and write it again."
                ),
            )
        elif len(written) > longest:
            self.refuse(
                field, _("The text is longer than %(most)d characters.") % {"most": longest}
            )
        return written

    def number(self, field: str, *, least: Bound, most: Bound, why: Why = "") -> float | None:
        """Return the cell's figure between `least` and `most`, None when it says none."""
        found = self._figure(field)
        if found is None or not self._lies_within(field, found, least, most, why):
            return None
        return float(found)

    def whole(self, field: str, *, least: Bound, most: Bound, why: Why = "") -> int | None:
        """Return the cell's whole figure between `least` and `most`, None when it says none."""
        found = self._figure(field)
        if found is None or not self._lies_within(field, found, least, most, why):
            return None
        if found % 1:
            self.refuse(field, _("This must be a whole number."))
            return None
        return int(found)

    def decimal(
        self,
        field: str,
        *,
        least: Bound,
        most: Bound,
        places: int,
        why: Why = "",
    ) -> Decimal | None:
        """Return the cell's exact figure with `places` decimals, None when it says none.

        More decimals are refused: rounding money, areas and shares is not ours to do.
        """
        found = self._figure(field)
        if found is None or not self._lies_within(field, found, least, most, why):
            return None
        rounded = round(found, places)
        if rounded != found:
            self.refuse(field, _("Write it with at most %(places)d decimals.") % {"places": places})
            return None
        return rounded

    def day(
        self, field: str, *, earliest: date = _EARLIEST, latest: date = _LATEST, why: Why = ""
    ) -> date | None:
        """Return the cell's day, however it is written; an hour beside it is left out."""
        value = self._said(field, noted=True)
        if value is None:
            return None
        found = value.date() if isinstance(value, datetime) else value
        if not isinstance(found, date):
            found = _read_day(trimmed(value))
        if found is None:
            self.refuse(field, _("This is not a day; write it as 2024-05-01."))
        elif not earliest <= found <= latest:
            self._refuse_bounds(field, earliest.isoformat(), latest.isoformat(), why)
        else:
            return found
        return None

    def choice(
        self, field: str, choices: MappingABC[str, ValueT], *, required: bool = False
    ) -> ValueT | None:
        """Return the value that the cell's word stands for, None when the cell says nothing."""
        meanings = {folded(word): value for word, value in choices.items()}
        written = folded(trimmed(self.raw(field)))
        # Looked up first: “none” may be one of the words.
        if written in meanings:
            return meanings[written]
        if self._said(field, required=required) is not None:
            self.refuse(field, _("Write one of these: %(words)s.") % {"words": ", ".join(choices)})
        return None

    def yes_no(self, field: str) -> bool | None:
        """Return whether the cell says yes, None when it says nothing."""
        choices = {**dict.fromkeys(words("yes"), True), **dict.fromkeys(words("no"), False)}
        return self.choice(field, choices)

    def point(self, longitude: str, latitude: str, *, within: Bounds | None = None) -> Point | None:
        """Return the point of two fields in WGS84, which must lie `within`; None without one.

        It is read in the system that the mapping or the command names for the file.
        """
        refusals = self._refusals
        swapped = _("Perhaps longitude and latitude are swapped.")
        x = self.number(longitude, least=-180, most=180)
        y = self.number(latitude, least=-90, most=90, why=swapped)
        if x is None or y is None:
            if self._refusals == refusals and (x is None) != (y is None):
                missing = longitude if x is None else latitude
                self.refuse(missing, _("A point needs both longitude and latitude."))
            return None
        self.stated = Point(x, y)
        found = read_point(self.stated, self._mapping.crs or CRS.WGS84)
        if within is None or within.contains(found):
            return found
        if not within.west <= found.longitude <= within.east:
            self._refuse_bounds(longitude, _degrees(within.west), _degrees(within.east))
        if not within.south <= found.latitude <= within.north:
            self._refuse_bounds(latitude, _degrees(within.south), _degrees(within.north))
        return None

    def key(self, *, default: str) -> str:
        """Return what names the row for good: the mapping's key columns, else a field's."""
        columns = self._mapping.key or (self._mapping.columns[default],)
        parts = [trimmed(self._cells.get(column)) for column in columns]
        if not all(parts) and not self.refused:
            self.refuse(default, _("The columns that name the row may not be empty."))
        return " | ".join(parts)

    def refuse(self, field: str, reason: str) -> None:
        """Refuse the row because of this field."""
        self._find(field, Outcome.REFUSED, reason)

    def note(self, field: str, reason: str) -> None:
        """Import the row, but have somebody look at this field."""
        self._find(field, Outcome.NOTED, reason)

    @property
    def _refusals(self) -> int:
        return sum(finding.outcome is Outcome.REFUSED for finding in self.findings)

    def _said(self, field: str, *, required: bool = False, noted: bool = False) -> Any:
        """Return the cell, None when it says nothing; a formula without a value is refused.

        `noted`: words for nothing are worth a line, for somebody may have meant to find out.
        """
        value = self.raw(field)
        written = trimmed(value)
        said = folded(written)
        if said in words("says_nothing"):
            if required:
                self.refuse(field, _("This cell may not be empty."))
            elif written and noted:
                self.note(field, _("It says that nothing is known; left empty."))
            return None
        if said in words("failed"):
            self.refuse(field, _("The formula in this cell failed; mend it in the sheet."))
            return None
        if written.startswith("="):
            self.refuse(
                field,
                _(
                    "This is a formula without its value: open the file in Excel and save it, or "
                    "paste the values."
                ),
            )
            return None
        return value

    def _figure(self, field: str) -> Decimal | None:
        value = self._said(field, noted=True)
        if value is None:
            return None
        written = folded(trimmed(value))
        if not (_NUMBER.fullmatch(written) or _THOUSANDS.fullmatch(written)):
            if range_pattern().fullmatch(written):
                self.note(field, _("A range is not a figure; left empty."))
            else:
                self.refuse(field, _("This is not a number; write figures only."))
            return None
        found = Decimal(written.removesuffix("%").replace(",", ""))
        return found / 100 if written.endswith("%") else found

    def _lies_within(self, field: str, found: Decimal, least: Bound, most: Bound, why: Why) -> bool:
        if least <= found <= most:
            return True
        self._refuse_bounds(field, grouped(least), grouped(most), why)
        return False

    def _refuse_bounds(self, field: str, least: str, most: str, why: Why = "") -> None:
        reason = _("This cannot be: it lies outside %(least)s to %(most)s.") % {
            "least": least,
            "most": most,
        }
        self.refuse(field, f"{reason} {why}".rstrip())

    def _find(self, field: str, outcome: Outcome, reason: str) -> None:
        self.findings.append(
            Finding(
                row=self.row,
                column=self._mapping.column_of(field),
                value=_shown(self.raw(field)),
                outcome=outcome,
                reason=reason,
            )
        )


def _read_day(written: str) -> date | None:
    """Return the day that a text names; None when it names none, or one that no calendar has."""
    found = day_pattern().fullmatch(unicodedata.normalize("NFKC", written).lower())
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _degrees(bound: float) -> str:
    return f"{bound:.6f}".rstrip("0").rstrip(".")


def _shown(value: Any) -> str:
    """Return a value as the report shows it: of a geometry its kind, of a text its beginning."""
    return str(value.get("type", "")) if isinstance(value, dict) else trimmed(value)[:200]
