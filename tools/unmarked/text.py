"""What all kinds of sources share: which text is for people, and how a finding reads."""

import re
from dataclasses import dataclass

HAN = re.compile(
    "[\u3001\u3002\u300a-\u300b\u3400-\u9fff\uf900-\ufaff\uff01\uff08-\uff09\uff0c\uff1a-\uff1b\uff1f]"
)
WORD = re.compile(r"[^\W\d_]{2,}")
WORDS = re.compile(r"[^\W\d_]{2,}[,;:]?\s+\(?[^\W\d_]+")
SENTENCE = re.compile(r"[A-Z][a-z]+(?:$|[ ,.:;!?…'’])")
VERBATIM = re.compile(r"verbatim: \S")

IN_ENGLISH = "write it in English and translate it in the .po file"


@dataclass(frozen=True, slots=True, order=True)
class Unmarked:
    """A text that should have been marked: the line, what it is, and how to mend it."""

    line: int
    what: str
    mend: str


def short(text: str) -> str:
    """Return the text on one line, cut where it gets long."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
