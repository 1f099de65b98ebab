"""Telephone numbers as people type them, brought into one form."""

import re
from typing import Final

from mashangban.core.identifiers.folding import fold

_NUMBER: Final = re.compile(r"\+?[0-9]{7,15}")
_PUNCTUATION: Final = str.maketrans("", "", "-().·/")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_CHINA: Final = re.compile(r"(?:\+|00)86(?=[0-9]{10,12}$)|86(?=1[3-9][0-9]{9}$)")


def canonical_phone(text: str) -> str:
    """Return a telephone number without blanks, dashes, wide figures and China's own +86.

    `138 0000 0142` and `+86-13800000142` are one number; a foreign one keeps its plus sign.
    Raises ValueError for what cannot be a telephone number.
    """
    number = fold(text).translate(_PUNCTUATION)
    if abroad := _CHINA.match(number):
        national = number[abroad.end() :]
        # Abroad the area code is written without its 0: +86 21 … is 021 … at home.
        is_whole = _MOBILE.fullmatch(national) or national.startswith("0")
        return national if is_whole else f"0{national}"
    number = re.sub(r"^00(?=[1-9])", "+", number)
    if not _NUMBER.fullmatch(number):
        raise ValueError("not a telephone number")
    return number
