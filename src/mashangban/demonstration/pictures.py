"""Flat drawings in the place of photos: what is broken, and the same once it is mended.

Nobody's home is in them, and each says at a glance what the report is about.
"""

import io
from collections.abc import Callable
from functools import cache
from typing import Final, TypeAlias

from PIL import Image, ImageDraw, ImageOps

_WIDTH, _HEIGHT = 400, 300  # the units of the drawings
_SCALE: Final = 4  # drawn large and made smaller, for smooth edges
_SIZE: Final = (1200, 900)
_QUALITY: Final = 88

Pair: TypeAlias = tuple[float, float]


class _Board:
    """A drawing in units of 400 × 300."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (_WIDTH * _SCALE, _HEIGHT * _SCALE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def box(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0
    ) -> None:
        corners = (x * _SCALE, y * _SCALE, (x + width) * _SCALE - 1, (y + height) * _SCALE - 1)
        self._draw.rounded_rectangle(corners, radius * _SCALE, fill=fill)

    def shape(self, corners: list[Pair], fill: str) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in corners], fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str, flat: float = 1) -> None:
        tall = radius * flat
        self._draw.ellipse(
            [each * _SCALE for each in (x - radius, y - tall, x + radius, y + tall)], fill=fill
        )

    def line(self, points: list[Pair], fill: str, width: float) -> None:
        self._draw.line(
            [(x * _SCALE, y * _SCALE) for x, y in points],
            fill=fill,
            width=round(width * _SCALE),
            joint="curve",
        )


def photo(scene: str, *, mended: bool, mirrored: bool = False) -> bytes:
    """Return the JPEG of a scene, as found or mended; raises KeyError for an unknown scene.

    The same picture has the same bytes each time.
    """
    return _photo(scene, mended, mirrored)


@cache
def _photo(scene: str, mended: bool, mirrored: bool) -> bytes:
    drawn = SCENES[scene](mended).resize(_SIZE, Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    (ImageOps.mirror(drawn) if mirrored else drawn).save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _lamp(mended: bool) -> Image.Image:
    """A stairway, dark or lit."""
    board = _Board("#e8dfc4" if mended else "#3b434b")
    if mended:
        board.shape([(180, 55), (220, 55), (330, 300), (70, 300)], "#fbf2d4")
    steps = "#b5a788" if mended else "#252c33"
    board.shape(
        [
            (0, 165),
            (72, 165),
            (72, 190),
            (144, 190),
            (144, 222),
            (216, 222),
            (216, 256),
            (288, 256),
            (288, 300),
            (0, 300),
        ],
        steps,
    )
    for x, y in ((72, 165), (144, 190), (216, 222), (288, 256)):
        board.box(x - 72, y - 5, 76, 7, "#8d8068" if mended else "#171d22")
    board.box(300, 84, 72, 140, "#8c5a3c" if mended else "#2c2520", 2)
    board.box(316, 104, 40, 34, "#cfe0e8" if mended else "#39434b", 2)
    board.disc(310, 160, 4, "#d8c27a" if mended else "#4c463a")
    board.box(178, 22, 44, 20, "#8d9296" if mended else "#20262b", 2)
    board.disc(200, 54, 21, "#fffdf0" if mended else "#58626b")
    return board.image


def _lift(mended: bool) -> Image.Image:
    """A lift's landing: doors ajar and a notice, or shut and in service."""
    board = _Board("#dfe4e6")
    board.box(0, 240, 400, 60, "#a9b1b5")
    board.box(92, 44, 196, 200, "#6c777e", 3)
    if mended:
        board.box(102, 54, 87, 190, "#b9c3c9")
        board.box(191, 54, 87, 190, "#b9c3c9")
        board.line([(190, 54), (190, 244)], "#8a959c", 2)
    else:
        board.box(102, 54, 176, 190, "#20272c")
        board.box(102, 54, 54, 190, "#b9c3c9")
        board.box(224, 54, 54, 190, "#b9c3c9")
        board.box(112, 206, 156, 38, "#171c20")
        board.shape([(84, 150), (296, 132), (296, 146), (84, 164)], "#f2c230")
        for x in range(90, 290, 34):
            board.shape(
                [
                    (x, 150 - (x - 84) * 0.085),
                    (x + 14, 149 - (x - 84) * 0.085),
                    (x + 6, 163 - (x - 84) * 0.085),
                    (x - 8, 164 - (x - 84) * 0.085),
                ],
                "#2b2b2b",
            )
    board.box(160, 14, 60, 22, "#1b2126", 3)
    colour = "#7fe0a2" if mended else "#e2574c"
    board.shape(
        [(178, 30), (190, 19), (202, 30)]
        if mended
        else [(180, 20), (200, 20), (200, 30), (180, 30)],
        colour,
    )
    board.box(312, 126, 30, 56, "#8a959c", 4)
    for y in (142, 166):
        board.disc(327, y, 8, "#f4f7f8" if mended else "#5a656c")
    return board.image


def _leak(mended: bool) -> Image.Image:
    """A pipe under a ceiling, dripping into a bucket, or dry with a new joint."""
    board = _Board("#e9ecea")
    board.box(0, 0, 400, 34, "#d4d9d6")
    board.box(0, 250, 400, 50, "#b9bfbb")
    if not mended:
        board.shape(
            [(128, 34), (300, 34), (282, 72), (250, 58), (226, 104), (204, 62), (160, 80)],
            "#c9c3a6",
        )
        board.disc(204, 272, 92, "#8fb3c4", 0.16)
    board.box(0, 62, 400, 24, "#9aa6ad")
    board.box(0, 66, 400, 5, "#b9c4ca")
    board.box(186, 54, 36, 40, "#c98a3d" if mended else "#7b6a58", 3)
    if not mended:
        for y, radius in ((118, 5), (152, 6), (190, 7)):
            board.shape([(204, y - 2 * radius), (204 + radius, y), (204 - radius, y)], "#4f94b5")
            board.disc(204, y, radius, "#4f94b5")
    board.shape(
        [(168, 214), (240, 214), (230, 274), (178, 274)], "#4a7c93" if not mended else "#e9ecea"
    )
    if not mended:
        board.disc(204, 214, 36, "#6fa9c2", 0.22)
    else:
        board.box(0, 250, 400, 50, "#b9bfbb")
        board.disc(300, 274, 40, "#c6cbc8", 0.2)
    return board.image


def _gate(mended: bool) -> Image.Image:
    """An entrance: the door hangs open and the reader is dark, or shut with its light on."""
    board = _Board("#d9cdbb")
    for y in range(0, 250, 26):
        for x in range(-30 + y % 52, 400, 60):
            board.box(x, y, 56, 22, "#cfc1ac")
    board.box(0, 250, 400, 50, "#9d968b")
    board.box(108, 40, 150, 212, "#55606a", 2)
    if mended:
        board.box(118, 50, 130, 202, "#3f7489")
        board.box(134, 66, 98, 96, "#bcd6df", 2)
        board.box(224, 176, 10, 34, "#e6e9ea", 3)
    else:
        board.box(118, 50, 130, 202, "#1f262b")
        board.shape([(118, 50), (60, 72), (60, 274), (118, 252)], "#37606f")
        board.shape([(108, 72), (72, 85), (72, 170), (108, 160)], "#8fb0bb")
        board.shape([(84, 76), (92, 120), (78, 150), (98, 158)], "#dce7eb")
    board.box(286, 122, 44, 72, "#2c3338", 5)
    board.box(293, 130, 30, 22, "#7fd8a0" if mended else "#40484e", 2)
    for row in range(3):
        for column in range(3):
            board.box(294 + column * 10, 160 + row * 10, 7, 7, "#8f999f", 1)
    return board.image


def _bin(mended: bool) -> Image.Image:
    """A row of bins, overflowing or emptied and washed."""
    board = _Board("#dce6e4")
    board.box(0, 0, 400, 120, "#c4d3cf")
    board.box(0, 232, 400, 68, "#a7ada6" if mended else "#9a9a8c")
    for x, colour in ((50, "#5b6b75"), (156, "#6d5446"), (262, "#2f6f8f")):
        board.shape([(x, 112), (x + 88, 112), (x + 80, 250), (x + 8, 250)], colour)
        board.disc(x + 22, 254, 9, "#23292d")
        board.disc(x + 66, 254, 9, "#23292d")
        board.box(x + 32, 160, 24, 24, "#e9eef0", 3)
        if mended:
            board.box(x - 5, 98, 98, 16, colour, 5)
        else:
            board.shape([(x - 12, 84), (x + 6, 40), (x + 92, 66), (x + 96, 84)], colour)
            board.disc(x + 24, 102, 22, "#2e3236", 0.8)
            board.disc(x + 60, 98, 24, "#efe9dc", 0.8)
    if mended:
        board.disc(210, 278, 120, "#b6bcb6", 0.1)
    else:
        for x, y, radius, colour in (
            (36, 258, 26, "#2e3236"),
            (146, 266, 22, "#efe9dc"),
            (246, 262, 28, "#2e3236"),
            (366, 264, 24, "#c9b48a"),
        ):
            board.disc(x, y, radius, colour, 0.8)
            board.shape(
                [(x - 4, y - radius), (x + 4, y - radius), (x, y - radius * 0.6)], "#6b7074"
            )
    return board.image


def _tree(mended: bool) -> Image.Image:
    """A tree by a house: a broken branch over the path, or pruned and the path clear."""
    board = _Board("#dbeaf0")
    board.box(236, 40, 164, 210, "#e3d6c2")
    for x in (256, 312, 368):
        for y in (58, 114, 170):
            board.box(x, y, 30, 36, "#9fb9c4", 1)
    board.box(0, 236, 400, 64, "#a8bd8a")
    board.shape([(130, 300), (214, 300), (196, 236), (164, 236)], "#cfcabd")
    board.shape([(92, 244), (122, 244), (116, 110), (100, 110)], "#7a5a3e")
    crowns = (
        ((106, 92, 60), (66, 112, 40), (146, 112, 40))
        if mended
        else ((106, 84, 70), (56, 108, 50), (172, 92, 58), (214, 108, 46))
    )
    for x, y, radius in crowns:
        board.disc(x, y, radius, "#5d8a4d")
    for x, y, radius in crowns:
        board.disc(x - radius * 0.25, y - radius * 0.3, radius * 0.5, "#73a05f")
    if not mended:
        board.line([(122, 150), (176, 186), (206, 258)], "#7a5a3e", 9)
        for x, y in ((176, 252), (206, 268), (228, 250), (196, 232)):
            board.disc(x, y, 24, "#7d9350", 0.8)
    else:
        board.disc(119, 150, 7, "#d9b98c")
    return board.image


SCENES: Final[dict[str, Callable[[bool], Image.Image]]] = {
    "lamp": _lamp,
    "lift": _lift,
    "leak": _leak,
    "gate": _gate,
    "bin": _bin,
    "tree": _tree,
}
