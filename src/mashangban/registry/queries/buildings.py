"""What stands in a compound."""

from uuid import UUID

from mashangban.registry.models import Building, EntranceBlock, Facility
from mashangban.registry.types import FacilityKind, PlaceKind, Standing


def standing_in(compound_id: UUID) -> list[Standing]:
    """Return what stands in a compound in the order in which one walks.

    That is each building, then each of its entrances, and what all use where it is; "12 号" comes
    behind "6 号".
    """
    found: list[Building | EntranceBlock | Facility] = [
        *Building.objects.select_related("compound").filter(compound=compound_id, retired_on=None),
        *EntranceBlock.objects.select_related("building__compound").filter(
            building__compound=compound_id, retired_on=None
        ),
        *Facility.objects.select_related("compound", "entrance__building").filter(
            compound=compound_id, retired_on=None
        ),
    ]
    return [standing(place) for place in sorted(found, key=_as_one_walks)]


def place_row(kind: PlaceKind, place_id: UUID) -> Building | EntranceBlock | Facility | None:
    """Return a building, entrance or facility that stands, None when there is none."""
    match kind:
        case PlaceKind.BUILDING:
            return building_row(place_id)
        case PlaceKind.ENTRANCE:
            return entrance_row(place_id)
        case PlaceKind.FACILITY:
            found = Facility.objects.select_related("compound", "entrance__building")
            return found.filter(id=place_id, retired_on=None).first()


def building_row(building_id: UUID) -> Building | None:
    found = Building.objects.select_related("compound")
    return found.filter(id=building_id, retired_on=None).first()


def entrance_row(entrance_id: UUID) -> EntranceBlock | None:
    found = EntranceBlock.objects.select_related("building__compound")
    return found.filter(id=entrance_id, retired_on=None).first()


def standing(place: Building | EntranceBlock | Facility) -> Standing:
    """Return a row, read with what it stands in, as plain data."""
    match place:
        case Building():
            kind, words, compound = PlaceKind.BUILDING, place.name, place.compound
        case EntranceBlock():
            kind, words, compound = PlaceKind.ENTRANCE, _of(place), place.building.compound
        case Facility():
            entrance = place.entrance
            at = (place.name, _of(entrance) if entrance else "")
            kind, words, compound = PlaceKind.FACILITY, " · ".join(filter(None, at)), place.compound
    return Standing(
        kind=kind,
        id=place.id,
        words=words,
        compound_id=compound.id,
        compound_name=compound.name,
        scope_id=compound.scope_id,
        facility_kind=FacilityKind(place.kind) if isinstance(place, Facility) else None,
    )


def _of(entrance: EntranceBlock) -> str:
    return f"{entrance.building.name} {entrance.number}"


_Order = tuple[tuple[int, str], tuple[int, str], tuple[int, str]]
_FIRST = (-1, "")


def _as_one_walks(place: Building | EntranceBlock | Facility) -> _Order:
    match place:
        case Building():
            return _by_number(place.name), _FIRST, _FIRST
        case EntranceBlock():
            return _by_number(place.building.name), _by_number(place.number), _FIRST
        case Facility():
            entrance = place.entrance
            building, number, _ = _as_one_walks(entrance) if entrance else (_FIRST, _FIRST, _FIRST)
            return building, number, _by_number(place.name)


def _by_number(name: str) -> tuple[int, str]:
    digits = "".join(character for character in name if character.isdecimal())
    return (int(digits) if digits else 0, name)
