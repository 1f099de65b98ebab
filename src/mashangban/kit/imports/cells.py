"""Reads the cells of one row, kindly but without guessing, and keeps what there is to say of them.

What a person meant beyond doubt is read as meant (wide digits, 1,200, 1991.0). What says nothing or
only a range becomes None with a note. What cannot be is refused, and with it the row.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.utils.translation import gettext as _

from mashangban.kit.imports.mapping import Mapping
from mashangban.kit.imports.readers import SourceRow
from mashangban.kit.imports.types import Finding, Outcome

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


class Cells:
    """One row, read by our field names. `findings` gathers what there is to report."""

    def __init__(self, row: SourceRow, mapping: Mapping) -> None:
        self.row = row.number
        self.findings: list[Finding] = []
        self._cells = row.cells
        self._mapping = mapping

    @property
    def refused(self) -> bool:
        """Say whether the row may not be imported."""
        return any(finding.outcome is Outcome.REFUSED for finding in self.findings)

    def raw(self, field: str) -> Any:
        """Return the cell as it stands, None where the mapping names no column for the field."""
        column = self._mapping.columns.get(field)
        return None if column is None else self._cells.get(column)

    def text(self, field: str, *, longest: int, required: bool = False) -> str:
        """Return the cell's words with single blanks, "" when it says nothing."""
        words = _trimmed(self.raw(field))
        if _folded(words) in _says_nothing():
            if required:
                self.refuse(field, _("This cell may not be empty."))
            return ""
        if len(words) > longest:
            self.refuse(
                field, _("The text is longer than %(most)d characters.") % {"most": longest}
            )
        return words

    def number(self, field: str, *, least: float, most: float) -> float | None:
        """Return the cell's figure between `least` and `most`, None when it says none."""
        written = _folded(_trimmed(self.raw(field)))
        if written in _says_nothing():
            if written:
                self.note(field, _("It says that nothing is known; left empty."))
            return None
        if _THOUSANDS.fullmatch(written):
            written = written.replace(",", "")
        if not _NUMBER.fullmatch(written):
            if _range().fullmatch(written):
                self.note(field, _("A range is not a figure; left empty."))
            else:
                self.refuse(field, _("This is not a number; write figures only."))
            return None
        value = float(written)
        if not least <= value <= most:
            self.refuse(
                field,
                _("This cannot be: it lies outside %(least)s to %(most)s.")
                % {"least": _plain(least), "most": _plain(most)},
            )
            return None
        return value

    def whole(self, field: str, *, least: int, most: int) -> int | None:
        """Return the cell's whole figure between `least` and `most`, None when it says none."""
        value = self.number(field, least=least, most=most)
        if value is not None and not value.is_integer():
            self.refuse(field, _("This must be a whole number."))
            return None
        return None if value is None else int(value)

    def key(self, *, default: str) -> str:
        """Return what names the row for good: the mapping's key columns, else a field's."""
        columns = self._mapping.key or (self._mapping.columns[default],)
        parts = [_trimmed(self._cells.get(column)) for column in columns]
        if not all(parts) and not self.refused:
            self.refuse(default, _("The columns that name the row may not be empty."))
        return " | ".join(parts)

    def refuse(self, field: str, reason: str) -> None:
        """Refuse the row because of this field."""
        self._find(field, Outcome.REFUSED, reason)

    def note(self, field: str, reason: str) -> None:
        """Import the row, but have somebody look at this field."""
        self._find(field, Outcome.NOTED, reason)

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


def _shown(value: Any) -> str:
    """Return a value as the report shows it: of a geometry its kind, of a text its beginning."""
    return str(value.get("type", "")) if isinstance(value, dict) else _trimmed(value)[:200]


def _trimmed(value: Any) -> str:
    """Return the value as text without invisible characters and superfluous blanks."""
    if value is None:
        return ""
    visible = "".join(
        " " if character.isspace() else character
        for character in str(value)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    return " ".join(visible.split())


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def _plain(bound: float) -> str:
    return f"{bound:.6f}".rstrip("0").rstrip(".")


@cache
def _words() -> dict[str, list[str]]:
    known: dict[str, list[str]] = yaml.safe_load(
        (files("mashangban.kit.imports") / "words.yaml").read_text("utf-8")
    )
    return {name: [_folded(word) for word in words] for name, words in known.items()}


@cache
def _says_nothing() -> frozenset[str]:
    return frozenset(_words()["says_nothing"])


@cache
def _range() -> re.Pattern[str]:
    """Return what a range looks like: two figures, or one with a word such as "at most"."""
    figure, unit = r"\d+(\.\d+)?", r"[^\d]{0,4}"
    between = "|".join(map(re.escape, _words()["between"]))
    around = "|".join(map(re.escape, _words()["around"]))
    return re.compile(
        f"{figure}{unit}({between}){figure}{unit}"
        f"|{figure}{unit}({around}){unit}"
        f"|({around}){figure}{unit}"
    )
