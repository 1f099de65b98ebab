"""Sealing and reading the texts of a request, bound to their rows."""

import uuid
from typing import TypeAlias

from mashangban.kit import crypto

Buffer: TypeAlias = bytes | memoryview  # as the database driver hands it over


def seal(key: bytes, text_id: uuid.UUID, words: str) -> bytes:
    """Return the ciphertext of the text row `text_id` under a reporter's wrapped key."""
    return crypto.encrypt_text(key, words, context=_context(text_id))


def unseal(key: Buffer | None, text_id: uuid.UUID | None, ciphertext: Buffer | None) -> str:
    """Return the words of a text row; empty where there is none or its person was erased."""
    if key is None or ciphertext is None or text_id is None:
        return ""
    return crypto.decrypt_text(bytes(key), bytes(ciphertext), context=_context(text_id))


def _context(text_id: uuid.UUID) -> str:
    return f"request-text:{text_id}"
