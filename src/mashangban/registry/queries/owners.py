"""Units and who owns them on a day."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, Value

from mashangban.accounts.permissions import permissions_over_all, permitted_scope_ids
from mashangban.kit.errors import NotFound
from mashangban.registry.models import (
    AreaMembership,
    Compound,
    ManagementArea,
    OwnersVote,
    Roll,
    Unit,
)
from mashangban.registry.rolling import in_order
from mashangban.registry.types import Tenure, UnitFacts, UnitUse, VoteState

# A unit comes once for each share held on the day, once without any.
_UNITS_ON: Final = """
SELECT unit.id, compound.name, building.name, entrance.number, unit.number, unit.area, unit.use,
       unit.tenure, holding.party_id, holding.numerator, holding.denominator,
       holding.developer_stock
  FROM registry_unit unit
  JOIN registry_entranceblock entrance ON entrance.id = unit.entrance_id
  JOIN registry_building building ON building.id = entrance.building_id
  JOIN registry_compound compound ON compound.id = building.compound_id
  LEFT JOIN registry_ownerholding holding
         ON holding.unit_id = unit.id AND holding.period @> %(on)s::date
 WHERE {condition}
 ORDER BY unit.id, holding.party_id
"""
_OF_COMPOUNDS: Final = "compound.id = ANY (%(places)s)"
_OF_ENTRANCE: Final = "entrance.id = ANY (%(places)s)"


@dataclass(frozen=True, slots=True)
class CompoundPart:
    """A compound of an area."""

    id: uuid.UUID
    name: str
    scope_id: int


@dataclass(frozen=True, slots=True)
class AreaOnDay:
    """An area and the compounds that belong to it on a day, in the order of pinyin."""

    id: uuid.UUID
    name: str
    on: date
    compounds: tuple[CompoundPart, ...]

    @property
    def scope_ids(self) -> frozenset[int]:
        return frozenset(part.scope_id for part in self.compounds)


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area as the list of rolls shows it; `rolled_on` is the day of its latest roll."""

    id: uuid.UUID
    name: str
    compounds: int
    units: int
    area: Decimal  # m², of the units whose area is known
    rolled_on: date | None
    open_votes: int


def area_on(area_id: uuid.UUID, *, on: date) -> AreaOnDay:
    """Return an area with its compounds of a day. Raises NotFound."""
    found = _area(on, Q(area=area_id, period__contains=on))
    if found is not None:
        return found
    area = ManagementArea.objects.filter(pk=area_id).first()
    if area is None:
        raise NotFound
    return AreaOnDay(area.pk, area.name, on, ())


def area_of_roll(roll_id: uuid.UUID) -> AreaOnDay:
    """Return the area of a roll with its compounds of the roll's day. Raises NotFound."""
    of_roll = Q(area__rolls=roll_id, period__contains=F("area__rolls__on"))
    found = _area(F("area__rolls__on"), of_roll)
    if found is None:
        raise NotFound
    return found


def area_of_vote(vote_id: uuid.UUID) -> AreaOnDay:
    """Return the area of a vote with its compounds of the roll's day. Raises NotFound."""
    of_vote = Q(area__rolls__votes=vote_id, period__contains=F("area__rolls__on"))
    found = _area(F("area__rolls__on"), of_vote)
    if found is None:
        raise NotFound
    return found


def permissions_over(area: AreaOnDay, *, person_id: uuid.UUID, on: date) -> frozenset[str]:
    """Return what a person may over every compound of an area.

    An owners' roll is one list: who may see a part of the area only may not see it.
    """
    return permissions_over_all(person_id, area.scope_ids, on=on)


def units_on(compound_ids: list[uuid.UUID], *, on: date) -> list[UnitFacts]:
    """Return the units of compounds with who owns them on a day, in order, in one query."""
    return _units(_OF_COMPOUNDS, compound_ids, on)


def units_behind(entrance_id: uuid.UUID, *, on: date) -> list[UnitFacts]:
    """Return the units behind an entrance with who owns them on a day, in order."""
    return _units(_OF_ENTRANCE, [entrance_id], on)


def areas_within(*, person_id: uuid.UUID, permission: str, on: date) -> list[AreaLine]:
    """Return the areas of which the person holds `permission` over every compound on a day."""
    members = AreaMembership.objects.filter(area=OuterRef("pk"), period__contains=on)
    permitted = permitted_scope_ids(person_id, permission, on=on)
    foreign = members.exclude(compound__scope_id__in=permitted)
    found = ManagementArea.objects.filter(Exists(members)).exclude(Exists(foreign))
    areas = list(found.order_by("name", "id").values_list("id", "name"))
    ids = [area_id for area_id, _ in areas]
    compounds = _counts(
        AreaMembership.objects.filter(area__in=ids, period__contains=on)
        .values("area")
        .annotate(n=Count("pk"))
        .values_list("area", "n")
    )
    totals = {area: (n, sum_) for area, n, sum_ in _totals(ids, on)}
    rolled = dict(
        Roll.objects.filter(area__in=ids)
        .values("area")
        .annotate(last=Max("on"))
        .values_list("area", "last")
    )
    votes = _counts(
        OwnersVote.objects.filter(roll__area__in=ids, state=VoteState.OPEN)
        .values("roll__area")
        .annotate(n=Count("pk"))
        .values_list("roll__area", "n")
    )
    return [
        AreaLine(
            id=area_id,
            name=name,
            compounds=compounds.get(area_id, 0),
            units=totals.get(area_id, (0, None))[0],
            area=totals.get(area_id, (0, None))[1] or Decimal(),
            rolled_on=rolled.get(area_id),
            open_votes=votes.get(area_id, 0),
        )
        for area_id, name in areas
    ]


def compound_within(
    compound_id: uuid.UUID, *, person_id: uuid.UUID, permission: str, on: date
) -> CompoundPart:
    """Return a compound over which the person holds `permission`. Raises NotFound."""
    permitted = permitted_scope_ids(person_id, permission, on=on)
    found = Compound.objects.filter(pk=compound_id, scope_id__in=permitted).first()
    if found is None:
        raise NotFound
    return CompoundPart(found.pk, found.name, found.scope_id)


def area_of_compound(compound_id: uuid.UUID, *, on: date) -> uuid.UUID | None:
    """Return the area that a compound belongs to on a day."""
    members = AreaMembership.objects.filter(compound=compound_id, period__contains=on)
    return members.values_list("area_id", flat=True).first()


def _area(on: date | F, members: Q) -> AreaOnDay | None:
    rows = list(
        AreaMembership.objects.filter(members)
        .annotate(day=on if isinstance(on, F) else Value(on))
        .order_by("compound__pinyin", "compound_id")
        .values_list(
            "area_id", "area__name", "day", "compound_id", "compound__name", "compound__scope_id"
        )
    )
    if not rows:
        return None
    area_id, name, day, *_ = rows[0]
    return AreaOnDay(area_id, name, day, tuple(CompoundPart(*row[3:]) for row in rows))


def _units(condition: str, places: list[uuid.UUID], on: date) -> list[UnitFacts]:
    with connection.cursor() as cursor:
        cursor.execute(_UNITS_ON.format(condition=condition), {"places": places, "on": on})
        rows = cursor.fetchall()
    return in_order(
        _facts(unit, list(shares)) for unit, shares in groupby(rows, key=itemgetter(slice(8)))
    )


def _facts(unit: tuple[Any, ...], shares: list[tuple[Any, ...]]) -> UnitFacts:
    unit_id, compound, building, entrance, number, area, use, tenure = unit
    held = [row[8:] for row in shares if row[8] is not None]
    return UnitFacts(
        unit_id=unit_id,
        compound=compound,
        building=building,
        entrance=entrance,
        number=number,
        area=area,
        use=UnitUse(use),
        tenure=Tenure(tenure),
        owners=tuple(party for party, *_ in held),
        share=sum((Fraction(part, whole) for _, part, whole, _ in held), Fraction()),
        developer_stock=bool(held) and all(stock for *_, stock in held),
    )


def _totals(
    area_ids: list[uuid.UUID], on: date
) -> "QuerySet[Unit, tuple[uuid.UUID, int, Decimal | None]]":
    membership = "entrance__building__compound__memberships"
    return (
        Unit.objects.filter(
            Q(**{f"{membership}__area__in": area_ids, f"{membership}__period__contains": on})
        )
        .values(area_id=F(f"{membership}__area"))
        .annotate(n=Count("pk"), m2=Sum("area"))
        .values_list("area_id", "n", "m2")
    )


def _counts(rows: Any) -> dict[uuid.UUID, int]:
    return dict(rows)
