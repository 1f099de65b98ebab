"""The unified social credit code (统一社会信用代码, GB 32100-2015) of companies."""

from stdnum.cn import uscc as standard
from stdnum.exceptions import InvalidChecksum

from mashangban.core.identifiers.errors import IdentifierError, Problem
from mashangban.core.identifiers.folding import fold

LENGTH = 18
REGISTRATION_DIGITS = 8
ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def parse_uscc(text: str) -> str:
    """Return the code in its canonical form, 18 capitals and digits; raises IdentifierError.

    Kind to small letters, blanks, hyphens and wide characters. Codes whose first two characters
    are letters (some rural collectives) are refused, as in `stdnum.cn.uscc`.
    """
    code = fold(text).replace("-", "")
    if len(code) != LENGTH:
        raise IdentifierError(
            f'Company code "{text}" has {len(code)} characters; it needs {LENGTH}.',
            problem=Problem.LENGTH,
            text=text,
        )
    _refuse_wrong_characters(code, text)
    try:
        return standard.validate(code)
    except InvalidChecksum:
        raise IdentifierError(
            f'Company code "{text}" does not fit its last character: '
            "a character is mistyped or two are swapped. Compare it with the business licence.",
            problem=Problem.CHECK_CHARACTER,
            text=text,
        ) from None


def is_canonical_uscc(text: str) -> bool:
    """Say whether `text` is a valid code exactly as it is to be stored."""
    try:
        return parse_uscc(text) == text
    except IdentifierError:
        return False


def _refuse_wrong_characters(code: str, text: str) -> None:
    for place, character in enumerate(code, start=1):
        if place <= REGISTRATION_DIGITS and character not in "0123456789":
            raise IdentifierError(
                f'Company code "{text}" has "{character}" in place {place}; '
                f"the first {REGISTRATION_DIGITS} characters are digits.",
                problem=Problem.CHARACTER,
                text=text,
            )
        if character not in ALPHABET:
            raise IdentifierError(
                f'Company code "{text}" has "{character}" in place {place}; '
                "only digits and capitals other than I, O, S, V, Z occur.",
                problem=Problem.CHARACTER,
                text=text,
            )
