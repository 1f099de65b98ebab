"""Tokens of printed codes: a forged one is told from a mistyped one.

Fifteen characters of Crockford's base 32 (no I, L, O, U), printed XXXX-XXXX-XXXX-XXX:

    8  body      40 random bits, the code's name
    5  seal      HMAC-SHA256 of the body, cut to 25 bits: only who holds the key can write it
    2  checksum  Reed-Solomon over GF(32), public: finds every slip in one or two characters,
                 so every wrong character and every swap of two

A wrong checksum therefore means a slip of the hand, a right one with a wrong seal a forgery (or,
once in a thousand, a slip in three characters or more). The seal stops guessing of tokens without
asking the database; 25 bits are enough for that only where attempts are limited, and the row in
the register stays the last word.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mashangban.core.identifiers.folding import fold

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
BODY_BYTES = 5
BODY_LENGTH, SEAL_LENGTH, CHECKSUM_LENGTH = 8, 5, 2
LENGTH = BODY_LENGTH + SEAL_LENGTH + CHECKSUM_LENGTH
GROUP = 4
BITS = 5
LEAST_KEY_BYTES = 16
DOMAIN = b"mashangban code token v1\0"
# Far more than any way of writing 15 characters; keeps pasted novels away from the folding.
LONGEST_TYPED = 100


class TokenState(StrEnum):
    GENUINE = "genuine"
    MISTYPED = "mistyped"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class TokenReading:
    """What a typed or scanned token is. `token` is its canonical form, None when mistyped."""

    state: TokenState
    token: str | None


def issue(body: bytes, key: bytes) -> str:
    """Return the canonical token of `body`, 5 random bytes, sealed with `key`.

    Raises ValueError if the body has another length or the key fewer than 16 bytes.
    """
    if len(body) != BODY_BYTES:
        raise ValueError(f"The body of a token is {BODY_BYTES} bytes, not {len(body)}.")
    name = _encode(int.from_bytes(body, "big"), length=BODY_LENGTH)
    sealed = name + _seal(name, key)
    return sealed + checksum(sealed)


def check(text: str, *, keys: Sequence[bytes]) -> TokenReading:
    """Read a token as typed, and say whether it is genuine under any of `keys`, mistyped or forged.

    Small letters, blanks, dashes, wide characters and O, I, L are read as what was meant. Raises
    ValueError without keys or with a short one.
    """
    if not keys:
        raise ValueError("Give at least one key, else every token would look forged.")
    if len(text) > LONGEST_TYPED:
        return TokenReading(TokenState.MISTYPED, None)
    token = fold(text).replace("-", "").translate(READ_AS)
    if not _is_well_formed(token):
        return TokenReading(TokenState.MISTYPED, None)
    name, seal = token[:BODY_LENGTH], token[BODY_LENGTH:-CHECKSUM_LENGTH]
    # Every key is tried, so that the time taken does not tell which one fits.
    fits = [hmac.compare_digest(seal, _seal(name, key)) for key in keys]
    return TokenReading(TokenState.GENUINE if any(fits) else TokenState.FORGED, token)


def grouped(token: str) -> str:
    """Return a canonical token as printed, XXXX-XXXX-XXXX-XXX."""
    return "-".join(token[start : start + GROUP] for start in range(0, len(token), GROUP))


def checksum(characters: str) -> str:
    """Return the two public check characters of a token's first 13.

    The remainder of the message polynomial by (x + 1)(x + 2) over GF(32): a Reed-Solomon code,
    whose words up to 31 characters long differ from each other in at least three places.
    """
    high = low = 0
    for value in map(ALPHABET.index, characters):
        carry = value ^ high
        high, low = low ^ _times_two(carry) ^ carry, _times_two(carry)
    return ALPHABET[high] + ALPHABET[low]


def _is_well_formed(token: str) -> bool:
    return (
        len(token) == LENGTH
        and all(character in ALPHABET for character in token)
        and checksum(token[:-CHECKSUM_LENGTH]) == token[-CHECKSUM_LENGTH:]
    )


def _seal(name: str, key: bytes) -> str:
    if len(key) < LEAST_KEY_BYTES:
        raise ValueError(f"A key has {LEAST_KEY_BYTES} bytes or more, not {len(key)}.")
    digest = hmac.digest(key, DOMAIN + name.encode("ascii"), hashlib.sha256)
    whole = SEAL_LENGTH * BITS
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - whole)
    return _encode(number, length=SEAL_LENGTH)


def _encode(number: int, *, length: int) -> str:
    shifts = range((length - 1) * BITS, -1, -BITS)
    return "".join(ALPHABET[number >> shift & 0b11111] for shift in shifts)


def _times_two(value: int) -> int:
    """Multiply by 2 in GF(32), the polynomials modulo x^5 + x^2 + 1 over GF(2)."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled
