"""What stands in a compound: added, renamed, retired."""

from datetime import datetime

from django.db import IntegrityError, transaction

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
from mashangban.registry.actions.codes import withdraw_codes_of
from mashangban.registry.compose import compose_building, compose_entrance, compose_facility
from mashangban.registry.errors import NameMissing, PlaceExists, PlaceRetired
from mashangban.registry.models import Building, Compound, EntranceBlock, Facility
from mashangban.registry.types import FacilityKind

Place = Building | EntranceBlock | Facility


@transaction.atomic
def add_building(
    *,
    compound: Compound,
    name: str,
    floors: int | None = None,
    built_year: int | None = None,
    by: Actor,
    at: datetime,
) -> Building:
    """Add a building to a compound. Raises NameMissing, PlaceExists."""
    building = compose_building(
        at=at, compound=compound, name=name, floors=floors, built_year=built_year
    )
    _add(building, by, at)
    return building


@transaction.atomic
def add_entrance(
    *, building: Building, number: str, address: str = "", by: Actor, at: datetime
) -> EntranceBlock:
    """Add an entrance to a building. Raises NameMissing, PlaceExists, PlaceRetired."""
    _require_stands(building)
    entrance = compose_entrance(at=at, building=building, number=number, address=address)
    _add(entrance, by, at)
    return entrance


@transaction.atomic
def add_facility(
    *,
    compound: Compound,
    kind: FacilityKind,
    name: str,
    entrance: EntranceBlock | None = None,
    by: Actor,
    at: datetime,
) -> Facility:
    """Add a facility to an entrance or, without one, to the whole compound.

    Raises NameMissing, NotInCompound, PlaceExists, PlaceRetired.
    """
    if entrance is not None:
        _require_stands(entrance)
    facility = compose_facility(at=at, compound=compound, kind=kind, name=name, entrance=entrance)
    _add(facility, by, at)
    return facility


@transaction.atomic
def rename(*, place: Place, name: str, by: Actor, at: datetime) -> None:
    """Give a building or facility another name, an entrance another number.

    Its code stays: pages name the place as it is called now, sheets once they are printed again.
    Raises NameMissing, PlaceExists, PlaceRetired.
    """
    _require_stands(place)
    field = "number" if isinstance(place, EntranceBlock) else "name"
    setattr(place, field, name)
    _save(place, fields=[field])
    _record(place, "rename", by, at)


@transaction.atomic
def retire(*, place: Place, by: Actor, at: datetime) -> int:
    """Retire what no longer stands, all that belongs to it, and their codes; return how many codes.

    Raises PlaceRetired.
    """
    _require_stands(place)
    entrances, facilities = _standing_in(place)
    on = local_date(at)
    for each in {*entrances, *facilities, place}:
        each.retired_on = on
        each.save(update_fields=["retired_on"])
        _record(each, "retire", by, at)
    return withdraw_codes_of(entrances=entrances, facilities=facilities, by=by, at=at)


def _standing_in(place: Place) -> tuple[list[EntranceBlock], list[Facility]]:
    """Return the entrances and facilities that stand and fall with a place, itself included."""
    match place:
        case Facility():
            return [], [place]
        case EntranceBlock():
            entrances = [place]
        case Building():
            entrances = list(
                place.entrances.select_related("building__compound").filter(retired_on=None)
            )
    facilities = Facility.objects.select_related("compound").filter(
        entrance__in=[entrance.id for entrance in entrances], retired_on=None
    )
    return entrances, list(facilities)


def _add(place: Place, by: Actor, at: datetime) -> None:
    _save(place, fields=None)
    _record(place, "add", by, at)


def _save(place: Place, *, fields: list[str] | None) -> None:
    if not _name_of(place):
        raise NameMissing
    try:
        with transaction.atomic():
            place.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError:
        raise PlaceExists(_name_of(place)) from None


def _require_stands(place: Place) -> None:
    if place.retired_on is not None:
        raise PlaceRetired(_name_of(place))


def _name_of(place: Place) -> str:
    return place.number if isinstance(place, EntranceBlock) else place.name


def _record(place: Place, verb: str, by: Actor, at: datetime) -> None:
    kind = {Building: "building", EntranceBlock: "entrance", Facility: "facility"}[type(place)]
    compound = place.building.compound if isinstance(place, EntranceBlock) else place.compound
    record(
        by=by,
        at=at,
        verb=f"registry.{verb}_{kind}",
        subject=(kind, place.id),
        scope_id=compound.scope_id,
        data={"name": _name_of(place)},
    )
