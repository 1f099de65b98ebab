"""Codes of household slips: sixteen characters of Crockford's base 32, printed in groups of four.

The first half names the slip and is kept; the second is its secret, of which only a keyed hash is
kept. So a wrong secret is an attempt at a slip that is known, and can be counted: 40 random bits
are enough where a slip closes after a few attempts.
"""

from dataclasses import dataclass
from typing import Final

from mashangban.core.identifiers.code_tokens import ALPHABET, LONGEST_TYPED, READ_AS
from mashangban.core.identifiers.folding import fold
from mashangban.kit import crypto
from mashangban.kit.randomness import token_bytes

HALF: Final = 8
GROUP: Final = 4
_BITS: Final = 5


@dataclass(frozen=True, slots=True)
class SlipCode:
    """A slip's two halves in canonical form."""

    name: str
    secret: str

    @property
    def text(self) -> str:
        return f"{self.name}{self.secret}"

    @property
    def grouped(self) -> str:
        """Return it as it is printed: XXXX-XXXX-XXXX-XXXX."""
        text = self.text
        return "-".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))

    @property
    def secret_hash(self) -> bytes:
        """Return what is kept of the secret."""
        return crypto.lookup_hash(self.text, purpose="household-slip")


def new_code() -> SlipCode:
    """Return a new random code."""
    return SlipCode(_half(), _half())


def read_code(typed: str) -> SlipCode | None:
    """Return the code as scanned or typed, None for what cannot be one."""
    if len(typed) > LONGEST_TYPED:
        return None
    text = fold(typed).upper().translate(READ_AS)
    text = "".join(text.replace("-", "").split())
    if len(text) != 2 * HALF or not set(text) <= set(ALPHABET):
        return None
    return SlipCode(text[:HALF], text[HALF:])


def _half() -> str:
    number = int.from_bytes(token_bytes(HALF * _BITS // 8), "big")
    return "".join(
        ALPHABET[number >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(HALF))
    )
