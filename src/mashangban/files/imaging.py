"""The one place that opens images. Pure: bytes in, bytes out; knows neither Django nor disk.

What comes in was sent by strangers. Only the decoder that belongs to the first bytes is tried, and
what comes out is drawn anew from the pixels, so that nothing else of the file survives: no place
(EXIF, XMP), no colour profile, no comment, no second picture, no tail.
"""

import io
import warnings
from typing import Final

import pi_heif
from PIL import Image, ImageDraw, ImageOps

from mashangban.files.types import Flaw, Header, PhotoType, Rendered, Unusable

# Technical limits, not law: the largest photo of a phone passes, and one photo costs the worker
# seconds and some hundred megabytes, not minutes and gigabytes.
MAX_BYTES: Final = 20_000_000
MAX_PIXELS: Final = 8192 * 6144  # the largest sensor sold as "50 megapixels"

_FULL_SIDE: Final = 1600
_THUMB_SIDE: Final = 400
_QUALITY: Final = 82

# Pillow's name for the decoder of each type.
_DECODERS: Final = {
    PhotoType.JPEG: "JPEG",
    PhotoType.PNG: "PNG",
    PhotoType.WEBP: "WEBP",
    PhotoType.HEIC: "HEIF",
}
# JPEG and HEIC of phones hold further pictures (depth, brightness) as a matter of course; the
# first is the photo.
_MAY_MOVE: Final = (PhotoType.PNG, PhotoType.WEBP)
_HEIC_BRANDS: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

# One thread, because decoding runs under a limit of address space (see `decoding`).
pi_heif.register_heif_opener(
    decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
)
# Pillow only warns up to twice its limit.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


def inspect(content: bytes) -> Header:
    """Return type and size of a photo from its header, without decoding it.

    Raises Unusable for what is no photo, has too many pixels, moves, or has a damaged header.
    """
    kind = _sniff(content)
    with _open(content, kind) as image:
        return Header(kind, image.width, image.height)


def render(content: bytes) -> Rendered:
    """Return the photo upright, as plain JPEGs in two sizes, never enlarged.

    Raises Unusable, also for what only decoding brings to light: damaged, cut off.
    """
    with _open(content, _sniff(content)) as image:
        try:
            full = _redraw(image)
        except MemoryError:
            raise
        except Exception as error:  # decoders fail on a stranger's bytes in every way there is
            raise Unusable(Flaw.DAMAGED) from error
    thumb = full.copy()
    thumb.thumbnail((_THUMB_SIDE, _THUMB_SIDE), Image.Resampling.LANCZOS)
    return Rendered(full.width, full.height, _as_jpeg(full), _as_jpeg(thumb))


def placeholder() -> bytes:
    """Return the JPEG that stands in for a photo not yet made safe: three dots on grey."""
    image = Image.new("RGB", (_THUMB_SIDE, _THUMB_SIDE * 3 // 4), "#e3e8eb")
    draw = ImageDraw.Draw(image)
    middle = image.height // 2
    for x in (160, 200, 240):
        draw.ellipse((x - 8, middle - 8, x + 8, middle + 8), fill="#5c6a73")
    return _as_jpeg(image)


def _sniff(content: bytes) -> PhotoType:
    if content.startswith(b"\xff\xd8\xff"):
        return PhotoType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return PhotoType.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return PhotoType.HEIC
    raise Unusable(Flaw.NOT_A_PHOTO)


def _open(content: bytes, kind: PhotoType) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=[_DECODERS[kind]])
        moves = kind in _MAY_MOVE and getattr(image, "n_frames", 1) > 1
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unusable(Flaw.TOO_MANY_PIXELS) from error
    except MemoryError:
        raise
    except Exception as error:  # as in `render`
        raise Unusable(Flaw.DAMAGED) from error
    if moves:
        raise Unusable(Flaw.MOVING)
    return image


def _redraw(image: Image.Image) -> Image.Image:
    """Return a new image with nothing of the old one but its pixels: upright, at most 1600 px."""
    _decode_small(image)
    if image.mode.startswith("I;16"):  # `convert` would cut 16 bits off at white
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    pixels = image.convert("RGBA" if image.has_transparency_data else "RGB")
    pixels.thumbnail((_FULL_SIDE, _FULL_SIDE), Image.Resampling.LANCZOS)
    pixels = _upright(pixels)
    clean = Image.new("RGB", pixels.size, "white")
    clean.paste(pixels, mask=pixels if pixels.mode == "RGBA" else None)
    return clean


def _decode_small(image: Image.Image) -> None:
    """Let the JPEG decoder halve the picture while decoding, as far as the full size allows."""
    share = _FULL_SIDE / max(image.size)
    if share < 1:
        size = (max(1, int(image.width * share)), max(1, int(image.height * share)))
        image.draft(None, size)


def _upright(pixels: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(pixels)
    except Exception:  # a photo with broken metadata is still a photo
        return pixels


def _as_jpeg(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, progressive=True, optimize=True)
    return buffer.getvalue()
