"""Tokens of printed codes, sealed with the installation's own keys."""

from django.conf import settings

from mashangban.core.identifiers import code_tokens
from mashangban.core.identifiers.code_tokens import TokenReading
from mashangban.kit import randomness


def new_token() -> str:
    """Return a new token, sealed with the newest key of `CODE_TOKEN_KEYS`."""
    newest = settings.CODE_TOKEN_KEYS[0]
    return code_tokens.issue(randomness.token_bytes(code_tokens.BODY_BYTES), newest)


def read_token(text: str) -> TokenReading:
    """Read what was scanned or typed: genuine under any of our keys, mistyped or forged."""
    return code_tokens.check(text, keys=settings.CODE_TOKEN_KEYS)


def address_of(token: str) -> str:
    """Return the address that is printed on paper; it must lead somewhere for ever."""
    return f"{settings.BASE_URL}/c/{token}"
