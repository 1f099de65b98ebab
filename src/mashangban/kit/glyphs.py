"""Which characters the shipped font can print: the others would come out as empty boxes."""

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

_FONT: Final = "NotoSansSC-Regular.ttf"
_SEGMENTED_COVERAGE: Final = 12  # the format of a cmap that reaches beyond the first 65,536


def missing_glyphs(text: str) -> str:
    """Return the characters of `text` that the font has no picture for, each once, in order."""
    known = _characters()
    return "".join(
        dict.fromkeys(each for each in text if ord(each) not in known and not each.isspace())
    )


@cache
def _characters() -> frozenset[int]:
    font = files("mashangban.kit").joinpath("fonts", _FONT).read_bytes()
    return frozenset(read_cmap(font))


def read_cmap(font: bytes) -> Iterator[int]:
    """Yield the characters that an OpenType font maps to a picture (cmap format 12, OpenType 1.9).

    Raises ValueError for a font without such a table.
    """
    table = _table(font, b"cmap")
    for _platform, _encoding, offset in struct.iter_unpack(
        ">HHI", font[table + 4 : table + 4 + 8 * _number(font, table + 2)]
    ):
        at = table + offset
        if _number(font, at) != _SEGMENTED_COVERAGE:
            continue
        (groups,) = struct.unpack_from(">I", font, at + 12)
        for first, last, glyph in struct.iter_unpack(">III", font[at + 16 : at + 16 + 12 * groups]):
            # Glyph 0 is the box itself.
            yield from range(first if glyph else first + 1, last + 1)
        return
    raise ValueError("The font has no cmap of format 12.")


def _table(font: bytes, tag: bytes) -> int:
    """Return where a table of the font begins."""
    records = struct.iter_unpack(">4sIII", font[12 : 12 + 16 * _number(font, 4)])
    for name, _sum, offset, _length in records:
        if name == tag:
            return int(offset)
    raise ValueError(f"The font has no table {tag.decode()}.")


def _number(font: bytes, at: int) -> int:
    (number,) = struct.unpack_from(">H", font, at)
    return int(number)
