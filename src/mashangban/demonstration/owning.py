"""Units and owners of some compounds, and two votes: one counted, one still open."""

import random
import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from mashangban.demonstration.naming import building_name, form, people, phone_number
from mashangban.demonstration.plan import Compound as PlannedCompound
from mashangban.demonstration.registering import District
from mashangban.demonstration.sizes import Size
from mashangban.demonstration.words import read
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
from mashangban.registry import actions as registry
from mashangban.registry.models import Compound, EntranceBlock, OwnerParty
from mashangban.registry.periods import days
from mashangban.registry.types import NewBallot, NewUnit, PartyKind, Tenure

_SOLD_PUBLIC: Final = 2  # of the opening compounds, the one of sold public housing
_OPEN: Final = 0  # where a vote is still open
_LANDLORDS: Final = 0.3  # of the units there, still the landlord's
_COUPLES: Final = 0.4
_WITH_PHONE: Final = 0.3
_UNITS_A_LANDING: Final = 2
_BALLOTS: Final = 40  # so far in the open vote


def enter_owners(
    district: District,
    size: Size,
    *,
    chance: random.Random,
    by: Actor,
    settled_at: datetime,
    at: datetime,
) -> None:
    """Enter who owns what, as of `settled_at`; freeze rolls and vote in the weeks before `at`."""
    landlord = registry.add_organisation(
        kind=PartyKind.PUBLIC_LANDLORD, label=read("names.yaml")["landlord"], by=by, at=settled_at
    )
    known = zip(district.plan.compounds, district.compounds, strict=True)
    for number, (planned, compound) in enumerate(known):
        if number == size.owned:
            break
        rows = _owned(
            planned,
            compound,
            most=size.most_units,
            landlord=landlord if number == _SOLD_PUBLIC else None,
            chance=chance,
            at=settled_at,
        )
        registry.add_composed_units(compound=compound, rows=rows, by=by, at=settled_at)
    _vote_and_count(district, chance, by, at - timedelta(days=21))
    _vote(district, chance, by, at - timedelta(days=2))


def _owned(
    planned: PlannedCompound,
    compound: Compound,
    *,
    most: int,
    landlord: OwnerParty | None,
    chance: random.Random,
    at: datetime,
) -> registry.OwnedRows:
    """Compose the units of a compound, door by door; the rest of a landlord's are sold."""
    rows = registry.OwnedRows()
    names = people(chance)
    wanted = min(planned.households, most)
    tenure = Tenure.SOLD_PUBLIC if landlord else Tenure.COMMODITY
    doors = _doors(planned, compound, rows, at)
    for number, entrance in enumerate(doors, start=1):
        # The last entrance takes what is left over.
        upto = wanted * number // len(doors)
        for place in range(upto - len(rows.units)):
            floor, door = divmod(place, _UNITS_A_LANDING)
            new = NewUnit(f"{floor + 1}{door + 1:02d}", _area(chance), tenure=tenure)
            unit = registry.compose_unit(entrance=entrance, new=new, at=at)
            rows.units.append(unit)
            owners = [landlord] if landlord and chance.random() < _LANDLORDS else []
            if not owners:
                owners = [
                    _person(rows, next(names), chance, at)
                    for _ in range(2 if chance.random() < _COUPLES else 1)
                ]
            rows.holdings.extend(
                registry.compose_holding(
                    unit=unit,
                    party=owner,
                    share=Fraction(1, len(owners)),
                    period=days(local_date(at) - timedelta(days=chance.randrange(1, 4_000))),
                    at=at,
                )
                for owner in owners
            )
    return rows


def _doors(
    planned: PlannedCompound, compound: Compound, rows: registry.OwnedRows, at: datetime
) -> list[EntranceBlock]:
    """Return the entrances of a compound; one for each building is composed where none is known."""
    known = EntranceBlock.objects.select_related("building").filter(building__compound=compound)
    if doors := list(known.order_by("id")):
        return doors
    for number in range(1, planned.buildings + 1):
        building = registry.compose_building(compound=compound, name=building_name(number), at=at)
        rows.buildings.append(building)
        rows.entrances.append(
            registry.compose_entrance(
                building=building, number=form("entrance", number=number), at=at
            )
        )
    return list(rows.entrances)


def _person(rows: registry.OwnedRows, name: str, chance: random.Random, at: datetime) -> OwnerParty:
    phone = phone_number(chance) if chance.random() < _WITH_PHONE else ""
    person, party = registry.compose_owner(name=name, phone=phone, at=at)
    rows.people.append(person)
    rows.parties.append(party)
    return party


def _area(chance: random.Random) -> Decimal:
    """Return an exclusive area in m², with the two decimals of the register."""
    return Decimal(round(chance.triangular(3_200, 14_000, 6_400))) / 100


def _vote_and_count(district: District, chance: random.Random, by: Actor, at: datetime) -> None:
    """Let nearly everybody of the sold public housing vote, and count it."""
    vote, heads = _opened(district, _SOLD_PUBLIC, "counted", by, at)
    for head in heads:
        if chance.random() < 0.85:
            choice = chance.choices(("for", "against", "abstain"), (70, 20, 10))[0]
            _cast(vote, head, choice, chance, by, at)
    registry.count_vote(vote_id=vote, by=by, at=at + timedelta(days=7))


def _vote(district: District, chance: random.Random, by: Actor, at: datetime) -> None:
    vote, heads = _opened(district, _OPEN, "open", by, at)
    for head in heads[:_BALLOTS]:
        _cast(vote, head, chance.choices(("for", "against"), (4, 1))[0], chance, by, at)


def _opened(
    district: District, compound: int, name: str, by: Actor, at: datetime
) -> tuple[uuid.UUID, list[int]]:
    number = next(
        number for number, area in enumerate(district.plan.areas) if compound in area.compounds
    )
    words = read("names.yaml")["votes"][name]
    roll = registry.freeze_roll(area_id=district.areas[number].pk, on=local_date(at), by=by, at=at)
    vote = registry.open_vote(
        roll_id=roll.pk,
        matter=words["matter"],
        title=words["title"],
        follows_expired=False,
        by=by,
        at=at,
    )
    return vote.pk, list(roll.heads.order_by("number").values_list("number", flat=True))


def _cast(
    vote: uuid.UUID, head: int, choice: str, chance: random.Random, by: Actor, at: datetime
) -> None:
    proxy = chance.random() < 0.08
    mandate = f"委托 {head:03d}" if proxy and chance.random() < 0.8 else ""
    registry.record_ballot(
        vote_id=vote,
        new=NewBallot(str(head), choice, by_proxy=proxy, mandate=mandate),
        by=by,
        at=at,
    )
