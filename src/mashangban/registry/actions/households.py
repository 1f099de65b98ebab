"""Slips of paper, and households bound to their units by them: the one logic of who lives where.

Ratings, surveys and votes ask `queries.households.bound_unit`; nothing else says who is bound.
"""

import hmac
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from mashangban.accounts.actions import compose_person
from mashangban.accounts.types import DetailKind
from mashangban.audit.actions import record
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.batches import insert
from mashangban.kit.choices import member
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.errors import (
    MandateMissing,
    NoUnitsForSlips,
    PhoneMissing,
    SlipNotOpen,
    UnknownHouseholdRole,
)
from mashangban.registry.models import Binding, HouseholdSlip, Unit
from mashangban.registry.queries.households import slip_state
from mashangban.registry.rolling import natural_key
from mashangban.registry.slip_codes import SlipCode, new_code, read_code
from mashangban.registry.types import HouseholdRole, NewSlip, SlipReading, SlipState

SLIPS_VALID_FOR: Final = timedelta(days=90)
_MOMENT: Final = timedelta(microseconds=1)  # what was bound lasted at least so long


@transaction.atomic
def issue_slips(
    *,
    compound_id: UUID,
    entrance_id: UUID | None = None,
    number: str = "",
    by: Actor,
    at: datetime,
) -> list[NewSlip]:
    """Issue a slip for each unit of a compound, of one entrance, or for its unit `number`.

    Their codes are known only to whoever prints them now. An older slip of a unit that nobody has
    used is revoked. Raises NoUnitsForSlips.
    """
    units = Unit.objects.filter(entrance__building__compound=compound_id)
    if entrance_id is not None:
        units = units.filter(entrance=entrance_id)
    if number:
        units = units.filter(number=number)
    # Locked, so that of two who print at once the later one's slips are the good ones.
    found = list(
        units.select_related("entrance__building__compound")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if not found:
        raise NoUnitsForSlips
    found.sort(key=_place)
    HouseholdSlip.objects.filter(
        unit__in=found, used_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=at)
    codes = [new_code() for _ in found]
    insert(
        [compose_slip(unit=unit, code=code, at=at) for unit, code in zip(found, codes, strict=True)]
    )
    record(
        by=by,
        at=at,
        verb="registry.issue_slips",
        subject=("compound", compound_id),
        scope_id=found[0].entrance.building.compound.scope_id,
        data={"slips": len(found), "entrance": str(entrance_id) if entrance_id else None},
    )
    return [
        NewSlip(unit.entrance.building.compound.name, label_of(unit), code.grouped)
        for unit, code in zip(found, codes, strict=True)
    ]


def compose_slip(*, unit: Unit, code: SlipCode, at: datetime) -> HouseholdSlip:
    return HouseholdSlip(
        id=new_id(at),
        unit=unit,
        name=code.name,
        secret_hash=code.secret_hash,
        issued_at=at,
        expires_at=at + SLIPS_VALID_FOR,
    )


def read_slip(*, typed: str, at: datetime) -> SlipReading:
    """Say what a scanned or typed code is. A wrong secret half is counted against the slip.

    Who guesses is told no more than that the code is unknown.
    """
    with transaction.atomic():
        slip, reading = _read(typed, at)
    return reading if slip is not None else SlipReading(SlipState.UNKNOWN)


def bind_household(
    *, typed: str, name: str, phone: str, role: str, mandate: str, at: datetime
) -> Binding:
    """Bind whoever holds the slip to its unit; the slip is used up.

    Raises SlipNotOpen, UnknownHouseholdRole, PhoneMissing, InvalidPhone, and MandateMissing for
    an agent who does not say what they may do.
    """
    reading = read_slip(typed=typed, at=at)  # by itself: a refusal must not undo the count
    if reading.state is not SlipState.OPEN:
        raise SlipNotOpen(reading.state)
    chosen = member(HouseholdRole, role)
    if chosen is None:
        raise UnknownHouseholdRole
    if not phone.strip():
        raise PhoneMissing
    if chosen is HouseholdRole.AGENT and not mandate.strip():
        raise MandateMissing
    with transaction.atomic():
        return _bind(typed, name, phone, chosen, mandate.strip(), at)


@transaction.atomic
def unbind_household(*, binding_id: UUID, by: Actor | None = None, at: datetime) -> None:
    """End a binding; without `by` the bound person ends it. Ended already: nothing happens.

    Raises NotFound.
    """
    rows = Binding.objects.select_related("unit__entrance__building__compound")
    binding = rows.select_for_update(of=("self",)).filter(pk=binding_id).first()
    if binding is None:
        raise NotFound
    if binding.period.upper is not None:
        return
    since = binding.period.lower
    binding.period = DateTimeTZRange(since, max(at, since + _MOMENT))
    binding.save(update_fields=["period"])
    record(
        by=by or Actor.resident(binding.person_id),
        at=at,
        verb="registry.unbind_household",
        subject=("unit", binding.unit_id),
        scope_id=binding.unit.entrance.building.compound.scope_id,
        data={"binding": str(binding_id)},
    )


def mandate_context(binding_id: UUID) -> str:
    """Return what binds a mandate's ciphertext to its row."""
    return f"binding-mandate:{binding_id}"


def label_of(unit: Unit) -> str:
    return f"{unit.entrance.building.name} {unit.entrance.number} {unit.number}"


def _bind(
    typed: str, name: str, phone: str, role: HouseholdRole, mandate: str, at: datetime
) -> Binding:
    slip, reading = _read(typed, at)
    if slip is None or reading.state is not SlipState.OPEN:  # somebody was quicker
        raise SlipNotOpen(reading.state)
    person = compose_person(at=at, details={DetailKind.NAME: name, DetailKind.PHONE: phone})
    binding_id = new_id(at)
    binding = Binding(
        id=binding_id,
        slip=slip,
        unit=slip.unit,
        person=person.person,
        role=role,
        mandate=crypto.encrypt_text(
            person.person.wrapped_key, mandate, context=mandate_context(binding_id)
        )
        if role is HouseholdRole.AGENT
        else None,
        period=DateTimeTZRange(at, None),
    )
    slip.used_at = at
    slip.save(update_fields=["used_at"])
    insert([person.person, *person.details, binding])
    record(
        by=Actor.resident(person.person.pk),
        at=at,
        verb="registry.bind_household",
        subject=("unit", slip.unit_id),
        scope_id=slip.unit.entrance.building.compound.scope_id,
        data={"binding": str(binding_id), "role": role},
    )
    return binding


def _place(unit: Unit) -> tuple[object, ...]:
    entrance = unit.entrance
    return tuple(map(natural_key, (entrance.building.name, entrance.number, unit.number)))


def _read(typed: str, at: datetime) -> tuple[HouseholdSlip | None, SlipReading]:
    """Return the slip under a lock and how it stands; no slip for a code that is not right."""
    unknown = SlipReading(SlipState.UNKNOWN)
    code = read_code(typed)
    if code is None:
        return None, unknown
    rows = HouseholdSlip.objects.select_related("unit__entrance__building__compound")
    slip = rows.select_for_update(of=("self",)).filter(name=code.name).first()
    if slip is None:
        return None, unknown
    state = slip_state(slip, at)
    if state is SlipState.CLOSED:
        return slip, SlipReading(state)
    if not hmac.compare_digest(bytes(slip.secret_hash), code.secret_hash):
        slip.attempts += 1
        slip.save(update_fields=["attempts"])
        return None, unknown
    return slip, SlipReading(
        state,
        slip_id=slip.pk,
        compound=slip.unit.entrance.building.compound.name,
        unit=label_of(slip.unit),
        expires_at=slip.expires_at,
    )
