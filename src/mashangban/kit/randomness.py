"""The one source of randomness of the edge: the operating system, or a seeded one for a while.

Tests and the demonstration generator seed it, so that the same seed gives the same identifiers;
nothing else names `seeded`, which a test holds.
"""

import contextlib
import random
import secrets
from collections.abc import Iterator
from contextvars import ContextVar

_source: ContextVar[random.Random | None] = ContextVar("randomness", default=None)


def token_bytes(size: int) -> bytes:
    """Return `size` unpredictable bytes."""
    seeded = _source.get()
    return seeded.randbytes(size) if seeded else secrets.token_bytes(size)


@contextlib.contextmanager
def seeded(source: random.Random) -> Iterator[None]:
    """Draw from `source` inside the block."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)
