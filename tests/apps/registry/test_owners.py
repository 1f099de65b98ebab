"""Units, holdings, how shares change hands; the roll of a day."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mashangban.audit.models import Entry
from mashangban.core.voting import area_text
from mashangban.kit.errors import Refusal
from mashangban.registry import actions
from mashangban.registry.errors import (
    BadArea,
    BadShare,
    EmptyPeriod,
    HoldingOverlaps,
    NotHeldThen,
    OrganisationLabel,
    RollEmpty,
    RollHasGaps,
    RollOfTheFuture,
    RollReasonMissing,
    SharesExceedWhole,
    UnitsExist,
)
from mashangban.registry.models import OwnerHolding, OwnerParty, RollHead, RollOpening, RollUnit
from mashangban.registry.periods import days
from mashangban.registry.presenters.owners import gaps_csv
from mashangban.registry.queries.owners import area_on, units_on
from mashangban.registry.queries.rolls import frozen_roll
from mashangban.registry.rolling import gaps_of
from mashangban.registry.types import NewUnit, PartyKind
from tests.owners import (
    FIRST,
    a_person,
    an_entrance,
    freeze,
    hold,
    owned_units,
    the_landlord,
    units,
)
from tests.world import NOW, SETUP, TODAY, World

pytestmark = pytest.mark.django_db
HALF = Fraction(1, 2)


def owners_on(world: World, on: date) -> dict[str, Fraction]:
    return {unit.number: unit.share for unit in units_on([world.compound.pk], on=on)}


def test_an_area_has_two_decimals_and_is_above_0(world: World) -> None:
    entrance = an_entrance(world.compound)
    for area in ("0", "-1", "45.125", "NaN"):
        with pytest.raises(BadArea, match="101"):
            actions.add_units(
                entrance=entrance, units=[NewUnit("101", Decimal(area))], by=SETUP, at=NOW
            )


def test_a_unit_is_there_once(world: World) -> None:
    entrance = an_entrance(world.compound)
    units(entrance, "45.10")
    with pytest.raises(UnitsExist, match="101"):
        units(entrance, "45.10", "46.00")
    with pytest.raises(UnitsExist, match="7"):
        actions.add_units(
            entrance=entrance, units=[NewUnit("7", None), NewUnit("7", None)], by=SETUP, at=NOW
        )


def test_an_organisation_is_one_row_and_a_person_has_no_label(world: World) -> None:
    assert the_landlord().pk == the_landlord().pk
    with pytest.raises(OrganisationLabel):
        actions.add_organisation(kind=PartyKind.PERSON, label="某人", by=SETUP, at=NOW)
    with pytest.raises(OrganisationLabel):
        actions.add_organisation(kind=PartyKind.DEVELOPER, label=" ", by=SETUP, at=NOW)


def test_constraints_hold_without_the_actions(world: World) -> None:
    (unit,) = units(an_entrance(world.compound), "45.10")
    person = a_person()
    held = hold(unit, person)
    broken: tuple[tuple[str, Callable[[], object]], ...] = (
        ("unit_area_above_0", lambda: type(unit).objects.update(area=0)),
        ("party_person_or_label", lambda: OwnerParty.objects.update(label="某人")),
        ("holding_share_within_whole", lambda: OwnerHolding.objects.update(numerator=2)),
        ("holding_share_within_whole", lambda: OwnerHolding.objects.update(numerator=0)),
        (
            "holding_periods_apart",
            lambda: actions.compose_holding(
                unit=unit, party=person, period=days(TODAY), at=NOW
            ).save(force_insert=True),
        ),
        (
            "one_organisation_of_a_label",
            lambda: [
                actions.compose_organisation(kind=PartyKind.COMPANY, label="甲", at=NOW).save(
                    force_insert=True
                )
                for _ in range(2)
            ],
        ),
    )
    for constraint, breaking in broken:
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            breaking()
    assert OwnerHolding.objects.get().pk == held.pk


def test_shares_never_exceed_the_whole_on_any_day(world: World) -> None:
    (unit,) = units(an_entrance(world.compound), "45.10")
    hold(unit, a_person(), HALF)
    hold(unit, a_person(), HALF, last=date(2025, 12, 31))
    later = a_person()
    with pytest.raises(SharesExceedWhole, match=r"2025-12-31.*4/3"):
        hold(unit, later, Fraction(1, 3), first=date(2025, 12, 31))
    hold(unit, later, Fraction(1, 3), first=date(2026, 1, 1))
    assert owners_on(world, TODAY) == {"101": Fraction(5, 6)}
    with pytest.raises(HoldingOverlaps):
        hold(unit, later, Fraction(1, 6), first=TODAY)
    with pytest.raises(BadShare):
        hold(unit, a_person(), Fraction(3, 2))
    with pytest.raises(EmptyPeriod):
        hold(unit, a_person(), last=FIRST - timedelta(days=1))


def test_a_share_changes_hands_on_a_day(world: World) -> None:
    (unit,) = units(an_entrance(world.compound), "45.10")
    seller, buyer = a_person(), a_person()
    held = hold(unit, seller)
    day = date(2026, 3, 1)
    actions.transfer_holding(holding_id=held.pk, to=buyer, on=day, by=SETUP, at=NOW)
    before, after = (units_on([world.compound.pk], on=on)[0] for on in (day - timedelta(1), day))
    assert (before.owners, after.owners) == ((seller.pk,), (buyer.pk,))
    assert before.share == after.share == 1
    with pytest.raises(NotHeldThen):
        actions.transfer_holding(holding_id=held.pk, to=buyer, on=day, by=SETUP, at=NOW)
    entry = Entry.objects.filter(verb="registry.transfer_holding").get()
    assert json.loads(entry.canonical)["data"]["share"] == "1/1"


def test_a_part_is_given_and_joined_with_what_is_there(world: World) -> None:
    (unit,) = units(an_entrance(world.compound), "45.10")
    husband, wife = a_person(), a_person()
    first, _second = hold(unit, husband, HALF), hold(unit, wife, HALF)
    day = date(2026, 3, 1)
    new = actions.transfer_holding(
        holding_id=first.pk, to=wife, on=day, share=Fraction(1, 4), by=SETUP, at=NOW
    )
    assert Fraction(new.numerator, new.denominator) == Fraction(3, 4)
    assert owners_on(world, day) == {"101": 1}
    assert len(units_on([world.compound.pk], on=day)[0].owners) == 2
    rest = OwnerHolding.objects.get(party=husband, period__contains=day)
    for share in (Fraction(1, 2), Fraction(0)):
        with pytest.raises(BadShare):
            actions.transfer_holding(
                holding_id=rest.pk, to=wife, on=TODAY, share=share, by=SETUP, at=NOW
            )


_DAY = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
_SHARE = st.fractions(Fraction(1, 6), 1, max_denominator=6)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), _DAY, _SHARE), max_size=8))
def test_whatever_is_tried_no_day_has_more_than_the_whole(
    world: World, moves: list[tuple[int, int, date, Fraction]]
) -> None:
    with transaction.atomic():
        (unit,) = units(an_entrance(world.compound), "45.10")
        people = [a_person() for _ in range(4)]
        for giver, taker, day, share in moves:
            held = OwnerHolding.objects.filter(
                unit=unit, party=people[giver], period__contains=day
            ).first()
            try:
                with transaction.atomic():
                    if held is None:
                        hold(unit, people[taker], share, first=day)
                    else:
                        actions.transfer_holding(
                            holding_id=held.pk, to=people[taker], on=day, share=share,
                            by=SETUP, at=NOW,
                        )  # fmt: skip
            except Refusal:
                pass
            for after in range(21):
                on = FIRST + timedelta(days=after)
                assert owners_on(world, on)["101"] <= 1
        transaction.set_rollback(True)


def test_a_roll_adds_up_and_freezes_the_same_twice(world: World) -> None:
    owned_units(world.compound, "45.10", "60.25", "88.00")
    first, second = freeze(world.compound), freeze(world.compound)
    assert first.digest == second.digest
    assert (first.units_total, first.heads_total) == (3, 3)
    for roll in (first, second):
        found = frozen_roll(roll.pk)
        assert found.core.area == roll.area_total == Decimal("193.35")
        assert sum(head.area for head in RollHead.objects.filter(roll=roll)) == roll.area_total
        assert sum(line.area for line in found.lines) == roll.area_total


def test_another_day_and_another_owner_make_another_roll(world: World) -> None:
    unit, *_ = owned_units(world.compound, "45.10", "60.25")
    today = freeze(world.compound)
    held = OwnerHolding.objects.get(unit=unit)
    actions.transfer_holding(holding_id=held.pk, to=a_person(), on=TODAY, by=SETUP, at=NOW)
    assert freeze(world.compound).digest != today.digest
    assert frozen_roll(today.pk).lines[0].owners == (held.party_id,)  # as it was
    assert freeze(world.compound, date(2026, 1, 1)).heads_total == 2


def test_the_public_landlord_is_one_head_with_many_units(world: World) -> None:
    made = units(an_entrance(world.compound), "40.00", "40.00", "40.00", "40.00")
    landlord = the_landlord()
    for unit in made[:3]:
        hold(unit, landlord)
    hold(made[3], a_person())
    roll = freeze(world.compound)
    assert (roll.units_total, roll.heads_total) == (4, 2)
    (head,) = RollHead.objects.filter(roll=roll, units_count=3)
    assert (head.number, area_text(head.area)) == (1, "120.00")


def test_the_developers_stock_is_one_head_too(world: World) -> None:
    made = units(an_entrance(world.compound), "40.00", "40.00", "40.00")
    developer = actions.add_organisation(
        kind=PartyKind.DEVELOPER, label="松涛置业", by=SETUP, at=NOW
    )
    buyer = a_person()
    hold(made[0], developer, developer_stock=True)
    hold(made[1], buyer, developer_stock=True)  # sold, not handed over
    hold(made[2], buyer)
    roll = freeze(world.compound)
    assert roll.heads_total == 2
    assert RollHead.objects.get(roll=roll, developer_stock=True).units_count == 2


def test_gaps_are_named_and_offered_as_csv(world: World) -> None:
    made = units(an_entrance(world.compound), "40.00", None, "40.00", first=101)
    hold(made[0], a_person())
    hold(made[1], a_person())
    with pytest.raises(RollHasGaps) as refused:
        freeze(world.compound)
    said = str(refused.value.sentence)
    assert "6 号楼 12 号 102" in said
    assert "6 号楼 12 号 103" in said
    hold(made[2], a_person(), HALF)
    facts = units_on([world.compound.pk], on=TODAY)
    assert [gap.kind for gap in gaps_of(facts)] == ["no_area", "share_missing"]
    text = gaps_csv(gaps_of(facts))
    assert text.startswith("\ufeff")
    assert "听松小区,6 号楼,12 号,102,," in text


def test_a_cell_like_a_formula_is_kept_as_text(world: World) -> None:
    entrance = an_entrance(world.compound, building="=1+1", number="-1 号")
    units(entrance, None)
    text = gaps_csv(gaps_of(units_on([world.compound.pk], on=TODAY)))
    assert ",'=1+1,'-1 号,101," in text


def test_no_roll_of_tomorrow_nor_of_an_empty_area(world: World) -> None:
    with pytest.raises(RollEmpty):
        freeze(world.compound)
    owned_units(world.compound, "40.00")
    with pytest.raises(RollOfTheFuture):
        freeze(world.compound, TODAY + timedelta(days=1))


def test_the_compounds_are_those_of_the_day(world: World) -> None:
    owned_units(world.compound, "40.00")
    owned_units(world.other_compound, "50.00")
    (mine,) = world.compound.memberships.all()
    (theirs,) = world.other_compound.memberships.all()
    theirs.period = days(FIRST, date(2026, 5, 31))
    theirs.save()
    actions.join_area(
        area=mine.area, compound=world.other_compound, period=days(date(2026, 6, 1)),
        by=SETUP, at=NOW,
    )  # fmt: skip
    totals = {
        on: actions.freeze_roll(area_id=mine.area_id, on=on, by=SETUP, at=NOW).area_total
        for on in (date(2026, 5, 31), date(2026, 6, 1))
    }
    assert list(totals.values()) == [Decimal("40.00"), Decimal("90.00")]
    assert len(area_on(mine.area_id, on=date(2026, 5, 31)).compounds) == 1


def test_a_frozen_roll_never_changes(world: World) -> None:
    owned_units(world.compound, "40.00")
    freeze(world.compound)
    for table in ("registry_roll", "registry_rollhead", "registry_rollunit"):
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
            with (
                pytest.raises(IntegrityError, match="a frozen roll never changes"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_names_are_opened_with_a_reason_that_is_kept(world: World) -> None:
    (unit,) = units(an_entrance(world.compound), "40.00")
    hold(unit, a_person("严格"), HALF)
    landlord = the_landlord()
    hold(unit, landlord, HALF)
    roll = freeze(world.compound)
    with pytest.raises(RollReasonMissing):
        actions.open_names(roll_id=roll.pk, reason=" ", by=world.lin.actor, at=NOW)
    assert not RollOpening.objects.exists()
    names = actions.open_names(roll_id=roll.pk, reason="寄送表决票", by=world.lin.actor, at=NOW)
    assert sorted(names.values()) == ["严格", "梧桐公房资产"]
    opening = RollOpening.objects.get()
    assert opening.person_id == world.lin.person.pk
    assert "寄送".encode() not in bytes(opening.reason)
    assert Entry.objects.filter(verb="registry.open_roll", subject_id=str(roll.pk)).count() == 1


def test_units_stand_as_one_walks_past_them(world: World) -> None:
    tenth, second = (
        actions.add_building(compound=world.compound, name=name, by=SETUP, at=NOW)
        for name in ("10 号楼", "2 号楼")
    )
    for building, number in ((tenth, "3 号"), (second, "12 号"), (second, "2 号")):
        entrance = actions.add_entrance(building=building, number=number, by=SETUP, at=NOW)
        for unit in units(entrance, "40.00", "40.00", first=1001 if number == "3 号" else 201):
            hold(unit, a_person())
    roll = freeze(world.compound)
    labels = RollUnit.objects.filter(roll=roll).order_by("number").values_list("label", flat=True)
    assert list(labels) == [
        "2 号楼 2 号 201", "2 号楼 2 号 202", "2 号楼 12 号 201", "2 号楼 12 号 202",
        "10 号楼 3 号 1001", "10 号楼 3 号 1002",
    ]  # fmt: skip
