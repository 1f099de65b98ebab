"""The private link: derived from the request by a key, so that a resent report gets the same one,
while the database holds only a hash that leads nowhere."""

import base64
import hashlib
import hmac
import uuid

from django.conf import settings

_BITS = 128


def follow_token(request_id: uuid.UUID) -> str:
    """Return the 26-character token of the private link to a request."""
    digest = hmac.digest(settings.FOLLOW_LINK_KEY, request_id.bytes, hashlib.sha256)
    return base64.b32encode(digest[: _BITS // 8]).decode().rstrip("=").lower()


def hash_token(token: str) -> bytes:
    """Return what is kept of a private link's token: of 128 random bits a bare hash does."""
    return hashlib.sha256(token.encode()).digest()
