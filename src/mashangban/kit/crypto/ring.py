"""The key ring: the keys that wrap the keys of persons, and the one that makes look-up hashes.

A key's identifier is the beginning of its own hash, so that a key that was changed on disk, or a
ring of another installation, is noticed instead of being used.
"""

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Self

from mashangban.kit.randomness import token_bytes

KEY_SIZE: Final = 32
KEY_ID_SIZE: Final = 8
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class RingKey:
    """One key of the ring. `superseded_at` is when a newer one took over."""

    secret: bytes = field(repr=False)
    made_at: datetime
    superseded_at: datetime | None = None

    @property
    def id(self) -> bytes:
        return hashlib.sha256(b"mashangban ring key 1" + self.secret).digest()[:KEY_ID_SIZE]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of an installation; the last one is in use, older ones still unwrap."""

    lookup_secret: bytes = field(repr=False)
    keys: tuple[RingKey, ...]

    @classmethod
    def new(cls, at: datetime) -> Self:
        return cls(token_bytes(KEY_SIZE), (_new_key(at),))

    @property
    def current(self) -> RingKey:
        return self.keys[-1]

    @property
    def fingerprint(self) -> bytes:
        """Return what tells this ring from all others and stays when its keys are rotated."""
        return hashlib.sha256(b"mashangban key ring 1" + self.lookup_secret).digest()

    def find(self, key_id: bytes) -> RingKey | None:
        return next((key for key in self.keys if key.id == key_id), None)

    def with_new_key(self, at: datetime) -> Self:
        superseded = replace(self.current, superseded_at=at)
        return replace(self, keys=(*self.keys[:-1], superseded, _new_key(at)))

    def without(self, key_ids: Iterable[bytes]) -> Self:
        gone = set(key_ids)
        assert self.current.id not in gone
        return replace(self, keys=tuple(key for key in self.keys if key.id not in gone))

    def to_json(self) -> str:
        return json.dumps(
            {
                "format": _FORMAT,
                "lookup": _encode(self.lookup_secret),
                "keys": [
                    {
                        "id": key.id.hex(),
                        "key": _encode(key.secret),
                        "made_at": key.made_at.isoformat(),
                        "superseded_at": key.superseded_at and key.superseded_at.isoformat(),
                    }
                    for key in self.keys
                ],
            },
            indent=1,
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote. Raises ValueError with the problem, never with a secret."""
        try:
            document = json.loads(text)
        except json.JSONDecodeError:
            raise ValueError("not JSON") from None
        if not isinstance(document, dict) or document.get("format") != _FORMAT:
            raise ValueError("unknown format")
        try:
            ring = cls(_decode(document["lookup"]), tuple(map(_read_key, document["keys"])))
        except (KeyError, TypeError):
            raise ValueError("a part is missing") from None
        if not ring.keys:
            raise ValueError("no keys")
        return ring


def _new_key(at: datetime) -> RingKey:
    return RingKey(token_bytes(KEY_SIZE), made_at=at)


def _read_key(entry: dict[str, Any]) -> RingKey:
    superseded_at = entry["superseded_at"]
    key = RingKey(
        _decode(entry["key"]),
        made_at=datetime.fromisoformat(entry["made_at"]),
        superseded_at=datetime.fromisoformat(superseded_at) if superseded_at else None,
    )
    if key.id.hex() != entry["id"]:
        raise ValueError(f"key {entry['id']} was changed")
    return key


def _encode(secret: bytes) -> str:
    return base64.b64encode(secret).decode()


def _decode(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != KEY_SIZE:
        raise ValueError("a key has the wrong length")
    return secret
