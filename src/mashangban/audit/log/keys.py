"""The key that signs checkpoints, in a folder that only the program may read.

`audit-signing-key.pem` signs; `audit-verifiers.txt` lists the public half of each key that ever
signed here, one line each, so that old checkpoints stay verifiable after a renewal.
"""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mashangban.audit.log.notes import ORIGIN, Verifier

_KEY = "audit-signing-key.pem"
_VERIFIERS = "audit-verifiers.txt"


def load(folder: Path) -> Ed25519PrivateKey | None:
    """Return the signing key, None when there is none. Raises ValueError when it is unreadable."""
    try:
        pem = (folder / _KEY).read_bytes()
    except FileNotFoundError:
        return None
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{_KEY} in the folder of secrets is not an Ed25519 key.")
    return key


def make(folder: Path) -> Ed25519PrivateKey:
    """Make a new signing key, put it in the place of any earlier one, and return it.

    Its verifier is listed first, so that no checkpoint is ever signed by an unlisted key.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = Ed25519PrivateKey.generate()
    lines = [verifier.line for verifier in verifiers(folder)]
    lines.append(Verifier.of(ORIGIN, key.public_key()).line)
    _replace(folder / _VERIFIERS, "".join(f"{line}\n" for line in lines).encode())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _replace(folder / _KEY, pem)
    return key


def verifiers(folder: Path) -> tuple[Verifier, ...]:
    """Return the public halves of all keys that signed here. Raises BadNote for a broken line."""
    try:
        lines = (folder / _VERIFIERS).read_text().splitlines()
    except FileNotFoundError:
        return ()
    return tuple(Verifier.from_line(line) for line in lines)


def _replace(path: Path, content: bytes) -> None:
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
