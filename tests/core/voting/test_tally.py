"""The four conditions at their boundaries, and whole votes as they happen."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from mashangban.core.voting import (
    Measure,
    Missing,
    Stage,
    Weight,
    count,
    packaged_matters,
)
from tests.votes import DAY, EACH_UNIT, check, matter, met, of_areas, roll, unit, votes

HALF = matter("more than 1/2")
THREE_QUARTERS = matter("at least 3/4")
# Thresholds that a single agreeing head meets, to look at one condition at a time.
ANY = "at least 1/1000000"


# Quorum: at least 2/3


@pytest.mark.parametrize(
    ("present", "absent", "passes"),
    [
        ("200", "100", True),  # exactly 2/3
        ("199.9999", "100", False),  # a square centimetre less
        ("199.9999", "99.9999", True),
        ("200.0001", "100", True),
    ],
)
def test_quorum_by_area(present: str, absent: str, passes: bool) -> None:
    rule = matter(ANY, "at least 2/3", quorum_by_heads=ANY)
    tally = count(of_areas(present, absent), votes(agree=["1"]), rule)
    assert met(tally) == {
        "quorum area": passes,
        "quorum heads": True,
        "approval area": True,
        "approval heads": True,
    }
    assert tally.passed is passes


@pytest.mark.parametrize(
    ("present", "heads", "passes"), [(4, 6, True), (3, 6, False), (3, 4, True), (4, 7, False)]
)
def test_quorum_by_heads(present: int, heads: int, passes: bool) -> None:
    # The first holds nearly everything, so that area never decides.
    area = ["100000", *["1"] * (heads - 1)]
    tally = count(of_areas(*area), votes(agree=map(str, range(1, present + 1))), matter(ANY))
    assert met(tally) == {
        "quorum area": True,
        "quorum heads": passes,
        "approval area": True,
        "approval heads": True,
    }
    assert check(tally, Stage.QUORUM, Measure.HEADS).reached == Fraction(present, heads)


# Approval: more than 1/2


@pytest.mark.parametrize(
    ("agreeing", "opposing", "passes"),
    [
        ("100", "100", False),  # exactly half fails: 过半数
        ("100.0001", "100", True),  # a square centimetre more
        ("100", "100.0001", False),
        ("99.9999", "100", False),
    ],
)
def test_more_than_half_by_area(agreeing: str, opposing: str, passes: bool) -> None:
    rule = matter("more than 1/2", approval_by_heads="at least 1/2")
    tally = count(of_areas(agreeing, opposing), votes(agree=["1"], oppose=["2"]), rule)
    assert met(tally)["approval area"] is passes
    assert met(tally)["approval heads"]
    assert tally.passed is passes


@pytest.mark.parametrize(
    ("agree", "oppose", "passes"), [(2, 2, False), (3, 2, True), (2, 3, False), (50, 50, False)]
)
def test_more_than_half_by_heads(agree: int, oppose: int, passes: bool) -> None:
    area = ["100000", *["1"] * (agree + oppose - 1)]
    heads = [str(number) for number in range(1, agree + oppose + 1)]
    tally = count(of_areas(*area), votes(agree=heads[:agree], oppose=heads[agree:]), HALF)
    assert met(tally)["approval area"]
    assert met(tally)["approval heads"] is passes
    assert tally.passed is passes


# Approval: at least 3/4


@pytest.mark.parametrize(
    ("agreeing", "opposing", "passes"),
    [
        ("300", "100", True),  # exactly 3/4 passes: 四分之三以上
        ("299.9999", "100", False),
        ("300", "100.0001", False),
        ("300.0001", "100", True),
    ],
)
def test_three_quarters_by_area(agreeing: str, opposing: str, passes: bool) -> None:
    rule = matter("at least 3/4", approval_by_heads=ANY)
    tally = count(of_areas(agreeing, opposing), votes(agree=["1"], oppose=["2"]), rule)
    assert met(tally)["approval area"] is passes
    assert tally.passed is passes


@pytest.mark.parametrize(
    ("agree", "oppose", "passes"), [(3, 1, True), (74, 26, False), (75, 25, True), (2, 1, False)]
)
def test_three_quarters_by_heads(agree: int, oppose: int, passes: bool) -> None:
    area = ["100000", *["1"] * (agree + oppose - 1)]
    heads = [str(number) for number in range(1, agree + oppose + 1)]
    tally = count(of_areas(*area), votes(agree=heads[:agree], oppose=heads[agree:]), THREE_QUARTERS)
    assert met(tally)["approval area"]
    assert met(tally)["approval heads"] is passes
    assert tally.passed is passes


# Who counts how


def test_an_abstention_takes_part_and_agrees_with_nothing() -> None:
    tally = count(of_areas("100", "100", "100"), votes(agree=["1"], abstain=["2"]), HALF)
    assert met(tally)["quorum area"]
    assert not met(tally)["approval area"]  # 1/2 of those who took part
    assert tally.abstained == Weight(Decimal(100), 1)


def test_owners_who_cast_no_ballot_agree_with_nobody() -> None:
    tally = count(of_areas("100", "100", "100"), votes(agree=["1"]), HALF)
    assert tally.agreed == tally.participating == Weight(Decimal(100), 1)
    assert tally.absent == Weight(Decimal(200), 2)
    assert not met(tally)["quorum area"]


def test_the_public_landlord_can_carry_the_area_but_not_the_heads() -> None:
    """60 unsold flats of one landlord against 40 flats that their tenants bought."""
    landlord = [unit(f"public {number:02d}", "45", "landlord") for number in range(60)]
    buyers = [unit(f"sold {number:02d}", "45") for number in range(40)]
    houses = roll(*landlord, *buyers)
    assert len(houses.heads) == 41
    opposing = [head.id for head in houses.heads if head.id.startswith("sold")][:30]
    company = packaged_matters().rule_for("company", on=DAY)

    tally = count(houses, votes(agree=["public 00"], oppose=opposing), company)
    assert met(tally) == {
        "quorum area": True,
        "quorum heads": True,
        "approval area": True,  # 60 of 90
        "approval heads": False,  # 1 of 31
    }
    assert not tally.passed
    # Counted flat by flat the landlord alone would have decided.
    by_flat = roll(*landlord, *buyers, rule=EACH_UNIT)
    flats = [head.id for head in by_flat.heads if head.id.startswith("public")]
    assert count(by_flat, votes(agree=flats, oppose=opposing), company).passed


def test_without_the_landlord_no_area_takes_part() -> None:
    landlord = [unit(f"public {number:02d}", "45", "landlord") for number in range(60)]
    buyers = [unit(f"sold {number:02d}", "45") for number in range(40)]
    houses = roll(*landlord, *buyers)
    everybody_else = [head.id for head in houses.heads if head.id.startswith("sold")]
    tally = count(houses, votes(agree=everybody_else), HALF)
    assert met(tally)["quorum heads"]
    assert not met(tally)["quorum area"]
    assert tally.missing == Missing(area=Decimal("1200"), heads=0)  # 2/3 of 4500, less 1800


def test_the_developer_votes_with_all_its_area_as_one_head() -> None:
    stock = [unit(f"new {number}", "100", "developer", developer_stock=True) for number in range(8)]
    houses = roll(*stock, unit("sold 1", "100"), unit("sold 2", "100"))
    tally = count(houses, votes(agree=["new 0"], oppose=["sold 1", "sold 2"]), HALF)
    assert tally.agreed == Weight(Decimal(800), 1)
    assert met(tally)["approval area"]
    assert not met(tally)["approval heads"]


def test_a_couple_with_two_flats_is_one_head_with_both_areas() -> None:
    houses = roll(
        unit("101", "89.50", "Fang", "Lu"), unit("102", "60.25", "Fang", "Lu"), unit("103", "50")
    )
    tally = count(houses, votes(agree=["101"]), HALF)
    assert tally.agreed == Weight(Decimal("149.75"), 1)
    assert tally.total == Weight(Decimal("199.75"), 2)


def test_opening_a_wall_needs_more_than_merging_the_areas() -> None:
    houses = of_areas(*["100"] * 10)
    cast = votes(agree=["1", "2", "3", "4", "5"], oppose=["6", "7"])  # 5/7
    on = date(2026, 11, 23)
    assert count(houses, cast, packaged_matters().rule_for("adjust_area", on=on)).passed
    assert not count(houses, cast, packaged_matters().rule_for("open_wall", on=on)).passed


# Nobody


def test_nobody_on_the_roll_decides_nothing() -> None:
    tally = count(of_areas(), [], HALF)
    assert not any(met(tally).values())
    assert {c.reached for c in tally.checks} == {Fraction(0)}
    assert tally.total == tally.absent == Weight(Decimal(0), 0)
    assert tally.missing == Missing(area=None, heads=None)


def test_nobody_votes() -> None:
    tally = count(of_areas("100", "50"), [], THREE_QUARTERS)
    assert not any(met(tally).values())
    assert check(tally, Stage.APPROVAL, Measure.AREA).reached == 0
    assert tally.missing == Missing(area=Decimal(100), heads=2)


# What is missing


def test_a_condition_says_what_it_needed_and_what_it_lacks() -> None:
    tally = count(of_areas("100", "80", "20"), votes(agree=["1"], oppose=["2"]), THREE_QUARTERS)
    quorum = check(tally, Stage.QUORUM, Measure.AREA)
    assert (quorum.whole, quorum.part, quorum.needed) == (200, 180, Decimal("133.3334"))
    assert (quorum.reached, quorum.short, quorum.passed) == (Fraction(9, 10), 0, True)
    area = check(tally, Stage.APPROVAL, Measure.AREA)
    assert (area.whole, area.part, area.needed, area.short) == (180, 100, 135, 35)
    assert (area.reached, area.passed) == (Fraction(5, 9), False)
    heads = check(tally, Stage.APPROVAL, Measure.HEADS)
    assert (heads.whole, heads.part, heads.needed, heads.short) == (2, 1, 2, 1)
    assert str(heads.threshold) == "at least 3/4"


def test_half_lacks_a_square_centimetre_and_a_head() -> None:
    tally = count(of_areas("100", "100"), votes(agree=["1"], oppose=["2"]), HALF)
    assert check(tally, Stage.APPROVAL, Measure.AREA).short == Decimal("0.0001")
    assert check(tally, Stage.APPROVAL, Measure.HEADS).short == 1
    assert tally.missing == Missing(area=None, heads=None)  # everybody has voted


def test_what_is_missing_takes_quorum_and_approval_together() -> None:
    houses = of_areas(*["100"] * 12)
    tally = count(houses, votes(agree=["1", "2", "3"], oppose=["4", "5"]), THREE_QUARTERS)
    # Quorum wants 8 of 12, three more; approval (3 + x) / (5 + x) ≥ 3/4 wants three more as well.
    assert tally.missing == Missing(area=Decimal(300), heads=3)
    with_them = votes(agree=["1", "2", "3", "6", "7", "8"], oppose=["4", "5"])
    assert count(houses, with_them, THREE_QUARTERS).passed
    assert count(houses, with_them, THREE_QUARTERS).missing is None


def test_what_those_left_cannot_give_is_not_promised() -> None:
    tally = count(of_areas("100", "100", "10"), votes(agree=["1"], oppose=["2"]), THREE_QUARTERS)
    assert tally.missing == Missing(area=None, heads=None)
    tally = count(of_areas("100", "90", "150"), votes(agree=["1"], oppose=["2"]), HALF)
    assert tally.missing == Missing(area=Decimal("36.6667"), heads=1)


def test_all_must_agree_where_the_rule_says_all() -> None:
    unanimous = matter("at least 1/1")
    houses = of_areas("100", "50", "50")
    assert count(houses, votes(agree=["1", "2", "3"]), unanimous).passed
    assert count(houses, votes(agree=["1"]), unanimous).missing == Missing(
        area=Decimal("33.3334"), heads=1
    )
    refused = count(houses, votes(agree=["1"], oppose=["2"]), unanimous)
    assert refused.missing == Missing(area=None, heads=None)
