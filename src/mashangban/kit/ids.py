"""Identifiers of rows: UUID version 7 (RFC 9562 §5.7), ordered by time, so that inserts stay local
in the index and a row's id is known before it is written."""

import uuid
from datetime import UTC, datetime, timedelta

from mashangban.kit import randomness

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def new_id(at: datetime) -> uuid.UUID:
    """Return a new UUIDv7 of the instant `at`. Raises TypeError unless it is aware."""
    milliseconds = (at - _EPOCH) // _MILLISECOND
    noise = int.from_bytes(randomness.token_bytes(10), "big")
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76 | (noise >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | noise & (1 << 62) - 1
    return uuid.UUID(int=value)
