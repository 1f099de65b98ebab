"""Adding and changing places: regions and compounds."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, RestrictedError

from mashangban.accounts.actions import (
    create_scope,
    remove_scopes,
    replace_covers,
    replace_covers_of,
)
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.core.identifiers import RegionCode
from mashangban.kit.actors import Actor
from mashangban.kit.imports import StillUsed
from mashangban.registry import covers
from mashangban.registry.compose import (
    compose_compound,
    compose_region,
    kind_of,
    read_region_code,
    require_its_committee,
    set_search_of,
)
from mashangban.registry.errors import ParentMissing, RegionExists
from mashangban.registry.models import Compound, CompoundAlias, Lane, Region
from mashangban.registry.readings import reading_of
from mashangban.registry.types import Basis, HousingType, Point, RegionKind, lane_words

BATCH: Final = 1_000  # rows of one statement
_FOUND_BY: Final = frozenset({"name", "address"})
# Of these the trail says nothing: somebody's own words, and what is too long to be read there.
_UNTOLD: Final = frozenset({"subdistrict_reason", "polygon", "import_key"})


@transaction.atomic
def add_region(
    *,
    code: str,
    name: str,
    boundary: dict[str, Any] | None = None,
    point: Point | None = None,
    by: Actor,
    at: datetime,
) -> Region:
    """Add a district, subdistrict or residents' committee (with its office) by its official code.

    Raises BadRegionCode, NotARegionHere, ParentMissing, RegionExists.
    """
    official = read_region_code(code)
    if Region.objects.filter(code=official.value).exists():
        raise RegionExists(official.value)
    parent = parent_of(official)
    scope = create_scope(kind=ScopeKind(kind_of(official)), label=name)
    region = compose_region(
        code=official.value,
        name=name,
        scope=scope,
        parent=parent,
        boundary=boundary,
        point=point,
    )
    region.save(force_insert=True)
    replace_covers(source=covers.source_of_region(region), covers=covers.of_region(region))
    record(
        by=by, at=at, verb="registry.add_region", subject=("region", region.code), scope_id=scope.id
    )
    return region


@transaction.atomic
def change_region(
    *, region: Region, name: str, boundary: dict[str, Any] | None, by: Actor, at: datetime
) -> None:
    """Give a region another name or boundary. Its code never changes."""
    region.name, region.boundary = name, boundary
    region.save(update_fields=["name", "boundary"])
    record(
        by=by,
        at=at,
        verb="registry.change_region",
        subject=("region", region.code),
        scope_id=region.scope_id,
    )


@transaction.atomic
def add_compound(
    *,
    name: str,
    subdistrict: Region,
    basis: Basis = Basis.STATED,
    reason: str = "",
    committee: Region | None = None,
    address: str = "",
    point: Point | None = None,
    built_year: int | None = None,
    households: int | None = None,
    floor_area: Decimal | None = None,
    housing_type: HousingType | None = None,
    by: Actor,
    at: datetime,
) -> Compound:
    """Add a compound by hand. Raises NotASubdistrict, NotItsCommittee."""
    require_its_committee(subdistrict, committee)
    compound = compose_compound(
        at=at,
        name=name,
        subdistrict=subdistrict,
        scope=create_scope(kind=ScopeKind.COMPOUND, label=name),
        basis=basis,
        reason=reason,
        committee=committee,
        address=address,
        point=point,
        built_year=built_year,
        households=households,
        floor_area=floor_area,
        housing_type=housing_type,
    )
    add_composed_compounds(compounds=[compound], by=by, at=at)
    return compound


@transaction.atomic
def add_composed_compounds(*, compounds: Sequence[Compound], by: Actor, at: datetime) -> None:
    """Write compounds that `compose_compound` has made, many in a few statements."""
    Compound.objects.bulk_create(compounds, batch_size=BATCH)
    _renew_covers_of(compounds)
    for compound in compounds:
        record(
            by=by,
            at=at,
            verb="registry.add_compound",
            subject=("compound", compound.id),
            scope_id=compound.scope_id,
            data={
                "subdistrict": compound.subdistrict_id,
                "basis": compound.subdistrict_basis,
            },
        )


@transaction.atomic
def change_compounds(
    *, changes: Sequence[tuple[Compound, Mapping[str, Any]]], by: Actor, at: datetime
) -> None:
    """Give each compound the values of its fields beside it, and the reading of a new name.

    Raises NotASubdistrict, NotItsCommittee.
    """
    names = _names_of([compound for compound, values in changes if _FOUND_BY & set(values)])
    for compound, values in changes:
        before = {name: getattr(compound, name) for name in values}
        for name, value in values.items():
            setattr(compound, name, value)
        fields = set(values)
        if "name" in fields:
            reading = reading_of(compound.name)
            compound.pinyin, compound.initials = reading.pinyin, reading.initials
            fields |= {"pinyin", "initials"}
        if compound.id in names:
            set_search_of(compound, *names[compound.id])
            fields |= {"search_text", "search_grams"}
        require_its_committee(compound.subdistrict, compound.committee)
        compound.save(update_fields=sorted(fields))
        record(
            by=by,
            at=at,
            verb="registry.change_compound",
            subject=("compound", compound.id),
            scope_id=compound.scope_id,
            data={
                "changed": {
                    name: [_told(before[name]), _told(value)]
                    for name, value in sorted(values.items())
                    if name not in _UNTOLD
                }
            },
        )
    _renew_covers_of([compound for compound, _ in changes])


@transaction.atomic
def remove_compounds(*, compounds: Sequence[Compound], by: Actor, at: datetime) -> None:
    """Remove compounds that nothing hangs on, as if they had never been. Raises StillUsed."""
    replace_covers_of({covers.source_of_compound(each): () for each in compounds})
    _remove(compounds, [each.name for each in compounds])
    for compound in compounds:
        record(
            by=by,
            at=at,
            verb="registry.remove_compound",
            subject=("compound", compound.id),
            data={"subdistrict": compound.subdistrict_id},
        )


@transaction.atomic
def remove_regions(*, regions: Sequence[Region], by: Actor, at: datetime) -> None:
    """Remove regions that nothing lies in, the inner ones first. Raises StillUsed."""
    for region in sorted(regions, key=lambda each: -len(each.code)):
        replace_covers(source=covers.source_of_region(region), covers=())
        _remove([region], [region.name])
        record(by=by, at=at, verb="registry.remove_region", subject=("region", region.code))


def _remove(rows: Sequence[Compound | Region], names: Sequence[str]) -> None:
    """Delete rows and their scopes. Raises StillUsed with the names of those that are in use."""
    try:
        _delete(rows)
    except (ProtectedError, RestrictedError):
        raise StillUsed(
            [name for row, name in zip(rows, names, strict=True) if _is_used(row)]
        ) from None


def _delete(rows: Sequence[Compound | Region]) -> None:
    with transaction.atomic():
        for model in {type(row) for row in rows}:
            model._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
        remove_scopes(row.scope_id for row in rows)


def _is_used(row: Compound | Region) -> bool:
    try:
        with transaction.atomic():
            _delete([row])
            transaction.set_rollback(True)
    except (ProtectedError, RestrictedError):
        return True
    return False


def renew_search_of(compounds: Sequence[Compound]) -> None:
    """Let each compound be found by what it is called now: name, address, aliases and lanes."""
    names = _names_of(compounds)
    for compound in compounds:
        set_search_of(compound, *names[compound.id])
        compound.save(update_fields=["search_text", "search_grams"])


def parent_of(code: RegionCode) -> Region | None:
    """Return the registered region that `code` lies in, None for a district.

    Raises ParentMissing.
    """
    if kind_of(code) is RegionKind.DISTRICT or code.parent is None:
        return None
    parent = Region.objects.select_related("parent").filter(code=code.parent.value).first()
    if parent is None:
        raise ParentMissing(code.value, code.parent.value)
    return parent


def _names_of(compounds: Sequence[Compound]) -> dict[UUID, tuple[list[str], list[str]]]:
    """Return aliases and lanes of each compound, in two queries."""
    names: dict[UUID, tuple[list[str], list[str]]] = {each.id: ([], []) for each in compounds}
    if names:
        aliases = CompoundAlias.objects.filter(compound__in=names).order_by("id")
        for compound_id, name in aliases.values_list("compound_id", "name"):
            names[compound_id][0].append(name)
        lanes = Lane.objects.filter(compound__in=names).order_by("id")
        for compound_id, road, number in lanes.values_list("compound_id", "road", "number"):
            names[compound_id][1].append(lane_words(road, number))
    return names


def _told(value: Any) -> str | int | float | None:
    """Return a value as the trail keeps it: regions by code, areas as they are written."""
    if isinstance(value, Region):
        return value.code
    return value if isinstance(value, int | float | None) else str(value)


def _renew_covers_of(compounds: Iterable[Compound]) -> None:
    replace_covers_of(
        {covers.source_of_compound(each): covers.of_compound(each) for each in compounds}
    )
