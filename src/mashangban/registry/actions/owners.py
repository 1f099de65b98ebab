"""Units, who owns them, how shares change hands. All is dated; nothing is overwritten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from psycopg.types.range import DateRange

from mashangban.accounts.actions import PersonRows, compose_person
from mashangban.accounts.types import DetailKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.batches import insert
from mashangban.kit.copying import copy_rows
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.compose import require_days
from mashangban.registry.errors import (
    BadArea,
    BadShare,
    HoldingOverlaps,
    NotHeldThen,
    OrganisationLabel,
    SharesExceedWhole,
    UnitsExist,
)
from mashangban.registry.models import (
    Building,
    Compound,
    EntranceBlock,
    OwnerHolding,
    OwnerParty,
    Unit,
)
from mashangban.registry.types import NewUnit, PartyKind

WHOLE: Final = Fraction(1)
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class OwnedRows:
    """Composed rows of a compound: what stands there, who owns it."""

    buildings: list[Building] = field(default_factory=list)
    entrances: list[EntranceBlock] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    people: list[PersonRows] = field(default_factory=list)
    parties: list[OwnerParty] = field(default_factory=list)
    holdings: list[OwnerHolding] = field(default_factory=list)


@transaction.atomic
def add_units(
    *, entrance: EntranceBlock, units: Sequence[NewUnit], by: Actor, at: datetime
) -> list[Unit]:
    """Add the units behind an entrance, in one entry of the trail. Raises BadArea, UnitsExist."""
    rows = [compose_unit(entrance=entrance, new=new, at=at) for new in units]
    numbers = [row.number for row in rows]
    known = set(entrance.units.filter(number__in=numbers).values_list("number", flat=True))
    if again := sorted(known | {number for number in numbers if numbers.count(number) > 1}):
        raise UnitsExist(again)
    insert(rows)
    record(
        by=by,
        at=at,
        verb="registry.add_units",
        subject=("entrance", entrance.id),
        scope_id=entrance.building.compound.scope_id,
        data={"units": len(rows)},
    )
    return rows


@transaction.atomic
def add_owner(*, name: str, phone: str = "", by: Actor, at: datetime) -> OwnerParty:
    """Add a person who owns something; name and telephone are encrypted. Raises InvalidPhone."""
    person, party = compose_owner(name=name, phone=phone, at=at)
    insert([person.person, *person.details, party])
    _record_party(party, by, at)
    return party


@transaction.atomic
def add_organisation(*, kind: PartyKind, label: str, by: Actor, at: datetime) -> OwnerParty:
    """Return the organisation of that kind and name, added if it is not there yet.

    One row for each, because all its units count as one head. Raises OrganisationLabel.
    """
    known = OwnerParty.objects.filter(kind=kind, label=label.strip()).first()
    if known is not None:
        return known
    party = compose_organisation(kind=kind, label=label, at=at)
    party.save(force_insert=True)
    _record_party(party, by, at)
    return party


@transaction.atomic
def begin_holding(
    *,
    unit: Unit,
    party: OwnerParty,
    period: DateRange,
    share: Fraction = WHOLE,
    developer_stock: bool = False,
    by: Actor,
    at: datetime,
) -> OwnerHolding:
    """Let `party` own a share of `unit` during `period`.

    Raises EmptyPeriod, BadShare, HoldingOverlaps, and SharesExceedWhole when the unit's shares
    would exceed 1 on any day.
    """
    holding = compose_holding(
        unit=unit, party=party, period=period, share=share, developer_stock=developer_stock, at=at
    )
    locked = _lock(unit.pk)
    _save(holding, locked)
    _require_within_whole(locked)
    _record_holding("registry.begin_holding", holding, locked, by, at)
    return holding


@transaction.atomic
def add_composed_units(*, compound: Compound, rows: OwnedRows, by: Actor, at: datetime) -> None:
    """Write the units of a compound that was empty until now, with their owners, in one go.

    One entry of the trail for all of it. Raises SharesExceedWhole.
    """
    held: dict[UUID, Fraction] = {}
    for holding in rows.holdings:
        held[holding.unit_id] = held.get(holding.unit_id, Fraction()) + share_of(holding)
        if held[holding.unit_id] > WHOLE:
            first = holding.period.lower or date.min
            raise SharesExceedWhole(holding.unit.number, first, held[holding.unit_id])
    copy_rows([*rows.buildings, *rows.entrances, *rows.units])
    copy_rows(row for person in rows.people for row in (person.person, *person.details))
    copy_rows([*rows.parties, *rows.holdings])
    record(
        by=by,
        at=at,
        verb="registry.add_owned_units",
        subject=("compound", compound.id),
        scope_id=compound.scope_id,
        data={"units": len(rows.units), "holdings": len(rows.holdings)},
    )


@transaction.atomic
def transfer_holding(
    *,
    holding_id: UUID,
    to: OwnerParty,
    on: date,
    share: Fraction | None = None,
    by: Actor,
    at: datetime,
) -> OwnerHolding:
    """Let a share, or a part of it, belong to `to` from the day `on`; return the new holding.

    The old holding ends with the day before. Of a part, the rest goes on with the old owner; what
    `to` has of the unit already is added to the new share. Raises NotFound, NotHeldThen, BadShare.
    """
    found = OwnerHolding.objects.select_related("unit", "party").filter(pk=holding_id).first()
    if found is None:
        raise NotFound
    unit = _lock(found.unit_id)
    old = OwnerHolding.objects.select_related("party").get(pk=holding_id)
    given = share_of(old) if share is None else share
    rest = share_of(old) - given
    if given <= 0 or rest < 0 or to.pk == old.party_id:
        raise BadShare
    joined = OwnerHolding.objects.filter(unit=unit, party=to, period__contains=on).first()
    rows = [old] if joined is None else [old, joined]
    if any(not _can_end(row, on) or row.period.upper != old.period.upper for row in rows):
        raise NotHeldThen(on)
    later = DateRange(on, old.period.upper)
    for row in rows:
        row.period = DateRange(row.period.lower, on)
        row.save(update_fields=["period"])
    if rest:
        _save(_following(old, old.party, rest, later, at), unit)
    new = _following(old, to, given + (share_of(joined) if joined else 0), later, at)
    new.developer_stock = False  # what changes hands has been sold
    _save(new, unit)
    _require_within_whole(unit)
    _record_holding("registry.transfer_holding", new, unit, by, at, old=str(old.pk))
    return new


def share_of(holding: OwnerHolding) -> Fraction:
    return Fraction(holding.numerator, holding.denominator)


def compose_unit(*, entrance: EntranceBlock, new: NewUnit, at: datetime) -> Unit:
    """Compose a unit. Raises BadArea."""
    area = new.area
    if area is not None and (not area.is_finite() or area <= 0 or area != area.quantize(_CENT)):
        raise BadArea(new.number)
    return Unit(
        id=new_id(at),
        entrance=entrance,
        number=new.number,
        area=area,
        use=new.use,
        tenure=new.tenure,
    )


def compose_owner(*, name: str, phone: str = "", at: datetime) -> tuple[PersonRows, OwnerParty]:
    """Compose a person who owns something. Raises InvalidPhone."""
    person = compose_person(at=at, details={DetailKind.NAME: name, DetailKind.PHONE: phone})
    return person, OwnerParty(id=new_id(at), kind=PartyKind.PERSON, person=person.person)


def compose_organisation(*, kind: PartyKind, label: str, at: datetime) -> OwnerParty:
    """Compose an organisation that owns something. Raises OrganisationLabel."""
    if kind is PartyKind.PERSON or not label.strip():
        raise OrganisationLabel
    return OwnerParty(id=new_id(at), kind=kind, label=label.strip())


def compose_holding(
    *,
    unit: Unit,
    party: OwnerParty,
    period: DateRange,
    share: Fraction = WHOLE,
    developer_stock: bool = False,
    at: datetime,
) -> OwnerHolding:
    """Compose a holding. Raises EmptyPeriod, BadShare."""
    require_days(period)
    if not 0 < share <= 1:
        raise BadShare
    return OwnerHolding(
        id=new_id(at),
        unit=unit,
        party=party,
        numerator=share.numerator,
        denominator=share.denominator,
        developer_stock=developer_stock,
        period=period,
    )


def _following(
    old: OwnerHolding, party: OwnerParty, share: Fraction, period: DateRange, at: datetime
) -> OwnerHolding:
    return compose_holding(
        unit=old.unit,
        party=party,
        period=period,
        share=share,
        developer_stock=old.developer_stock,
        at=at,
    )


def _can_end(holding: OwnerHolding, on: date) -> bool:
    """Say whether at least one day is left before `on`, and one from it on."""
    first, end = holding.period.lower, holding.period.upper
    return (first is None or first < on) and (end is None or on < end)


def _lock(unit_id: UUID) -> Unit:
    """Let one writer at a time change who owns a unit: two shares could else exceed the whole."""
    units = Unit.objects.select_related("entrance__building__compound")
    return units.select_for_update(of=("self",)).get(pk=unit_id)


def _require_within_whole(unit: Unit) -> None:
    """Raise SharesExceedWhole if the shares exceed 1 on a day; they can only where one begins."""
    rows = list(OwnerHolding.objects.filter(unit=unit))
    for day in {row.period.lower or date.min for row in rows}:
        total = sum((share_of(row) for row in rows if _is_held(row, day)), Fraction())
        if total > WHOLE:
            raise SharesExceedWhole(unit.number, day, total)


def _is_held(holding: OwnerHolding, day: date) -> bool:
    first, end = holding.period.lower or date.min, holding.period.upper
    return first <= day and (end is None or day < end)


def _save(holding: OwnerHolding, unit: Unit) -> None:
    with _refusing_overlap(HoldingOverlaps(unit.number, holding.period)):
        holding.save(force_insert=True)


@contextmanager
def _refusing_overlap(refusal: HoldingOverlaps) -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        violated = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if violated != "holding_periods_apart":
            raise
        raise refusal from None


def _record_party(party: OwnerParty, by: Actor, at: datetime) -> None:
    record(
        by=by,
        at=at,
        verb="registry.add_owner",
        subject=("owner", party.id),
        data={"kind": party.kind},
    )


def _record_holding(
    verb: str, holding: OwnerHolding, unit: Unit, by: Actor, at: datetime, **data: str
) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=("unit", unit.pk),
        scope_id=unit.entrance.building.compound.scope_id,
        data={
            "holding": str(holding.pk),
            "owner": str(holding.party_id),
            "share": f"{holding.numerator}/{holding.denominator}",
            "period": str(holding.period),
            **data,
        },
    )
