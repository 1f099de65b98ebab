"""Find texts that people would see and nobody marked for translation.

What is meant to stay as it is says so on the spot: a comment `verbatim: <why>` on the line or the
line above the statement (Python, JavaScript), an attribute `lang` or `translate="no"` on the
element (templates; assistive technology reads both).
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from message_sources import TEMPLATE_SUFFIXES

from unmarked import python, scripts, templates
from unmarked.text import Unmarked

# Rooms whose business is Chinese text as data, read or invented; none of it is interface.
CHINESE_IS_DATA = {"core", "demonstration"}


def unmarked(package: Path, rooms: Iterable[Path]) -> Iterator[tuple[Path, Unmarked]]:
    """Find unmarked texts in rooms of the package."""
    refusals = python.refusal_classes(package)
    for room in rooms:
        for path in sorted(room.rglob("*")):
            parts = path.relative_to(room).parts
            if {"migrations", "locale", "vendor"} & set(parts):
                continue
            found: Iterable[Unmarked] = ()
            if path.suffix == ".py":
                kind = python.Kind(
                    shows=bool(python.SHOWING_MODULES & {path.stem, *parts}),
                    chinese_is_data=room.name in CHINESE_IS_DATA,
                )
                found = python.find(path.read_text(encoding="utf-8"), kind, refusals)
            elif path.suffix in TEMPLATE_SUFFIXES and "templates" in parts:
                text = path.read_text(encoding="utf-8")
                found = templates.find(text, is_markup=path.suffix != ".txt")
            elif path.suffix in {".js", ".css", ".typ"}:
                found = scripts.find(path.read_text(encoding="utf-8"))
            yield from ((path, finding) for finding in found)
