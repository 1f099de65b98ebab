"""Rows of the registry, composed but not saved: no database, no clock.

The actions save exactly these; the generator of the demonstration district writes them in bulk.
Whatever has a scope is given it (`accounts.actions.create_scope`), whatever happens is given `at`.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.types.range import DateRange

from mashangban.accounts.models import Person, Scope
from mashangban.core.identifiers import IdentifierError, RegionCode, RegionLevel, parse_uscc
from mashangban.kit.ids import new_id
from mashangban.registry.errors import (
    BadCompanyCode,
    BadRegionCode,
    EmptyPeriod,
    NotARegionHere,
    NotASubdistrict,
    NotInCompound,
    NotItsCommittee,
    ParentMissing,
)
from mashangban.registry.models import (
    AreaMembership,
    Building,
    Code,
    Company,
    Compound,
    Contract,
    EntranceBlock,
    Facility,
    ManagementArea,
    ManagerPost,
    Region,
)
from mashangban.registry.readings import reading_of
from mashangban.registry.searching import search_columns
from mashangban.registry.tokens import new_token
from mashangban.registry.types import Basis, CodeState, FacilityKind, Point, RegionKind

_KINDS = {
    RegionLevel.DISTRICT: RegionKind.DISTRICT,
    RegionLevel.SUBDISTRICT: RegionKind.SUBDISTRICT,
    RegionLevel.COMMITTEE: RegionKind.COMMITTEE,
}


def read_region_code(text: str) -> RegionCode:
    """Return the official code as typed; raises BadRegionCode, NotARegionHere above districts."""
    try:
        code = RegionCode.parse(text)
    except IdentifierError as error:
        raise BadRegionCode(error) from None
    if code.level not in _KINDS:
        raise NotARegionHere(text)
    return code


def kind_of(code: RegionCode) -> RegionKind:
    """Return what kind of region a code that `read_region_code` let pass belongs to."""
    return _KINDS[code.level]


def compose_region(
    *,
    code: str,
    name: str,
    scope: Scope,
    parent: Region | None = None,
    boundary: dict[str, Any] | None = None,
) -> Region:
    """Compose a district (without parent), a subdistrict or a residents' committee.

    Raises BadRegionCode, NotARegionHere, and ParentMissing when `parent` isn't what the code says.
    """
    official = read_region_code(code)
    kind = kind_of(official)
    if kind is not RegionKind.DISTRICT and (
        parent is None or official.parent is None or parent.code != official.parent.value
    ):
        raise ParentMissing(official.value, str(official.parent))
    return Region(
        code=official.value,
        kind=kind,
        name=name,
        parent=None if kind is RegionKind.DISTRICT else parent,
        scope=scope,
        boundary=boundary,
    )


def compose_compound(
    *,
    at: datetime,
    name: str,
    subdistrict: Region,
    scope: Scope,
    basis: Basis = Basis.STATED,
    reason: str = "",
    committee: Region | None = None,
    address: str = "",
    point: Point | None = None,
    built_year: int | None = None,
    households: int | None = None,
    import_key: str | None = None,
) -> Compound:
    """Compose a compound. `reason` says why an OVERRIDDEN subdistrict is what it is.

    Raises NotASubdistrict, NotItsCommittee.
    """
    require_its_committee(subdistrict, committee)
    reading = reading_of(name)
    search = search_columns([name], [address])
    return Compound(
        id=new_id(at),
        name=name,
        pinyin=reading.pinyin,
        initials=reading.initials,
        search_text=search.text,
        search_grams=search.grams,
        address=address,
        subdistrict=subdistrict,
        subdistrict_basis=basis,
        subdistrict_reason=reason,
        committee=committee,
        longitude=point.longitude if point else None,
        latitude=point.latitude if point else None,
        built_year=built_year,
        households=households,
        scope=scope,
        import_key=import_key,
    )


def require_its_committee(subdistrict: Region, committee: Region | None) -> None:
    """Raise unless `subdistrict` is one and `committee` (if any) one of its committees."""
    if subdistrict.kind != RegionKind.SUBDISTRICT:
        raise NotASubdistrict(subdistrict.code)
    if committee is not None and (
        committee.kind != RegionKind.COMMITTEE or committee.parent_id != subdistrict.code
    ):
        raise NotItsCommittee(committee.code, subdistrict.code)


def compose_area(*, at: datetime, name: str, scope: Scope) -> ManagementArea:
    return ManagementArea(id=new_id(at), name=name, scope=scope)


def compose_membership(
    *, at: datetime, area: ManagementArea, compound: Compound, period: DateRange
) -> AreaMembership:
    """Compose: `compound` belongs to `area` during `period`. Raises EmptyPeriod."""
    require_days(period)
    return AreaMembership(id=new_id(at), area=area, compound=compound, period=period)


def compose_company(*, at: datetime, name: str, scope: Scope, uscc: str | None = None) -> Company:
    """Compose a company; `uscc` is its unified social credit code as typed.

    Raises BadCompanyCode.
    """
    code = None if uscc is None else read_uscc(uscc)
    search = search_columns([name], [code or ""])
    return Company(
        id=new_id(at),
        name=name,
        pinyin=reading_of(name).pinyin,
        search_text=search.text,
        search_grams=search.grams,
        uscc=code,
        scope=scope,
    )


def read_uscc(text: str) -> str:
    """Return the unified social credit code in canonical form; raises BadCompanyCode."""
    try:
        return parse_uscc(text)
    except IdentifierError as error:
        raise BadCompanyCode(error) from None


def compose_contract(
    *,
    at: datetime,
    area: ManagementArea,
    company: Company,
    period: DateRange,
    fee: Decimal | None = None,
    duty_phone: str = "",
    desk_hours: str = "",
    scope: Scope,
) -> Contract:
    """Compose: `company` serves `area` during `period`; `fee` in yuan per m² and month.

    Raises EmptyPeriod.
    """
    require_days(period)
    return Contract(
        id=new_id(at),
        area=area,
        company=company,
        period=period,
        fee=fee,
        duty_phone=duty_phone,
        desk_hours=desk_hours,
        scope=scope,
    )


def compose_manager_post(
    *, at: datetime, area: ManagementArea, person: Person, period: DateRange
) -> ManagerPost:
    """Compose: `person` answers for `area` during `period`. Raises EmptyPeriod."""
    require_days(period)
    return ManagerPost(id=new_id(at), area=area, person=person, period=period)


def compose_building(
    *,
    at: datetime,
    compound: Compound,
    name: str,
    floors: int | None = None,
    built_year: int | None = None,
) -> Building:
    """Compose a building; without `built_year` it is as old as the compound."""
    return Building(
        id=new_id(at), compound=compound, name=name, floors=floors, built_year=built_year
    )


def compose_entrance(
    *, at: datetime, building: Building, number: str, address: str = ""
) -> EntranceBlock:
    return EntranceBlock(id=new_id(at), building=building, number=number, address=address)


def compose_facility(
    *,
    at: datetime,
    compound: Compound,
    kind: FacilityKind,
    name: str,
    entrance: EntranceBlock | None = None,
) -> Facility:
    """Compose a facility of an entrance, or without one of the whole compound.

    Raises NotInCompound for an entrance that stands elsewhere.
    """
    if entrance is not None and entrance.building.compound_id != compound.id:
        raise NotInCompound
    return Facility(id=new_id(at), compound=compound, entrance=entrance, kind=kind, name=name)


def compose_code(
    *,
    at: datetime,
    compound: Compound,
    place: str = "",
    entrance: EntranceBlock | None = None,
    facility: Facility | None = None,
) -> Code:
    """Compose a code of `compound`, of an entrance of it, or of a facility.

    `place` says by hand where a compound's code hangs ("" for the whole compound). Raises
    NotInCompound for an entrance or facility that stands elsewhere.
    """
    if entrance is not None and entrance.building.compound_id != compound.id:
        raise NotInCompound
    if facility is not None and facility.compound_id != compound.id:
        raise NotInCompound
    return Code(
        id=new_id(at),
        token=new_token(),
        compound=compound,
        entrance=entrance,
        facility=facility,
        place=place,
        state=CodeState.ACTIVE,
        issued_at=at,
    )


def require_days(period: DateRange) -> None:
    """Raise EmptyPeriod unless at least one day belongs to the half-open `period`."""
    first, end = period.lower, period.upper
    if period.isempty or (first is not None and end is not None and first >= end):
        raise EmptyPeriod
