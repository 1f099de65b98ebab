"""Canaries: texts so odd that finding one anywhere means personal data got there in the clear.

A test plants them through real actions as name, phone, e-mail and free text, and then searches
every table, every file below a folder, and what was logged.
"""

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.db import connection

NAME: Final = "鱻龘烛齾灪"
PHONE: Final = "13900717171"
EMAIL: Final = "quokka.zephyr@canary.example"
TEXT: Final = "齉爨灪水漏在厨房 xylophone-vermilion"
ALL: Final = (NAME, PHONE, EMAIL, TEXT)

_SHORTEST_FORM: Final = 8  # shorter ones would turn up by chance

# Readable as text, or holding bytes or a document.
_SEARCHED_TYPES: Final = (
    "text", "character varying", "character", "bytea", "json", "jsonb", "ARRAY", "xml",
    "tsvector", "USER-DEFINED", "inet",
)  # fmt: skip


def traces_in_database(canaries: Iterable[str] = ALL) -> list[str]:
    """Return "table.column" for each column in which one of the canaries can be read."""
    patterns = [f"%{_escape(form)}%" for canary in canaries for form in _forms(canary)]
    found = []
    with connection.cursor() as cursor:
        for table, column in _columns():
            # A bytea reads as hexadecimal here, which is among the forms.
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text LIKE ANY (%s))',
                [patterns],
            )
            row = cursor.fetchone()
            if row and row[0]:
                found.append(f"{table}.{column}")
    return found


def traces_in_files(folder: Path, canaries: Iterable[str] = ALL) -> list[str]:
    """Return the files below `folder` in which one of the canaries can be read."""
    needles = [needle for canary in canaries for needle in _byte_forms(canary)]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(needle in path.read_bytes() for needle in needles)
    ]


def traces_in_text(text: str, canaries: Iterable[str] = ALL) -> list[str]:
    """Return the canaries that can be read in `text`, for instance in what was logged."""
    return [canary for canary in canaries if any(form in text for form in _forms(canary))]


def searched_columns() -> set[str]:
    """Return every "table.column" that `traces_in_database` looks at."""
    return {f"{table}.{column}" for table, column in _columns()}


def _columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'"
            " AND data_type = ANY (%s) ORDER BY 1, 2",
            [list(_SEARCHED_TYPES)],
        )
        return list(cursor.fetchall())


def _forms(canary: str) -> Iterator[str]:
    """Yield how a text looks when it was only encoded, not encrypted."""
    yield canary
    yield json.dumps(canary)[1:-1]
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        raw = canary.encode(encoding)
        yield raw.hex()
        yield from _base64_forms(raw)


def _byte_forms(canary: str) -> Iterator[bytes]:
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        yield canary.encode(encoding)
    for form in _forms(canary):
        yield form.encode()


def _base64_forms(raw: bytes) -> Iterator[str]:
    """Yield the part of the base64 of any text holding `raw` that `raw` alone decides.

    Depending on where `raw` begins, it shares its first group of four characters with what stands
    before it, and its last with what follows.
    """
    for phase in range(3):
        encoded = base64.b64encode(bytes(phase) + raw).decode()
        own = encoded[4 if phase else 0 : -4]
        if len(own) >= _SHORTEST_FORM:
            yield own


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
