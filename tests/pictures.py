"""Pictures for tests, drawn on the spot."""

import io

from PIL import Image


def a_jpeg(width: int = 640, height: int = 480) -> bytes:
    """Return a plain photo without anything on it."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (90, 110, 120)).save(buffer, "JPEG")
    return buffer.getvalue()
