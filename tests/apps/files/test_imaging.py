"""What is taken for a photo, and what is left of it."""

import io
import random

import pytest
from PIL import Image

from mashangban.files import imaging
from mashangban.files.types import Flaw, Header, PhotoType, Unusable
from tests.apps.files import pictures
from tests.apps.files.pictures import BLUE, HEIC, RED

ACCEPTED = {
    PhotoType.JPEG: pictures.jpeg(),
    PhotoType.PNG: pictures.png(),
    PhotoType.WEBP: pictures.webp(),
    PhotoType.HEIC: HEIC,
}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.domain)</script>"


def opened(jpeg: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(jpeg), formats=["JPEG"])
    image.load()
    return image


def is_close(pixel: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(a - b) < 24 for a, b in zip(pixel, colour, strict=True))


@pytest.mark.parametrize("kind", PhotoType)
def test_each_type_is_known_by_its_content(kind: PhotoType) -> None:
    assert imaging.inspect(ACCEPTED[kind]) == Header(kind, 320, 240)


@pytest.mark.parametrize("kind", PhotoType)
def test_nothing_but_pixels_survives(kind: PhotoType) -> None:
    original = ACCEPTED[kind]
    assert pictures.CANARY in original
    assert pictures.CANARY_DAY in original

    rendered = imaging.render(original)

    for content in (rendered.full, rendered.thumb):
        image = opened(content)
        assert image.format == "JPEG"
        assert len(image.getexif()) == 0
        assert set(image.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }
        for trace in (pictures.CANARY, pictures.CANARY_DAY, b"Exif", b"http://ns.adobe.com"):
            assert trace not in content


def test_profile_comment_and_xmp_are_dropped() -> None:
    xmp = b"<x:xmpmeta>" + pictures.CANARY + b"</x:xmpmeta>"
    original = pictures.jpeg(
        icc_profile=b"profile" + pictures.CANARY, comment=pictures.CANARY, xmp=xmp
    )
    assert original.count(pictures.CANARY) == 4

    rendered = imaging.render(original)

    assert pictures.CANARY not in rendered.full + rendered.thumb


def test_text_of_a_png_is_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Comment", pictures.CANARY.decode())
    original = pictures.png(pnginfo=words, exif=b"")
    assert pictures.CANARY in original

    assert pictures.CANARY not in imaging.render(original).full


def test_heic_is_decoded_to_the_same_picture() -> None:
    image = opened(imaging.render(HEIC).full)

    assert image.size == (320, 240)
    assert is_close(image.getpixel((160, 100)), BLUE)


@pytest.mark.parametrize(
    ("size", "full", "thumb"),
    [
        ((4000, 3000), (1600, 1200), (400, 300)),
        ((3000, 4000), (1200, 1600), (300, 400)),
        ((1601, 200), (1600, 200), (400, 50)),
        ((300, 200), (300, 200), (300, 200)),  # never enlarged
        ((1, 1), (1, 1), (1, 1)),
        ((9000, 2), (1600, 1), (400, 1)),
    ],
)
def test_renditions_have_their_sizes(
    size: tuple[int, int], full: tuple[int, int], thumb: tuple[int, int]
) -> None:
    rendered = imaging.render(pictures.jpeg(size))

    assert (rendered.width, rendered.height) == full
    assert opened(rendered.full).size == full
    assert opened(rendered.thumb).size == thumb


def test_large_jpeg_is_reduced_while_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    original = pictures.jpeg((3000, 4000))
    sizes = []
    convert = Image.Image.convert

    def spy(self: Image.Image, *args: object, **kwargs: object) -> Image.Image:
        sizes.append(self.size)
        return convert(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Image.Image, "convert", spy)
    imaging.render(original)

    assert sizes[0] == (1500, 2000)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at", "blue_at"),
    [
        (1, (60, 40), (5, 20), (55, 20)),
        (3, (60, 40), (55, 20), (5, 20)),
        (6, (40, 60), (20, 5), (20, 55)),
        (8, (40, 60), (20, 55), (20, 5)),
    ],
)
def test_photos_are_turned_upright(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int], blue_at: tuple[int, int]
) -> None:
    exif = pictures.exif_with_place(orientation)
    image = opened(imaging.render(pictures.jpeg((60, 40), exif=exif, quality=95)).full)

    assert image.size == size
    assert is_close(image.getpixel(red_at), RED)
    assert is_close(image.getpixel(blue_at), BLUE)


def test_broken_metadata_is_no_reason_to_refuse() -> None:
    original = pictures.jpeg(exif=b"Exif\0\0not a directory at all")

    assert imaging.render(original).width == 320


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "PA"])
def test_every_mode_of_png_becomes_a_photo(mode: str) -> None:
    image = pictures.house(mode=mode if mode != "PA" else "P")
    options = {"transparency": 0} if mode == "PA" else {}
    rendered = imaging.render(pictures.encoded(image, "PNG", **options))

    assert opened(rendered.full).mode == "RGB"


def test_transparent_parts_become_white() -> None:
    clear = pictures.encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")

    assert is_close(opened(imaging.render(clear).full).getpixel((10, 10)), (255, 255, 255))


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    grey = pictures.encoded(Image.new("I;16", (20, 20), 128 * 256), "PNG")

    assert is_close(opened(imaging.render(grey).full).getpixel((10, 10)), (128, 128, 128))


def test_printers_colours_become_screen_colours() -> None:
    red = pictures.encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG")

    assert is_close(opened(imaging.render(red).full).getpixel((10, 10)), (255, 0, 0))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello, I am a photo",
        SVG,
        HTML,
        b"%PDF-1.7\n",
        b"GIF89a" + b"\0" * 40,
        b"BM" + b"\0" * 40,
        b"II*\0" + b"\0" * 40,
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x20ftypisom" + b"\0" * 40,  # a film
        b"\0\0\0\x20ftypavif" + b"\0" * 40,
    ],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable) as refusal:
        imaging.inspect(content)

    assert refusal.value.flaw is Flaw.NOT_A_PHOTO


@pytest.mark.parametrize(
    "content",
    [
        pictures.png_header(60_000, 60_000),
        pictures.png_header(9_000, 9_000),  # where Pillow itself would only warn
        pictures.flat_png(20_000, 20_000),
        pictures.webp_header(16_383, 16_383),
        pictures.heic_header(60_000, 60_000),
        pictures.heic_header(9_000, 9_000),
    ],
    ids=["promised", "just over", "flat", "webp", "heic", "heic just over"],
)
def test_more_pixels_than_a_phone_has_are_refused_unread(content: bytes) -> None:
    assert len(content) < 100_000
    with pytest.raises(Unusable) as refusal:
        imaging.inspect(content)

    assert refusal.value.flaw is Flaw.TOO_MANY_PIXELS


def test_the_largest_phone_photo_is_accepted() -> None:
    header = imaging.inspect(pictures.png_header(8192, 6144))

    assert (header.width, header.height) == (8192, 6144)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind: str) -> None:
    with pytest.raises(Unusable) as refusal:
        imaging.inspect(pictures.moving(kind))

    assert refusal.value.flaw is Flaw.MOVING


def test_of_a_jpeg_with_further_pictures_the_first_is_the_photo() -> None:
    depth = Image.new("RGB", (40, 30), "white")
    original = pictures.encoded(
        pictures.house(), "MPO", save_all=True, append_images=[depth], quality=95
    )
    assert original.count(b"\xff\xd8\xff") == 2

    assert imaging.inspect(original) == Header(PhotoType.JPEG, 320, 240)
    assert is_close(opened(imaging.render(original).full).getpixel((40, 120)), RED)


@pytest.mark.parametrize("kind", PhotoType)
def test_a_photo_cut_off_is_refused(kind: PhotoType) -> None:
    original = ACCEPTED[kind]
    for length in (16, len(original) // 4, len(original) - 40):
        with pytest.raises(Unusable) as refusal:
            imaging.render(original[:length])
        assert refusal.value.flaw is Flaw.DAMAGED


@pytest.mark.parametrize(
    "original",
    [
        pictures.jpeg() + HTML,
        pictures.jpeg(comment=HTML),
        pictures.png() + HTML,
        pictures.webp() + HTML,
        pictures.jpeg() + b"PK\x03\x04" + HTML,
    ],
)
def test_nothing_hidden_in_a_photo_survives(original: bytes) -> None:
    assert HTML in original

    rendered = imaging.render(original)

    for part in (b"<script", b"PK\x03\x04"):
        assert part not in rendered.full + rendered.thumb


@pytest.mark.parametrize("kind", [PhotoType.JPEG, PhotoType.PNG, PhotoType.WEBP])
def test_whatever_arrives_is_rendered_or_refused(kind: PhotoType) -> None:
    chance = random.Random(kind)
    for _ in range(100):
        content = bytearray(ACCEPTED[kind])
        for _ in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            rendered = imaging.render(bytes(content))
        except Unusable:
            continue
        assert opened(rendered.full).size == (rendered.width, rendered.height)


def test_the_placeholder_is_a_small_jpeg() -> None:
    content = imaging.placeholder()

    assert opened(content).size == (400, 300)
    assert len(content) < 5_000
