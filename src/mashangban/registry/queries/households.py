"""Slips and bindings: who belongs to which unit."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q

from mashangban.registry.models import Binding, EntranceBlock, HouseholdSlip
from mashangban.registry.rolling import natural_key
from mashangban.registry.types import HouseholdRole, SlipState

MOST_ATTEMPTS: Final = 5  # with a wrong secret, before a slip closes


@dataclass(frozen=True, slots=True)
class Home:
    """A unit somebody is bound to."""

    binding_id: uuid.UUID
    compound: str
    unit: str
    role: HouseholdRole
    since: datetime


@dataclass(frozen=True, slots=True)
class EntranceLine:
    """An entrance and how far its slips got: units, slips still open, households bound."""

    id: uuid.UUID
    building: str
    number: str
    units: int
    open_slips: int
    bound: int


def slip_state(slip: HouseholdSlip, at: datetime) -> SlipState:
    """Return how a slip stands, its secret left aside."""
    if slip.attempts >= MOST_ATTEMPTS:
        return SlipState.CLOSED
    if slip.used_at is not None:
        return SlipState.USED
    if slip.revoked_at is not None:
        return SlipState.REVOKED
    return SlipState.OPEN if at < slip.expires_at else SlipState.EXPIRED


def bound_unit(
    binding_ids: Iterable[uuid.UUID], *, compound_id: uuid.UUID, at: datetime
) -> uuid.UUID | None:
    """Return the unit of the compound that one of the bindings is about, None without any.

    This is what makes a household's rating, answer or vote count.
    """
    bound = Binding.objects.filter(
        pk__in=list(binding_ids),
        unit__entrance__building__compound=compound_id,
        period__contains=at,
    )
    return bound.order_by("pk").values_list("unit_id", flat=True).first()


def homes(binding_ids: Iterable[uuid.UUID], *, at: datetime) -> list[Home]:
    """Return the units that bindings are about, those that have ended left out."""
    rows = Binding.objects.filter(pk__in=list(binding_ids), period__contains=at).select_related(
        "unit__entrance__building__compound"
    )
    return [
        Home(
            binding_id=row.pk,
            compound=row.unit.entrance.building.compound.name,
            unit=" ".join(
                (row.unit.entrance.building.name, row.unit.entrance.number, row.unit.number)
            ),
            role=HouseholdRole(row.role),
            since=row.period.lower,
        )
        for row in rows.order_by("pk")
    ]


def entrances_of(compound_id: uuid.UUID, *, at: datetime) -> list[EntranceLine]:
    """Return the entrances of a compound in order, with how far their slips got."""
    still_open = Q(
        units__slips__used_at__isnull=True,
        units__slips__revoked_at__isnull=True,
        units__slips__expires_at__gt=at,
    )
    rows = (
        EntranceBlock.objects.filter(building__compound=compound_id)
        .annotate(
            n=Count("units", distinct=True),
            slips=Count("units__slips", filter=still_open, distinct=True),
            bound=Count(
                "units",
                filter=Q(units__bindings__period__contains=at),
                distinct=True,
            ),
        )
        .values_list("id", "building__name", "number", "n", "slips", "bound")
    )
    lines = [EntranceLine(*row) for row in rows]
    return sorted(lines, key=lambda line: (natural_key(line.building), natural_key(line.number)))
