"""The form in which names and addresses are compared: one spelling for what reads the same."""

import re

from mashangban.core.identifiers.folding import fold
from mashangban.core.text.numerals import with_figures
from mashangban.core.text.words import packaged_words

_BRACKETS = str.maketrans("[{<〔【〈《「『〖]}>〕】〉》」』〗", "((((((((((" + "))))))))))")
_COMMAS = str.maketrans("、;/|。", ",,,,,")
_DOTS = re.compile(r"[·•‧・.'\"`“”‘’*#_]")
# 8~12号 and 8至12号 are ranges as 8-12号 is.
_RANGE = re.compile(r"(?<=\d)(?:~|至|到)(?=\d)|(?<=号)(?:~|至|到)(?=\d)")
_BUILDING = re.compile(r"(?<=[\dA-Z])[幢栋]")
_EMPTY = re.compile(r"\(,*\)|,+(?=\)|$)")


def fold_name(text: str) -> str:
    """Return `text` as names are compared; folding twice changes nothing.

    Narrow capitals without blanks (NFKC), simplified characters, round brackets, "," between the
    parts of a list, "-" for dashes and ranges, figures for numerals that number something, 号楼 for
    幢 and 栋. 第 in front of a numeral is dropped.
    """
    folded = fold(text).translate(packaged_words().variants)
    folded = _DOTS.sub("", folded.translate(_BRACKETS).translate(_COMMAS))
    folded = with_figures(_without_empty(folded))
    return _BUILDING.sub("号楼", _RANGE.sub("-", folded))


def _without_empty(text: str) -> str:
    """Return `text` without brackets around nothing, one in another too, and closing commas."""
    while (less := _EMPTY.sub("", text)) != text:
        text = less
    return text
