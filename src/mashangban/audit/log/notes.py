"""Signed notes that state the size and root of the log (C2SP signed-note and tlog-checkpoint).

    mashangban/audit
    1042
    <root, base64>
    2026-11-23T02:20:00.000000Z

    — mashangban/audit <key id and Ed25519 signature, base64>

The fourth line is an extension line of that format: when the sealer signed. Anybody who holds the
verifier line (`name+key id+key`) can check a note with the public tools of that format.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mashangban.audit.log.merkle import HASH_SIZE

ORIGIN: Final = "mashangban/audit"
_ED25519: Final = b"\x01"
_ID_SIZE: Final = 4
_SIGNED_BY: Final = "— "


class Flaw(StrEnum):
    """Why a note is not to be trusted."""

    UNREADABLE = "unreadable"  # it is not a signed statement about this log
    UNKNOWN_KEY = "unknown_key"
    CHANGED = "changed"  # since it was signed


class BadNote(ValueError):
    """The note is not to be trusted; `flaw` says why."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(f"signed note: {flaw.value}")
        self.flaw = flaw


@dataclass(frozen=True, slots=True)
class Statement:
    """What a note says: `root` of the tree of `size` leaves; `at` as it stands in the text."""

    size: int
    root: bytes
    at: str


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a key, as its line says it."""

    name: str
    key_id: bytes
    key: bytes

    @classmethod
    def of(cls, name: str, key: Ed25519PublicKey) -> "Verifier":
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return cls(name, _key_id(name, raw), raw)

    @classmethod
    def from_line(cls, line: str) -> "Verifier":
        """Read `name+key id+key`. Raises BadNote."""
        name, _, rest = line.strip().partition("+")
        written_id, _, encoded = rest.partition("+")
        decoded = _decode(encoded)
        verifier = cls(name, _key_id(name, decoded[1:]), decoded[1:])
        if decoded[:1] != _ED25519 or verifier.key_id.hex() != written_id:
            raise BadNote(Flaw.UNREADABLE)
        return verifier

    @property
    def line(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_encode(_ED25519 + self.key)}"


def sign(statement: Statement, key: Ed25519PrivateKey) -> str:
    """Return the signed note."""
    lines = (ORIGIN, str(statement.size), _encode(statement.root), statement.at)
    text = "".join(f"{line}\n" for line in lines)
    verifier = Verifier.of(ORIGIN, key.public_key())
    signature = _encode(verifier.key_id + key.sign(text.encode()))
    return f"{text}\n{_SIGNED_BY}{verifier.name} {signature}\n"


def read(note: str, verifiers: Sequence[Verifier]) -> Statement:
    """Return what a note states once a known key has signed it. Raises BadNote."""
    return _statement(open_note(note, verifiers))


def open_note(note: str, verifiers: Sequence[Verifier]) -> str:
    """Return the text of a note signed by one of `verifiers`. Raises BadNote."""
    text, blank, signatures = note.rpartition("\n\n")
    if not blank:
        raise BadNote(Flaw.UNREADABLE)
    text += "\n"
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(_SIGNED_BY).partition(" ")
        decoded = _decode(encoded)
        for verifier in verifiers:
            if (verifier.name, verifier.key_id) == (name, decoded[:_ID_SIZE]):
                _require_signature(verifier, decoded[_ID_SIZE:], text)
                return text
    raise BadNote(Flaw.UNKNOWN_KEY)


def _require_signature(verifier: Verifier, signature: bytes, text: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, text.encode())
    except InvalidSignature:
        raise BadNote(Flaw.CHANGED) from None


def _statement(text: str) -> Statement:
    match text.splitlines():
        case [origin, size, root, at] if origin == ORIGIN and size.isdecimal():
            decoded = _decode(root)
            if len(decoded) == HASH_SIZE:
                return Statement(int(size), decoded, at)
    raise BadNote(Flaw.UNREADABLE)


def _key_id(name: str, raw: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + raw).digest()[:_ID_SIZE]


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote(Flaw.UNREADABLE) from None
