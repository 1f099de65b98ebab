"""Words and figures as people write them in cells, brought into one form."""

import re
import unicodedata
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

# Spreadsheets keep 15 digits of a number: from here on, those of a code are lost.
MOST_EXACT: Final = 10**15
_GROUPED_FROM: Final = 10_000


def trimmed(value: Any) -> str:
    """Return the value as text without invisible characters and superfluous blanks."""
    if value is None:
        return ""
    text = figure(value) if isinstance(value, float) else str(value)
    visible = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf"}
    )
    return " ".join(visible.split())


def folded(text: str) -> str:
    """Return the text without wide characters, blanks and capitals, to be compared."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").lower()


def figure(value: float) -> str:
    """Return a number with the 15 digits that spreadsheets keep: 0.30000000000000004 is 0.3."""
    return format(Decimal(format(value, ".15g")).normalize(), "f")


def grouped(bound: float | Decimal) -> str:
    """Return a bound as a sentence shows it: 50,000 and 0.01; a year has no comma."""
    exact = Decimal(str(bound))
    written = format(exact, "f" if abs(exact) < _GROUPED_FROM else ",f")
    return written.rstrip("0").rstrip(".") if "." in written else written


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a list of words.yaml, folded."""
    known: dict[str, list[str]] = yaml.safe_load(
        (files("mashangban.kit.imports") / "words.yaml").read_text("utf-8")
    )
    return tuple(folded(word) for word in known[name])


@cache
def range_pattern() -> re.Pattern[str]:
    """Return what a range looks like: two figures, or one with a word such as "at most"."""
    number, unit = r"\d+(\.\d+)?", r"[^\d]{0,4}"
    between = "|".join(map(re.escape, words("between")))
    around = "|".join(map(re.escape, words("around")))
    return re.compile(
        f"{number}{unit}({between}){number}{unit}"
        f"|{number}{unit}({around}){unit}"
        f"|({around}){number}{unit}"
    )


@cache
def day_pattern() -> re.Pattern[str]:
    """Return what a day looks like: year, month and day with marks between, perhaps an hour."""
    marks = [f"(?:{'|'.join(map(re.escape, words(name)))})" for name in ("year", "month", "day")]
    year, month, day = marks
    hour = r"(?:(?:\s+|t)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    return re.compile(
        rf"(\d{{4}})\s*{year}\s*(\d{{1,2}})\s*{month}\s*(\d{{1,2}})\s*{day}?{hour}"
        rf"|(\d{{4}})(\d{{2}})(\d{{2}})"
    )
