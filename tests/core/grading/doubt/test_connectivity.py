"""Who can be compared with whom."""

from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.grading.doubt.connectivity import connectivity

PAIRS = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("123456")), max_size=14)


def test_inspectors_of_separate_streets_cannot_be_compared():
    found = connectivity([("王", "甲苑"), ("王", "乙苑"), ("李", "丙苑")])
    assert not found.adjustable
    assert found.parts[0].assessors == ("王",)
    assert found.parts[0].units == ("丙苑",) or found.parts[0].units == ("乙苑", "甲苑")
    assert found.sentence == (
        "Not adjustable: the assessments fall into 2 parts without a common unit. Let 李 assess a"
        " unit of 王's as well, such as 乙苑, and so on for each part."
    )


def test_one_common_unit_joins_them_but_all_hangs_on_it():
    found = connectivity([("A", "1"), ("A", "2"), ("B", "2"), ("B", "3")])
    assert found.adjustable
    assert found.hinges == (("A", "2"), ("B", "2"))
    assert found.sentence.startswith("Adjustable")


def test_two_common_units_leave_no_hinge():
    assert connectivity([(who, unit) for who in "AB" for unit in "12"] + [("A", "3")]).hinges == ()


def test_nothing_assessed_is_no_part():
    assert connectivity([]).parts == ()
    assert connectivity([]).adjustable


@given(PAIRS)
def test_parts_and_hinges_are_what_removing_edges_shows(pairs: list[tuple[str, str]]):
    found = connectivity(pairs)
    assert sorted(u for part in found.parts for u in part.units) == sorted({u for _, u in pairs})
    assert len(found.parts) == _parts_by_merging(set(pairs))
    degrees = {unit: len({a for a, u in pairs if u == unit}) for _, unit in pairs}
    bridges = set()
    for pair in set(pairs):
        kept = set(pairs) - {pair}
        # Vertices stay when an edge goes: those left alone are parts of their own.
        alone = (pair[0] not in {a for a, _ in kept}) + (pair[1] not in {u for _, u in kept})
        if _parts_by_merging(kept) + alone > len(found.parts) and degrees[pair[1]] > 1:
            bridges.add(pair)
    assert set(found.hinges) == bridges
    assert connectivity(reversed(pairs)) == found


def _parts_by_merging(pairs: set[tuple[str, str]]) -> int:
    groups: list[set[str]] = []
    for assessor, unit in pairs:
        touching = [g for g in groups if assessor in g or unit in g]
        groups = [g for g in groups if g not in touching]
        groups.append({assessor, unit}.union(*touching))
    return len(groups)
