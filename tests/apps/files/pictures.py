"""Photos as people and attackers send them, all drawn here.

`fixtures/house.heic` was drawn with Pillow like `house()` and encoded with libheif's heif-enc: we
have no encoder for HEIC. Its EXIF carries the same place as `exif_with_place()`.
"""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

HEIC = (Path(__file__).parent / "fixtures" / "house.heic").read_bytes()

# Stand in the metadata of every picture that has any; may be found nowhere afterwards.
CANARY = b"GPSCANARYMAKER"
CANARY_DAY = b"2026:11:23"

RED = (200, 30, 20)
BLUE = (18, 89, 111)


def house(size: tuple[int, int] = (320, 240), mode: str = "RGB") -> Image.Image:
    """Draw a picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def exif_with_place(orientation: int = 1) -> Image.Exif:
    """Return metadata with a maker, an orientation and a position."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CANARY.decode()
    place = exif.get_ifd(0x8825)
    place[1], place[3], place[29] = "N", "E", CANARY_DAY.decode()
    place[2] = (IFDRational(31), IFDRational(13), IFDRational(4811, 100))
    place[4] = (IFDRational(121), IFDRational(28), IFDRational(2525, 100))
    return exif


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def jpeg(size: tuple[int, int] = (320, 240), **options: object) -> bytes:
    """Return a JPEG with a place in its EXIF."""
    options.setdefault("exif", exif_with_place())
    return encoded(house(size), "JPEG", **options)


def png(size: tuple[int, int] = (320, 240), mode: str = "RGB", **options: object) -> bytes:
    options.setdefault("exif", exif_with_place())
    return encoded(house(size, mode), "PNG", **options)


def webp(size: tuple[int, int] = (320, 240), **options: object) -> bytes:
    options.setdefault("exif", exif_with_place())
    return encoded(house(size), "WEBP", **options)


def moving(kind: str) -> bytes:
    """Return two pictures shown one after the other."""
    return encoded(
        house(), kind, save_all=True, append_images=[house().rotate(180)], duration=200, loop=0
    )


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that promises many pixels and holds hardly any."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + png_chunk(b"IEND", b"")
    )


def flat_png(width: int, height: int) -> bytes:
    """Return a whole and valid PNG of one colour: few bytes, many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", packed)
        + png_chunk(b"IEND", b"")
    )


def webp_header(width: int, height: int) -> bytes:
    """Return a lossless WebP whose header claims another size."""
    content = bytearray(encoded(Image.new("RGB", (2, 2)), "WEBP", lossless=True))
    at = content.index(b"VP8L") + 9
    rest = struct.unpack_from("<I", content, at)[0] >> 28 << 28
    struct.pack_into("<I", content, at, rest | (height - 1) << 14 | (width - 1))
    return bytes(content)


def heic_header(width: int, height: int) -> bytes:
    """Return the sample with another size in its `ispe` box."""
    content = bytearray(HEIC)
    struct.pack_into(">II", content, content.index(b"ispe") + 8, width, height)
    return bytes(content)
