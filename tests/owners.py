"""Units, owners and votes in a compound, made by real actions, in one line each."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from mashangban.registry import actions
from mashangban.registry.models import (
    Building,
    Compound,
    EntranceBlock,
    OwnerHolding,
    OwnerParty,
    OwnersVote,
    Roll,
    Unit,
)
from mashangban.registry.periods import days
from mashangban.registry.types import NewBallot, NewUnit, PartyKind
from tests.world import NOW, SETUP, TODAY

FIRST = date(2024, 1, 1)


def an_entrance(
    compound: Compound, *, building: str = "6 号楼", number: str = "12 号"
) -> EntranceBlock:
    """Return that entrance; it is added, with its building, where it is not there yet."""
    built = Building.objects.filter(compound=compound, name=building).first()
    built = built or actions.add_building(compound=compound, name=building, by=SETUP, at=NOW)
    known = EntranceBlock.objects.filter(building=built, number=number).first()
    return known or actions.add_entrance(building=built, number=number, by=SETUP, at=NOW)


def units(entrance: EntranceBlock, *areas: str | None, first: int = 101) -> list[Unit]:
    """Add units called 101, 102, … of these areas; None is an area nobody knows."""
    new = [
        NewUnit(str(number), None if area is None else Decimal(area))
        for number, area in enumerate(areas, first)
    ]
    return actions.add_units(entrance=entrance, units=new, by=SETUP, at=NOW)


def a_person(name: str = "严格") -> OwnerParty:
    return actions.add_owner(name=name, by=SETUP, at=NOW)


def the_landlord() -> OwnerParty:
    return actions.add_organisation(
        kind=PartyKind.PUBLIC_LANDLORD, label="梧桐公房资产", by=SETUP, at=NOW
    )


def hold(
    unit: Unit,
    party: OwnerParty,
    share: Fraction = Fraction(1),
    *,
    first: date = FIRST,
    last: date | None = None,
    developer_stock: bool = False,
) -> OwnerHolding:
    return actions.begin_holding(
        unit=unit,
        party=party,
        share=share,
        period=days(first, last),
        developer_stock=developer_stock,
        by=SETUP,
        at=NOW,
    )


def owned_units(compound: Compound, *areas: str) -> list[Unit]:
    """Add units that somebody of their own each owns."""
    made = units(an_entrance(compound), *areas)
    for unit in made:
        hold(unit, a_person(f"业主{unit.number}"))
    return made


def freeze(compound: Compound, on: date = TODAY) -> Roll:
    (member,) = compound.memberships.all()
    return actions.freeze_roll(area_id=member.area_id, on=on, by=SETUP, at=NOW)


def open_vote(roll: Roll, matter: str = "company", title: str = "续聘青榆物业") -> OwnersVote:
    return actions.open_vote(
        roll_id=roll.pk, matter=matter, title=title, follows_expired=False, by=SETUP, at=NOW
    )


def cast(vote: OwnersVote, choice: str, heads: Sequence[int]) -> None:
    for head in heads:
        actions.record_ballot(vote_id=vote.pk, new=NewBallot(str(head), choice), by=SETUP, at=NOW)
