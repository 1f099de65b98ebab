"""Region codes: reading, level, parents, containment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.identifiers import IdentifierError, Problem, RegionCode, RegionLevel


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("990000", RegionLevel.PROVINCE, None),
        ("990100", RegionLevel.CITY, "990000"),
        ("990105", RegionLevel.DISTRICT, "990100"),
        ("990110", RegionLevel.DISTRICT, "990100"),  # one closing zero belongs to the district
        ("990105003", RegionLevel.SUBDISTRICT, "990105"),
        ("990105010", RegionLevel.SUBDISTRICT, "990105"),  # so does this one to the subdistrict
        ("990105003007", RegionLevel.COMMITTEE, "990105003"),
        ("990105000007", RegionLevel.COMMITTEE, "990105"),  # directly below its district
    ],
)
def test_level_and_parent(code: str, level: RegionLevel, parent: str | None) -> None:
    region = RegionCode.parse(code)
    assert region.level is level
    assert region.parent == (None if parent is None else RegionCode(parent))
    assert str(region) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("990105000000", "990105"),  # padded, as the statistical codes are
        ("990105003000", "990105003"),
        ("990105000", "990105"),
        ("990000000000", "990000"),  # but a province keeps its six digits
        ("９９０１０５", "990105"),  # wide figures
        (" 9901 05 ", "990105"),
    ],
)
def test_parse_reads_other_ways_of_writing(typed: str, code: str) -> None:
    assert RegionCode.parse(typed) == RegionCode(code)


@pytest.mark.parametrize(
    ("typed", "problem", "sentence"),
    [
        ("", Problem.LENGTH, "has 0 digits; it needs 6"),
        ("99010", Problem.LENGTH, "has 5 digits"),
        ("9901050030", Problem.LENGTH, "has 10 digits"),
        ("99O105", Problem.CHARACTER, "digits only"),
        ("٩٩٠١٠٥", Problem.CHARACTER, "digits only"),  # digits, but not ours
        ("090105", Problem.FORM, "begins with 0"),
    ],
)
def test_parse_refuses_with_a_sentence(typed: str, problem: Problem, sentence: str) -> None:
    with pytest.raises(IdentifierError, match=sentence) as refused:
        RegionCode.parse(typed)
    assert refused.value.problem is problem
    assert refused.value.text == typed


def test_only_the_shortest_form_is_a_region_code() -> None:
    with pytest.raises(IdentifierError, match='write "990105"') as refused:
        RegionCode("990105000000")
    assert refused.value.problem is Problem.FORM


@pytest.mark.parametrize(
    ("outer", "inner", "contained"),
    [
        ("990000", "990105003007", True),
        ("990100", "990105", True),
        ("990100", "990205", False),  # another city of the same province
        ("990105", "990105003", True),
        ("990105003", "990105003007", True),
        ("990105003", "990105030007", False),
        ("990105100", "990105123007", False),  # the zeros of a subdistrict are no padding
        ("990105", "990100", False),  # the inner does not contain the outer
        ("990105", "990105", True),  # a region contains itself
        ("990110", "990111", False),  # the zero of 990110 is no padding
    ],
)
def test_contains(outer: str, inner: str, contained: bool) -> None:
    assert RegionCode(outer).contains(RegionCode(inner)) is contained


@given(st.from_regex(r"[1-9][0-9]{5}([0-9]{3}){0,2}", fullmatch=True))
def test_parents_lead_up_to_a_province_that_contains_all(text: str) -> None:
    region = lowest = RegionCode.parse(text)
    while (parent := region.parent) is not None:
        assert parent.contains(region)
        assert parent.contains(lowest)
        assert not region.contains(parent)
        region = parent
    assert region.level is RegionLevel.PROVINCE


def test_codes_sort_with_the_outer_region_before_its_inner_ones() -> None:
    codes = [RegionCode(c) for c in ("990105003", "990105", "990105003007", "990000")]
    assert [str(c) for c in sorted(codes)] == ["990000", "990105", "990105003", "990105003007"]
