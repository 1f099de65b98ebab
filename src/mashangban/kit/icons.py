"""The names of the icons that the vendored sprite holds."""

import re
from functools import cache
from pathlib import Path

SPRITE = "kit/vendor/icons/icons.svg"


@cache
def names() -> frozenset[str]:
    """Return the names that `{% icon %}` can draw, so that data naming icons can be checked."""
    svg = (Path(__file__).parent / "static" / SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', svg))
