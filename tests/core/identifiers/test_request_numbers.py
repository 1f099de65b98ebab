"""Request numbers: written one way, read as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.identifiers import IdentifierError, Problem, RequestNumber

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("sequence", "text"),
    [
        (1, "PQ-20261123-0001"),
        (7, "PQ-20261123-0007"),
        (9999, "PQ-20261123-9999"),
        (10000, "PQ-20261123-10000"),  # a rainstorm: the number grows
        (123456, "PQ-20261123-123456"),
    ],
)
def test_written_and_read(sequence: int, text: str) -> None:
    number = RequestNumber(prefix="PQ", day=DAY, sequence=sequence)
    assert str(number) == text
    assert RequestNumber.parse(text) == number


@pytest.mark.parametrize(
    "typed",
    ["pq-20261123-0007", " PQ－20261123－０００７ ", "PQ–20261123–0007", "PQ−20261123−0007"],
)
def test_read_as_typed(typed: str) -> None:
    assert str(RequestNumber.parse(typed)) == "PQ-20261123-0007"


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.FORM),
        ("PQ-20261123-007", Problem.FORM),  # too few digits
        ("PQ-20261123-00007", Problem.FORM),  # a second way to write 0007
        ("PQ-20261123-0000", Problem.FORM),  # nothing is counted 0
        ("PQ-2026-11-23-0007", Problem.FORM),
        ("P-20261123-0007", Problem.FORM),
        ("PQ20261123-0007", Problem.FORM),
        ("PQ-20261123-٠٠٠٧", Problem.FORM),
        ("PQ-20260229-0007", Problem.DATE),  # 2026 is no leap year
        ("PQ-00000101-0007", Problem.DATE),
    ],
)
def test_refused(typed: str, problem: Problem) -> None:
    with pytest.raises(IdentifierError) as refused:
        RequestNumber.parse(typed)
    assert refused.value.problem is problem


@pytest.mark.parametrize("prefix", ["", "P", "pq", "PQ1", "PQPQPQP", "报修"])
def test_a_prefix_is_two_to_six_capitals(prefix: str) -> None:
    with pytest.raises(IdentifierError, match="two to six capital letters"):
        RequestNumber(prefix=prefix, day=DAY, sequence=1)


def test_numbers_sort_as_counted_not_as_written() -> None:
    numbers = [RequestNumber("PQ", DAY, 10000), RequestNumber("PQ", DAY, 9999)]
    assert sorted(numbers) == numbers[::-1]


@given(
    st.from_regex(r"[A-Z]{2,6}", fullmatch=True),
    st.dates(),
    st.integers(min_value=1, max_value=10**7),
)
def test_reading_undoes_writing(prefix: str, day: date, sequence: int) -> None:
    number = RequestNumber(prefix=prefix, day=day, sequence=sequence)
    assert RequestNumber.parse(str(number)) == number
