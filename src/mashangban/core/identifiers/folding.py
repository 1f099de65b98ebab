"""Reading what people type or paste: wide characters, blanks, odd dashes, small letters."""

import unicodedata

MINUS_SIGN = "\u2212"


def fold(text: str) -> str:
    """Return `text` in capitals and narrow form, without blanks and invisible characters.

    Every kind of dash becomes "-". Phones paste wide figures (Unicode NFKC narrows them),
    messengers add zero-width characters.
    """
    return "".join(
        "-" if _is_dash(character) else character
        for character in unicodedata.normalize("NFKC", text).upper()
        if not character.isspace() and unicodedata.category(character) not in {"Cf", "Cc"}
    )


def _is_dash(character: str) -> bool:
    return unicodedata.category(character) == "Pd" or character == MINUS_SIGN
