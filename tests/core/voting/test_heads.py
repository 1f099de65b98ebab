"""Who counts as one head (区分所有权司法解释 art. 9)."""

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.voting import Head, Roll, RollError, RollProblem, Unit, heads
from tests.votes import EACH_UNIT, STATUTORY, of_areas, roll, unit


def as_units(found: tuple[Head, ...]) -> list[tuple[str, ...]]:
    return [head.units for head in found]


def test_one_unit_is_one_head() -> None:
    found = heads([unit("101", "89.50"), unit("102", "60.25")], STATUTORY)
    assert found == (
        Head("101", ("101",), Decimal("89.50")),
        Head("102", ("102",), Decimal("60.25")),
    )


def test_several_units_of_one_buyer_are_one_head() -> None:
    found = heads(
        [unit("303", "30.5", "Fang"), unit("101", "89.50", "Fang"), unit("202", "50", "He")],
        STATUTORY,
    )
    assert as_units(found) == [("101", "303"), ("202",)]
    assert found[0] == Head("101", ("101", "303"), Decimal("120"))


def test_a_couple_that_owns_two_flats_jointly_is_one_buyer() -> None:
    found = heads(
        [unit("101", "89", "Fang", "Lu"), unit("102", "60", "Lu", "Fang")],
        STATUTORY,
    )
    assert as_units(found) == [("101", "102")]


def test_another_flat_of_one_of_the_couple_is_another_head() -> None:
    found = heads(
        [unit("101", "89", "Fang", "Lu"), unit("102", "60", "Fang"), unit("103", "50", "Fang")],
        STATUTORY,
    )
    assert as_units(found) == [("101",), ("102", "103")]


def test_the_stock_of_the_developer_is_one_head_in_all() -> None:
    found = heads(
        [
            unit("101", "89", "developer", developer_stock=True),  # unsold
            unit("102", "60", "Fang", developer_stock=True),  # sold, not handed over
            unit("103", "50", "Fang"),
        ],
        STATUTORY,
    )
    assert as_units(found) == [("101", "102"), ("103",)]
    assert [head.developer_stock for head in found] == [True, False]


def test_the_public_landlord_of_sold_public_housing_is_one_head() -> None:
    unsold = [unit(f"public {number:02d}", "42.5", "landlord") for number in range(60)]
    sold = [unit(f"sold {number:02d}", "42.5") for number in range(40)]
    found = heads(unsold + sold, STATUTORY)
    assert len(found) == 41
    assert found[0].area == Decimal("2550")
    assert len(found[0].units) == 60


def test_another_rule_counts_every_unit() -> None:
    units = [
        unit("101", "89", "Fang"),
        unit("102", "60", "Fang"),
        unit("103", "50", "developer", developer_stock=True),
        unit("104", "50", "developer", developer_stock=True),
    ]
    assert as_units(heads(units, EACH_UNIT)) == [("101",), ("102",), ("103",), ("104",)]
    assert len(heads(units, replace(EACH_UNIT, same_owners=STATUTORY.same_owners))) == 3
    assert len(heads(units, replace(EACH_UNIT, developer_stock=STATUTORY.developer_stock))) == 3


def test_nobody_is_no_head() -> None:
    assert heads([], STATUTORY) == ()


units = st.lists(
    st.builds(
        Unit,
        id=st.integers(min_value=1, max_value=99).map(str),
        area=st.integers(min_value=1, max_value=2_000_000).map(lambda cm2: Decimal(cm2) / 10_000),
        owners=st.frozensets(st.sampled_from("abcd"), min_size=1),
        developer_stock=st.booleans(),
    ),
    unique_by=lambda unit: unit.id,
    max_size=25,
)


@given(units, st.randoms(use_true_random=False))
def test_heads_hold_every_unit_once_in_any_order(some: list[Unit], random: Random) -> None:
    found = Roll(tuple(some), STATUTORY)
    assert sorted(name for head in found.heads for name in head.units) == sorted(
        unit.id for unit in some
    )
    assert found.area == sum((unit.area for unit in some), Decimal(0))
    assert sum((head.area for head in found.heads), Decimal(0)) == found.area
    shuffled = list(some)
    random.shuffle(shuffled)
    assert Roll(tuple(shuffled), STATUTORY) == found
    assert Roll(tuple(shuffled), STATUTORY).heads == found.heads


@given(units)
def test_heads_are_the_distinct_buyers_and_the_developer(some: list[Unit]) -> None:
    buyers = {unit.owners for unit in some if not unit.developer_stock}
    developer = any(unit.developer_stock for unit in some)
    assert len(heads(some, STATUTORY)) == len(buyers) + developer


# What is refused


@pytest.mark.parametrize("area", ["0", "-1", "NaN", "Infinity", "89.12345"])
def test_a_unit_without_an_area_is_refused_by_name(area: str) -> None:
    with pytest.raises(RollError, match=r"Unit 12-301: .* is not an exclusive area") as refused:
        unit("12-301", area)
    assert (refused.value.problem, refused.value.subject) == (RollProblem.NO_AREA, "12-301")


@pytest.mark.parametrize("owners", [frozenset(), frozenset({""}), frozenset({"Fang", " "})])
def test_a_unit_without_an_owner_is_refused_by_name(owners: frozenset[str]) -> None:
    with pytest.raises(RollError, match="Unit 12-301 has no owner; enter who owns it") as refused:
        Unit("12-301", Decimal("89"), owners)
    assert (refused.value.problem, refused.value.subject) == (RollProblem.NO_OWNER, "12-301")


def test_a_unit_without_an_id_is_refused() -> None:
    with pytest.raises(RollError, match="A unit has no id") as refused:
        unit(" ", "89")
    assert refused.value.problem is RollProblem.NO_ID


def test_a_unit_that_is_there_twice_is_refused_by_name() -> None:
    with pytest.raises(RollError, match="Unit 101 is on the roll twice") as refused:
        roll(unit("101", "89"), unit("101", "60"))
    assert (refused.value.problem, refused.value.subject) == (RollProblem.REPEATED_UNIT, "101")


# The frozen roll


def test_a_unit_leads_to_its_head() -> None:
    frozen = roll(unit("101", "89", "Fang"), unit("102", "60", "Fang"), unit("103", "50"))
    assert frozen.head_of("102").id == "101"
    assert frozen.head_of("103").id == "103"
    with pytest.raises(KeyError):
        frozen.head_of("104")


def test_heads_kept_with_the_roll_are_checked() -> None:
    frozen = of_areas("89", "60", "50")
    one, two, three = frozen.heads
    frozen.check([three, one, two])  # in any order

    for kept, problem, subject in (
        ([one, two], RollProblem.MISSING_HEAD, "3"),
        ([one, two, three, three], RollProblem.STRANGE_HEAD, "3"),
        ([one, two, replace(three, id="4")], RollProblem.STRANGE_HEAD, "4"),
        ([one, replace(two, area=Decimal("60.0001")), three], RollProblem.OTHER_HEAD, "2"),
        ([one, replace(two, units=("2", "3"))], RollProblem.OTHER_HEAD, "2"),
    ):
        with pytest.raises(RollError, match=f"Head {subject} ") as refused:
            frozen.check(kept)
        assert (refused.value.problem, refused.value.subject) == (problem, subject)
