"""Changing what is known of one compound: facts, names, lanes, administration, what stands in it.

Each action takes the compound's id and locks its row: what the compound is found by follows from
several rows, and two writers would each leave the other's out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from psycopg.types.range import DateRange

from mashangban.audit.actions import record
from mashangban.audit.types import JSON
from mashangban.kit.actors import Actor
from mashangban.kit.batches import insert
from mashangban.kit.errors import NotFound
from mashangban.registry.actions.places import change_compounds, renew_search_of
from mashangban.registry.compose import (
    compose_alias,
    compose_lane,
    compose_protected_building,
    compose_renovation,
)
from mashangban.registry.errors import AliasExists, LaneExists, NotThereAnyMore, ReasonMissing
from mashangban.registry.models import (
    Building,
    Compound,
    CompoundAlias,
    EntranceBlock,
    Lane,
    ProtectedBuilding,
    Region,
    Renovation,
)
from mashangban.registry.types import (
    AliasKind,
    Basis,
    CompoundFacts,
    Point,
    ProtectionKind,
    lane_words,
)


@transaction.atomic
def change_facts(*, compound_id: UUID, facts: CompoundFacts, by: Actor, at: datetime) -> bool:
    """Give a compound these facts; returns False, and leaves no trace, where they are the same.

    Raises NotFound.
    """
    compound = _locked(compound_id)
    said = asdict(facts) | {"housing_type": facts.housing_type or ""}
    changed = {name: new for name, new in said.items() if new != getattr(compound, name)}
    if changed:
        change_compounds(changes=[(compound, changed)], by=by, at=at)
    return bool(changed)


@transaction.atomic
def override_subdistrict(
    *, compound_id: UUID, subdistrict: Region, reason: str, by: Actor, at: datetime
) -> None:
    """Say which subdistrict administers a compound, against sheet and map, with the reason.

    A committee of the former subdistrict is left. Raises NotFound, ReasonMissing, NotASubdistrict.
    """
    if not reason.strip():
        raise ReasonMissing
    compound = _locked(compound_id)
    changed = {
        "subdistrict": subdistrict,
        "subdistrict_basis": Basis.OVERRIDDEN,
        "subdistrict_reason": reason.strip(),
    }
    if compound.committee is not None and compound.committee.parent_id != subdistrict.code:
        changed["committee"] = None
    change_compounds(changes=[(compound, changed)], by=by, at=at)


@transaction.atomic
def set_committee(*, compound_id: UUID, committee: Region | None, by: Actor, at: datetime) -> None:
    """Say which residents' committee a compound belongs to, None for none.

    Raises NotFound, NotItsCommittee.
    """
    compound = _locked(compound_id)
    if compound.committee != committee:
        change_compounds(changes=[(compound, {"committee": committee})], by=by, at=at)


@transaction.atomic
def add_alias(
    *,
    compound_id: UUID,
    name: str,
    kind: AliasKind,
    period: DateRange | None = None,
    by: Actor,
    at: datetime,
) -> CompoundAlias:
    """Let a compound be known by another name too. Raises NotFound, AliasExists, EmptyPeriod."""
    compound = _locked(compound_id)
    if name == compound.name or compound.aliases.filter(name=name).exists():
        raise AliasExists(name)
    alias = compose_alias(at=at, compound=compound, name=name, kind=kind, period=period)
    alias.save(force_insert=True)
    renew_search_of([compound])
    _trace(compound, "registry.add_alias", {"name": name, "kind": str(kind)}, by=by, at=at)
    return alias


@transaction.atomic
def remove_alias(*, compound_id: UUID, alias_id: UUID, by: Actor, at: datetime) -> None:
    """Take a name back that was entered by mistake. Raises NotFound, NotThereAnyMore."""
    compound = _locked(compound_id)
    alias = compound.aliases.filter(id=alias_id).first()
    if alias is None:
        raise NotThereAnyMore
    alias.delete()
    renew_search_of([compound])
    _trace(compound, "registry.remove_alias", {"name": alias.name}, by=by, at=at)


@transaction.atomic
def add_lane(*, compound_id: UUID, road: str, number: str, by: Actor, at: datetime) -> Lane:
    """Let a lane lead into a compound. Raises NotFound, LaneExists."""
    compound = _locked(compound_id)
    if compound.lanes.filter(road=road, number=number).exists():
        raise LaneExists(lane_words(road, number))
    lane = compose_lane(at=at, compound=compound, road=road, number=number)
    lane.save(force_insert=True)
    renew_search_of([compound])
    _trace(compound, "registry.add_lane", {"lane": lane_words(road, number)}, by=by, at=at)
    return lane


@transaction.atomic
def remove_lane(*, compound_id: UUID, lane_id: UUID, by: Actor, at: datetime) -> None:
    """Take a lane back. Raises NotFound, NotThereAnyMore."""
    compound = _locked(compound_id)
    lane = compound.lanes.filter(id=lane_id).first()
    if lane is None:
        raise NotThereAnyMore
    lane.delete()
    renew_search_of([compound])
    said = lane_words(lane.road, lane.number)
    _trace(compound, "registry.remove_lane", {"lane": said}, by=by, at=at)


@transaction.atomic
def add_renovation(
    *,
    compound_id: UUID,
    programme: str,
    year: int,
    budget: Decimal | None = None,
    by: Actor,
    at: datetime,
) -> Renovation:
    """Record that a compound is in a renovation programme. Raises NotFound."""
    compound = _locked(compound_id)
    renovation = compose_renovation(
        at=at, compound=compound, programme=programme, year=year, budget=budget
    )
    renovation.save(force_insert=True)
    said: dict[str, JSON] = {"programme": programme, "year": year}
    _trace(compound, "registry.add_renovation", said, by=by, at=at)
    return renovation


@transaction.atomic
def add_protected_building(
    *,
    name: str,
    kind: ProtectionKind,
    address: str = "",
    grade: str = "",
    point: Point | None = None,
    compound: Compound | None = None,
    by: Actor,
    at: datetime,
) -> ProtectedBuilding:
    """Record a protected building, in a compound or by itself."""
    building = compose_protected_building(
        at=at, name=name, kind=kind, address=address, grade=grade, point=point, compound=compound
    )
    building.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.add_protected_building",
        subject=("protected_building", building.id),
        scope_id=compound.scope_id if compound else None,
        data={"compound": str(compound.id) if compound else None},
    )
    return building


@transaction.atomic
def add_names(
    *,
    compounds: Sequence[Compound],
    aliases: Sequence[CompoundAlias],
    lanes: Sequence[Lane],
    by: Actor,
    at: datetime,
) -> None:
    """Write composed aliases and lanes of compounds just made, many in a few statements."""
    insert([*aliases, *lanes])
    renew_search_of(compounds)
    by_id = {compound.id: compound for compound in compounds}
    for alias in aliases:
        said = {"name": alias.name, "kind": str(alias.kind)}
        _trace(by_id[alias.compound_id], "registry.add_alias", said, by=by, at=at)
    for lane in lanes:
        said = {"lane": lane_words(lane.road, lane.number)}
        _trace(by_id[lane.compound_id], "registry.add_lane", said, by=by, at=at)


@transaction.atomic
def add_buildings(
    *,
    compound: Compound,
    buildings: Sequence[Building],
    entrances: Iterable[EntranceBlock],
    by: Actor,
    at: datetime,
) -> None:
    """Write composed buildings of a compound and their entrances, in one trip."""
    entered = list(entrances)
    insert([*buildings, *entered])
    said = {"buildings": len(buildings), "entrances": len(entered)}
    _trace(compound, "registry.add_buildings", said, by=by, at=at)


def _locked(compound_id: UUID) -> Compound:
    """Return the compound; its row is ours until the transaction ends. Raises NotFound."""
    compounds = Compound.objects.select_related("subdistrict__parent", "committee")
    compound = compounds.select_for_update(of=("self",)).filter(id=compound_id).first()
    if compound is None:
        raise NotFound
    return compound


def _trace(
    compound: Compound, verb: str, data: Mapping[str, JSON], *, by: Actor, at: datetime
) -> None:
    record(
        by=by,
        at=at,
        verb=verb,
        subject=("compound", compound.id),
        scope_id=compound.scope_id,
        data=data,
    )
