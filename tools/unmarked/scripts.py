"""Unmarked texts in scripts, styles and typst sources: Chinese outside of comments."""

import re
from collections.abc import Iterator

from unmarked.text import HAN, VERBATIM, Unmarked, short

STRING_OR_COMMENT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|(/\*.*?\*/|//[^\n]*)""", re.S
)
MEND = "take the words from a data attribute that the template translates"


def find(text: str) -> Iterator[Unmarked]:
    """Find the lines with Chinese in them, comments and lines marked `verbatim` left out."""
    kept = {number for number, line in enumerate(text.splitlines(), 1) if VERBATIM.search(line)}
    bare = STRING_OR_COMMENT.sub(lambda match: match[1] or "\n" * match[2].count("\n"), text)
    for number, line in enumerate(bare.splitlines(), 1):
        if HAN.search(line) and number not in kept:
            yield Unmarked(number, f'Chinese in a script: "{short(line)}"', MEND)
