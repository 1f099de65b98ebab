"""The text of an entry that is hashed: JSON, keys sorted, no blanks, every field.

Whoever has the text can repeat the hash with any JSON-free tool: SHA-256 over a zero byte and the
text in UTF-8 (RFC 6962 §2.1). A format that changes gets another `v`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from mashangban.audit.types import JSON
from mashangban.kit.actors import Actor

_FORMAT = 1


def canonical_text(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    subject: tuple[str, str],
    scope_id: int | None,
    data: Mapping[str, JSON],
) -> str:
    """Return the text of an entry.

    Raises ValueError when `at` is naive or a number is not finite, TypeError when `data` holds
    something that JSON cannot.
    """
    if at.tzinfo is None:
        raise ValueError(f"An audit entry needs an aware instant, not {at.isoformat()}.")
    fields = {
        "v": _FORMAT,
        "at": instant_text(at),
        "by": [by.kind.value, by.id],
        "verb": verb,
        "subject": subject,
        "scope": scope_id,
        "data": data,
    }
    return json.dumps(
        fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def instant_text(at: datetime) -> str:
    """Return the instant in UTC with microseconds: 2026-11-23T02:20:00.000000Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse(text: str) -> dict[str, Any]:
    """Return the fields of a text. Raises ValueError when it is not one."""
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise ValueError("The text of an entry is a JSON object.")
    return fields
