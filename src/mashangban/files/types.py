"""Plain data of files."""

from dataclasses import dataclass
from enum import StrEnum


class PhotoState(StrEnum):
    WAITING = "waiting"  # the original lies in the store, nobody may see it yet
    READY = "ready"  # drawn anew, the original is gone
    REFUSED = "refused"  # could not be made safe, the original is gone


class PhotoType(StrEnum):
    """What is accepted, known by its first bytes; the value is the media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"


class Rendition(StrEnum):
    """The sizes a photo is kept in, always JPEG; the value is part of its address."""

    FULL = "full"  # longest side 1600 px
    THUMB = "thumb"  # longest side 400 px


class Flaw(StrEnum):
    """Why a photo cannot be used."""

    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    NOT_A_PHOTO = "not_a_photo"
    MOVING = "moving"
    DAMAGED = "damaged"
    LOST = "lost"  # its person was erased, or its file is gone


class Unusable(Exception):
    """The bytes are no photo that is taken."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw)
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Header:
    """What the first bytes of a photo say: its type, and its size in pixels before any turning."""

    type: PhotoType
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A photo made safe: the JPEG of each size, and the size in pixels of the full one."""

    width: int
    height: int
    full: bytes
    thumb: bytes
