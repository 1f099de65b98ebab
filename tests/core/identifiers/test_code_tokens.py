"""Tokens of printed codes: genuine, mistyped and forged are told apart."""

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.identifiers.code_tokens import (
    ALPHABET,
    LENGTH,
    TokenReading,
    TokenState,
    check,
    checksum,
    grouped,
    issue,
)

KEY = bytes(range(32))
OTHER_KEY = bytes(range(32, 64))
BODY = bytes.fromhex("0123456789")
TOKEN = issue(BODY, KEY)

bodies = st.binary(min_size=5, max_size=5)
keys = st.binary(min_size=16, max_size=64)


def state(text: str) -> TokenState:
    return check(text, keys=[KEY]).state


def test_layout_of_a_token() -> None:
    name = "04HMASW9"  # the 40 bits of 0x0123456789 in base 32, five bits each
    digest = hmac.new(KEY, b"mashangban code token v1\0" + name.encode(), hashlib.sha256).digest()
    first_25_bits = int.from_bytes(digest[:4], "big") >> 7
    seal = "".join(ALPHABET[first_25_bits >> shift & 31] for shift in (20, 15, 10, 5, 0))
    assert TOKEN[:13] == name + seal
    assert len(TOKEN) == LENGTH == 15


def test_the_token_printed_today_is_read_for_ever() -> None:
    assert TOKEN == "04HMASW9WXAKX13"


def test_printed_in_groups() -> None:
    assert grouped("0123456789ABCDE") == "0123-4567-89AB-CDE"


@given(bodies, keys)
def test_an_issued_token_is_genuine(body: bytes, key: bytes) -> None:
    token = issue(body, key)
    expected = TokenReading(TokenState.GENUINE, token)
    assert check(token, keys=[key]) == expected
    assert check(grouped(token).lower(), keys=[OTHER_KEY, key]) == expected


@given(st.sets(bodies, min_size=2, max_size=2))
def test_different_bodies_have_different_tokens(two: set[bytes]) -> None:
    one, other = two
    assert issue(one, KEY)[:8] != issue(other, KEY)[:8]


@pytest.mark.parametrize(
    "typed",
    [
        grouped(TOKEN),
        TOKEN.lower(),
        f"  {grouped(TOKEN).replace('-', ' ')}\n",
        grouped(TOKEN).replace("-", "－"),  # wide hyphen
        grouped(TOKEN).replace("-", "—"),  # the dash of Chinese keyboards
        "".join(chr(ord(character) + 0xFEE0) for character in TOKEN),  # wide characters
        TOKEN.replace("0", "O").replace("1", "I"),
        TOKEN.lower().replace("0", "o").replace("1", "l"),
        "\u200b".join(TOKEN),  # zero-width blanks
    ],
)
def test_typed_in_other_ways_it_is_the_same_token(typed: str) -> None:
    assert check(typed, keys=[KEY]) == TokenReading(TokenState.GENUINE, TOKEN)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "-",
        TOKEN[:-1],
        TOKEN + "0",
        TOKEN[:-1] + "U",  # not in the alphabet
        TOKEN[:-1] + "码",
        TOKEN[:-1] + "*",
        TOKEN + " " * 100,  # no one types that
    ],
)
def test_what_is_no_token_is_mistyped(typed: str) -> None:
    assert check(typed, keys=[KEY]) == TokenReading(TokenState.MISTYPED, None)


@given(st.text(max_size=200))
def test_any_text_gets_a_reading(text: str) -> None:
    assert check(text, keys=[KEY]).state in TokenState


def test_every_wrong_character_is_found() -> None:
    for place in range(LENGTH):
        for wrong in ALPHABET.replace(TOKEN[place], ""):
            assert state(TOKEN[:place] + wrong + TOKEN[place + 1 :]) is TokenState.MISTYPED


@given(bodies)
def test_every_swap_of_two_characters_is_found(body: bytes) -> None:
    token = issue(body, KEY)
    for place in range(LENGTH):
        for later in range(place + 1, LENGTH):
            swapped = list(token)
            swapped[place], swapped[later] = swapped[later], swapped[place]
            if swapped[place] != swapped[later]:
                assert state("".join(swapped)) is TokenState.MISTYPED


def test_every_slip_in_one_or_two_characters_is_found_for_every_token() -> None:
    # The checksum is linear (see below), so a slip goes unseen only if its own syndrome is zero.
    # If the syndromes of all single slips differ from zero and from each other, then no slip in
    # one or two places is unseen.
    syndromes = {
        _syndrome("0" * place + wrong + "0" * (LENGTH - 1 - place))
        for place in range(LENGTH)
        for wrong in ALPHABET[1:]
    }
    assert len(syndromes) == LENGTH * (len(ALPHABET) - 1)
    assert (0, 0) not in syndromes


def _syndrome(word: str) -> tuple[int, int]:
    computed = checksum(word[:13])
    return (
        ALPHABET.index(computed[0]) ^ ALPHABET.index(word[13]),
        ALPHABET.index(computed[1]) ^ ALPHABET.index(word[14]),
    )


words = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


@given(words, words)
def test_the_checksum_is_linear(one: str, other: str) -> None:
    both = "".join(
        ALPHABET[ALPHABET.index(a) ^ ALPHABET.index(b)] for a, b in zip(one, other, strict=True)
    )
    left, right = _syndrome(one), _syndrome(other)
    assert _syndrome(both) == (left[0] ^ right[0], left[1] ^ right[1])


@given(bodies, keys.filter(lambda key: key != KEY))
def test_a_seal_made_with_another_key_is_forged(body: bytes, key: bytes) -> None:
    token = issue(body, key)
    # One key in 2^25 would make the same seal; that is the promise of 25 bits.
    if issue(body, KEY) != token:
        assert check(token, keys=[KEY]) == TokenReading(TokenState.FORGED, token)


def test_a_guessed_seal_with_a_right_checksum_is_forged() -> None:
    for wrong in ALPHABET.replace(TOKEN[12], ""):
        guessed = TOKEN[:12] + wrong
        assert state(guessed + checksum(guessed)) is TokenState.FORGED


def test_a_seal_does_not_fit_another_body() -> None:
    moved = issue(b"other", KEY)[:8] + TOKEN[8:13]
    assert state(moved + checksum(moved)) is TokenState.FORGED


def test_an_old_key_keeps_its_tokens_genuine_until_it_is_retired() -> None:
    old, new = issue(BODY, KEY), issue(BODY, OTHER_KEY)
    for token in (old, new):
        assert check(token, keys=[OTHER_KEY, KEY]).state is TokenState.GENUINE
    assert check(old, keys=[OTHER_KEY]).state is TokenState.FORGED


@pytest.mark.parametrize("body", [b"", b"1234", b"123456"])
def test_a_body_has_five_bytes(body: bytes) -> None:
    with pytest.raises(ValueError, match="The body of a token is 5 bytes"):
        issue(body, KEY)


def test_a_short_key_is_refused_on_both_sides() -> None:
    with pytest.raises(ValueError, match="16 bytes or more, not 15"):
        issue(BODY, KEY[:15])
    with pytest.raises(ValueError, match="16 bytes or more, not 0"):
        check(TOKEN, keys=[KEY, b""])


def test_without_keys_nothing_can_be_checked() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        check(TOKEN, keys=[])
