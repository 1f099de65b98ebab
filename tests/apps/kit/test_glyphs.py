"""What the shipped font can print, compared with what Pillow draws."""

import struct

import pytest
from PIL import ImageFont

from mashangban.kit import glyphs
from mashangban.kit.glyphs import missing_glyphs, read_cmap

FONT = "src/mashangban/kit/fonts/NotoSansSC-Regular.ttf"
RARE = "𠮷𪚥"  # beyond the font's coverage, and beyond the first 65,536 characters


def test_usual_names_can_be_printed() -> None:
    assert missing_glyphs("听松小区 6 号楼 12 号·1 号电梯（东）021-0000-0142 8:30–17:30 é") == ""
    assert missing_glyphs("泾㙟龘镕堃喆") == ""


def test_characters_without_a_picture_are_named_once_in_order() -> None:
    assert missing_glyphs(f"{RARE}祥里{RARE[0]}") == RARE


def test_blanks_are_nothing_to_draw() -> None:
    assert missing_glyphs("\u3000\n\t ") == ""


@pytest.mark.parametrize("character", ["听", "a", "·", *RARE, "\ue000", "🏠"])
def test_the_reading_agrees_with_what_is_drawn(character: str) -> None:
    font = ImageFont.truetype(FONT, 40)
    box = bytes(font.getmask("\U0010fffd"))  # what stands for a missing picture
    assert (bytes(font.getmask(character)) == box) == (missing_glyphs(character) == character)


def test_a_file_that_is_no_font_is_told() -> None:
    with pytest.raises(ValueError, match="no table cmap"):
        list(read_cmap(b"\0\1\0\0" + struct.pack(">H", 0)))


def test_every_character_of_the_font_is_known() -> None:
    assert len(glyphs._characters()) > 30_000
