"""Encryption of personal data, under one key per person, wrapped by the installation's key ring.

AES-256-GCM (NIST SP 800-38D) throughout. Three shapes, each beginning with a version byte:

    ciphertext     1 | nonce (12) | encrypted, tag (16)             under a person's data key
    wrapped key    1 | ring key (8) | nonce (12) | key (32), tag    a person's data key at rest
    sealed text    the same, in base64                              directly under a ring key

`context` names the row and field ("request-text:<uuid>") and is authenticated with the text, so
that a ciphertext moved to another row does not open there.
"""

import base64
import hmac
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from mashangban.kit.crypto import ring_file
from mashangban.kit.crypto.errors import KeyErased, KeyRingLost, WrongKey
from mashangban.kit.crypto.ring import KEY_ID_SIZE, KEY_SIZE, KeyRing, RingKey
from mashangban.kit.randomness import token_bytes

__all__ = [
    "WRAPPING_KEY_AT",
    "WRAPPING_KEY_SIZE",
    "Blob",
    "KeyErased",
    "KeyRingLost",
    "WrongKey",
    "add_ring_key",
    "create_ring",
    "current_key_id",
    "decrypt",
    "decrypt_text",
    "drop_ring_keys",
    "encrypt",
    "encrypt_text",
    "fingerprint",
    "forget_cached_keys",
    "lookup_hash",
    "new_data_key",
    "require_ring_key",
    "reseal",
    "rewrap",
    "ring_path",
    "seal",
    "sealing_key_id",
    "superseded_key_ids",
    "unseal",
    "wrapping_key_id",
]

Blob: TypeAlias = bytes | memoryview  # what a BinaryField may hold

_VERSION: Final = b"\x01"
_NONCE_SIZE: Final = 12
# Where a wrapped key names the ring key it needs, for those who ask in SQL.
WRAPPING_KEY_AT: Final = len(_VERSION)
WRAPPING_KEY_SIZE: Final = KEY_ID_SIZE
_WRAPPING: Final = "wrap a person's data key"
_SEALING: Final = "seal a secret of the installation"


def new_data_key() -> bytes:
    """Return a new data key for a person, wrapped by the ring's present key.

    Raises KeyRingLost.
    """
    return _seal(token_bytes(KEY_SIZE), purpose=_WRAPPING, context="")


def encrypt(wrapped_key: Blob | None, plaintext: bytes, *, context: str) -> bytes:
    """Return `plaintext` encrypted under a person's key and bound to `context`.

    Raises KeyErased for the key of an erased person (None), KeyRingLost, WrongKey.
    """
    nonce = token_bytes(_NONCE_SIZE)
    return _VERSION + nonce + _cipher_of(wrapped_key).encrypt(nonce, plaintext, context.encode())


def decrypt(wrapped_key: Blob | None, ciphertext: Blob, *, context: str) -> bytes:
    """Return what `encrypt` was given. Raises WrongKey, KeyErased, KeyRingLost."""
    nonce, body = _split(ciphertext, len(_VERSION))
    return _open(_cipher_of(wrapped_key), nonce, body, context)


def encrypt_text(wrapped_key: Blob | None, text: str, *, context: str) -> bytes:
    """Return `text` encrypted, see `encrypt`."""
    return encrypt(wrapped_key, text.encode(), context=context)


def decrypt_text(wrapped_key: Blob | None, ciphertext: Blob, *, context: str) -> str:
    """Return the text that was encrypted, see `decrypt`."""
    return decrypt(wrapped_key, ciphertext, context=context).decode()


def lookup_hash(value: str, *, purpose: str) -> bytes:
    """Return a keyed hash (HMAC-SHA-256) by which an encrypted value can be found again.

    The caller brings `value` into its one canonical form first. Different purposes give unrelated
    hashes. The key is not rotated: the hashes could not be made anew without reading every value.
    """
    secret = _derive(ring_file.load().lookup_secret, f"look up: {purpose}")
    return hmac.digest(secret, value.encode(), "sha256")


def seal(text: str, *, context: str) -> str:
    """Return a secret of the installation (no person's) encrypted directly under the ring.

    Raises KeyRingLost.
    """
    return base64.b64encode(_seal(text.encode(), purpose=_SEALING, context=context)).decode()


def unseal(sealed: str, *, context: str) -> str:
    """Return what `seal` was given. Raises WrongKey, KeyRingLost."""
    return _unseal(base64.b64decode(sealed), purpose=_SEALING, context=context).decode()


def reseal(sealed: str, *, context: str) -> str:
    """Return the same secret sealed under the ring's present key."""
    return seal(unseal(sealed, context=context), context=context)


def rewrap(wrapped_key: Blob) -> bytes:
    """Return the same data key wrapped by the ring's present key."""
    data_key = _unseal(wrapped_key, purpose=_WRAPPING, context="")
    return _seal(data_key, purpose=_WRAPPING, context="")


def wrapping_key_id(wrapped_key: Blob) -> bytes:
    """Return the identifier of the ring key that a wrapped key needs."""
    return bytes(wrapped_key[WRAPPING_KEY_AT : WRAPPING_KEY_AT + WRAPPING_KEY_SIZE])


def sealing_key_id(sealed: str) -> bytes:
    """Return the identifier of the ring key that a sealed text needs."""
    return wrapping_key_id(base64.b64decode(sealed))


def create_ring(*, at: datetime) -> bool:
    """Make the installation's key ring; return False when there is one already, which stays.

    Never call it where encrypted data exist: `accounts.actions.init_key_ring` makes sure.
    """
    return ring_file.create(KeyRing.new(at))


def add_ring_key(*, at: datetime) -> bytes:
    """Add a key that wraps from now on; return its identifier. Older ones still unwrap."""
    ring = ring_file.load().with_new_key(at)
    ring_file.replace(ring)
    return ring.current.id


def drop_ring_keys(key_ids: set[bytes]) -> None:
    """Remove superseded keys for good. What is still wrapped by them is lost."""
    ring_file.replace(ring_file.load().without(key_ids))
    forget_cached_keys()


def superseded_key_ids(*, before: datetime) -> set[bytes]:
    """Return the keys that were superseded before that instant and are still in the ring."""
    return {
        key.id
        for key in ring_file.load().keys
        if key.superseded_at is not None and key.superseded_at < before
    }


def current_key_id() -> bytes:
    """Return the identifier of the ring key in use. Raises KeyRingLost."""
    return ring_file.load().current.id


def require_ring_key(key_id: Blob) -> None:
    """Raise KeyRingLost unless the ring has that key."""
    if ring_file.load().find(bytes(key_id)) is None:
        raise KeyRingLost.lacks(ring_path(), bytes(key_id))


def ring_path() -> Path:
    """Return the file that holds the key ring."""
    return ring_file.path()


def fingerprint() -> bytes:
    """Return what tells this ring from others; the same before and after a rotation."""
    return ring_file.load().fingerprint


def forget_cached_keys() -> None:
    """Forget the data keys this process has unwrapped."""
    _cipher_of_wrapped.cache_clear()


def _cipher_of(wrapped_key: Blob | None) -> AESGCM:
    if not wrapped_key:
        raise KeyErased
    return _cipher_of_wrapped(bytes(wrapped_key))


# A list page decrypts some fifty texts of as many persons; unwrapping is the larger half of that.
@lru_cache(maxsize=512)
def _cipher_of_wrapped(wrapped_key: bytes) -> AESGCM:
    return AESGCM(_unseal(wrapped_key, purpose=_WRAPPING, context=""))


def _seal(plaintext: bytes, *, purpose: str, context: str) -> bytes:
    key = ring_file.load().current
    nonce = token_bytes(_NONCE_SIZE)
    body = _ring_cipher(key, purpose).encrypt(nonce, plaintext, context.encode())
    return _VERSION + key.id + nonce + body


def _unseal(blob: Blob, *, purpose: str, context: str) -> bytes:
    nonce, body = _split(blob, WRAPPING_KEY_AT + WRAPPING_KEY_SIZE)
    key_id = wrapping_key_id(blob)
    key = ring_file.load().find(key_id)
    if key is None:
        raise KeyRingLost.lacks(ring_path(), key_id)
    return _open(_ring_cipher(key, purpose), nonce, body, context)


@lru_cache(maxsize=8)
def _ring_cipher(key: RingKey, purpose: str) -> AESGCM:
    return AESGCM(_derive(key.secret, purpose))


@lru_cache(maxsize=8)
def _derive(secret: bytes, purpose: str) -> bytes:
    """Derive a key for one purpose (HKDF, RFC 5869): no key serves two."""
    info = f"mashangban 1: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=None, info=info).derive(secret)


def _split(blob: Blob, header_size: int) -> tuple[bytes, bytes]:
    if blob[: len(_VERSION)] != _VERSION:
        raise WrongKey("Not something that was encrypted here: unknown version.")
    body_at = header_size + _NONCE_SIZE
    return bytes(blob[header_size:body_at]), bytes(blob[body_at:])


def _open(cipher: AESGCM, nonce: bytes, body: bytes, context: str) -> bytes:
    try:
        return cipher.decrypt(nonce, body, context.encode())
    except (InvalidTag, ValueError):
        raise WrongKey(f"Cannot be decrypted as {context or 'a wrapped key'!r}.") from None
