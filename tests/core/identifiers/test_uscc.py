"""Company codes: one canonical form, clear refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as standard

from mashangban.core.identifiers import IdentifierError, Problem, is_canonical_uscc, parse_uscc
from mashangban.core.identifiers.uscc import ALPHABET

# The specimen in the documentation of python-stdnum.
SPECIMEN = "91110000600037341L"


@pytest.mark.parametrize(
    "typed",
    [
        SPECIMEN,
        "91110000600037341l",  # small letter
        " 9 1 110000 600037341L ",  # blanks, as some licences print it
        "911100-00600037341-L",
        "９１１１００００６０００３７３４１Ｌ",  # wide, as Chinese input methods write
        "91110000\u200b600037341L",  # zero-width blank of a messenger
    ],
)
def test_parse_returns_the_canonical_form(typed: str) -> None:
    assert parse_uscc(typed) == SPECIMEN


@pytest.mark.parametrize(
    ("typed", "problem", "sentence"),
    [
        ("", Problem.LENGTH, "has 0 characters; it needs 18"),
        (SPECIMEN[:-1], Problem.LENGTH, "has 17 characters"),
        (SPECIMEN + "0", Problem.LENGTH, "has 19 characters"),
        ("9111000060003734IL", Problem.CHARACTER, 'has "I" in place 17; only digits and capitals'),
        ("9111000060003734码L", Problem.CHARACTER, 'has "码" in place 17'),
        ("A1110000600037341L", Problem.CHARACTER, 'has "A" in place 1; the first 8 characters'),
        ("9111000O600037341L", Problem.CHARACTER, 'has "O" in place 8; the first 8 characters'),
        ("91110000600037431L", Problem.CHECK_CHARACTER, "does not fit its last character"),
        ("911100006000373412", Problem.CHECK_CHARACTER, "does not fit its last character"),
    ],
)
def test_parse_refuses_with_a_sentence(typed: str, problem: Problem, sentence: str) -> None:
    with pytest.raises(IdentifierError, match=sentence) as refused:
        parse_uscc(typed)
    assert refused.value.problem is problem
    assert refused.value.text == typed


def test_only_the_canonical_form_is_canonical() -> None:
    assert is_canonical_uscc(SPECIMEN)
    assert not is_canonical_uscc(SPECIMEN.lower())
    assert not is_canonical_uscc(SPECIMEN + " ")
    assert not is_canonical_uscc("911100006000373412")


@given(
    st.from_regex(r"[0-9]{8}", fullmatch=True),
    st.text(alphabet=sorted(ALPHABET), min_size=9, max_size=9),
)
def test_every_code_with_a_right_check_character_is_canonical(region: str, body: str) -> None:
    stem = region + body
    assert is_canonical_uscc(stem + standard.calc_check_digit(stem))
