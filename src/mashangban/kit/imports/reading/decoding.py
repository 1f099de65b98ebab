"""Finds out in which encoding a text file was written: UTF-8, UTF-16 with its mark, or GB18030."""

import codecs
import re
from typing import Final

from django.utils.translation import gettext as _

from mashangban.kit.imports.errors import UnreadableFile

# Chinese that was encoded twice differently is told by rows that read well as UTF-8 in a file that
# as a whole is not. By accident one such character in two rows is possible, four are not.
ENOUGH_CHARACTERS: Final = 4
_CHINESE: Final = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was in.

    Raises UnreadableFile, naming line and byte, for a file that is no text or is in two encodings.
    """
    if content.startswith(codecs.BOM_UTF8):
        # Decoded with its mark, so that bytes count from the beginning of the file.
        return _decoded(content, "utf-8").removeprefix("\ufeff"), "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _decoded(content, "utf-16"), "utf-16"
    try:
        return _without_zeros(content.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        not_utf8 = error.start
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError as error:
        # Where the better guess failed is where somebody should look.
        raise _undecodable(content, max(not_utf8, error.start)) from None
    _require_one_encoding(content)
    return _without_zeros(text), "gb18030"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return _without_zeros(content.decode(encoding))
    except UnicodeDecodeError as error:
        # A count of lines needs no more than the good beginning.
        line = content[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise _not_text(line, error.start + 1) from None


def _undecodable(content: bytes, start: int) -> UnreadableFile:
    return _not_text(content.count(b"\n", 0, start) + 1, start + 1)


def _not_text(line: int, byte: int) -> UnreadableFile:
    return UnreadableFile(
        _(
            "The file is not text in UTF-8 or GB18030: line %(line)d, byte %(byte)d of the file. "
            "Save it as “CSV UTF-8” and import that."
        )
        % {"line": line, "byte": byte}
    )


def _without_zeros(text: str) -> str:
    place = text.find("\0")
    if place < 0:
        return text
    raise _not_text(text.count("\n", 0, place) + 1, len(text[:place].encode()) + 1)


def _require_one_encoding(content: bytes) -> None:
    """Raise UnreadableFile if some lines of a file in GB18030 are in UTF-8.

    GB18030 gives nearly any bytes a meaning, so that such lines would come in as nonsense.
    """
    characters, first_line, first_byte, place = 0, 0, 0, 0
    for number, line in enumerate(content.split(b"\n"), start=1):
        if not line.isascii() and (found := _chinese_of_utf8(line)):
            characters += found
            if not first_line:
                skipped = next(offset for offset, byte in enumerate(line) if byte > 127)
                first_line, first_byte = number, place + skipped + 1
        place += len(line) + 1
    if characters >= ENOUGH_CHARACTERS:
        raise UnreadableFile(
            _(
                "The file is in two encodings: line %(line)d, byte %(byte)d of the file is UTF-8, "
                "other lines are GB18030. Parts of two files were joined; save each as “CSV UTF-8” "
                "and join them again."
            )
            % {"line": first_line, "byte": first_byte}
        )


def _chinese_of_utf8(line: bytes) -> int:
    """Return how many characters of a line in UTF-8 are Chinese; 0 unless all but ASCII are."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return 0
    found = len(_CHINESE.findall(text))
    return found if found == sum(not character.isascii() for character in text) else 0
