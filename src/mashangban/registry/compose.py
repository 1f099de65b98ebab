"""Rows of the registry, composed but not saved: no database, no clock.

The actions save exactly these; the generator of the demonstration district writes them in bulk.
Whatever has a scope is given it (`accounts.actions.create_scope`), whatever happens is given `at`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.types.range import DateRange

from mashangban.accounts.models import Person, Scope
from mashangban.core.identifiers import IdentifierError, RegionCode, RegionLevel, parse_uscc
from mashangban.kit.ids import new_id
from mashangban.registry.errors import (
    BadCompanyCode,
    BadRegionCode,
    BranchOfABranch,
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
    CommitteeTerm,
    Company,
    CompanyGroup,
    Compound,
    CompoundAlias,
    Contract,
    EntranceBlock,
    Facility,
    FormerName,
    Lane,
    ManagementArea,
    ManagerPost,
    ProtectedBuilding,
    Region,
    Renovation,
    Succession,
)
from mashangban.registry.readings import reading_of
from mashangban.registry.searching import search_columns
from mashangban.registry.tokens import new_token
from mashangban.registry.types import (
    AliasKind,
    Basis,
    CodeState,
    FacilityKind,
    FeeBasis,
    HousingType,
    Ownership,
    Point,
    ProtectionKind,
    RegionKind,
    SuccessionKind,
)

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
    point: Point | None = None,
) -> Region:
    """Compose a district (without parent), a subdistrict or a residents' committee.

    `point` is where a committee has its office.

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
        longitude=point.longitude if point else None,
        latitude=point.latitude if point else None,
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
    floor_area: Decimal | None = None,
    housing_type: HousingType | None = None,
    import_key: str | None = None,
) -> Compound:
    """Compose a compound. `reason` says why an OVERRIDDEN subdistrict is what it is.

    Raises NotASubdistrict, NotItsCommittee.
    """
    require_its_committee(subdistrict, committee)
    reading = reading_of(name)
    compound = Compound(
        id=new_id(at),
        name=name,
        pinyin=reading.pinyin,
        initials=reading.initials,
        address=address,
        subdistrict=subdistrict,
        subdistrict_basis=basis,
        subdistrict_reason=reason,
        committee=committee,
        longitude=point.longitude if point else None,
        latitude=point.latitude if point else None,
        built_year=built_year,
        households=households,
        floor_area=floor_area,
        housing_type=housing_type or "",
        scope=scope,
        import_key=import_key,
    )
    set_search_of(compound)
    return compound


def set_search_of(
    compound: Compound, aliases: Iterable[str] = (), lanes: Iterable[str] = ()
) -> None:
    """Let a compound be found by its name, address, `aliases` and `lanes` (in words)."""
    compound.set_search(search_columns([compound.name, *aliases], [compound.address, *lanes]))


def compose_alias(
    *,
    at: datetime,
    compound: Compound,
    name: str,
    kind: AliasKind,
    period: DateRange | None = None,
) -> CompoundAlias:
    """Compose what a compound is also called. Raises EmptyPeriod."""
    if period is not None:
        require_days(period)
    return CompoundAlias(id=new_id(at), compound=compound, name=name, kind=kind, period=period)


def compose_lane(*, at: datetime, compound: Compound, road: str, number: str) -> Lane:
    return Lane(id=new_id(at), compound=compound, road=road, number=number)


def compose_renovation(
    *, at: datetime, compound: Compound, programme: str, year: int, budget: Decimal | None = None
) -> Renovation:
    """Compose: `compound` is in a renovation programme in `year`; `budget` in yuan."""
    return Renovation(
        id=new_id(at), compound=compound, programme=programme, year=year, budget=budget
    )


def compose_protected_building(
    *,
    at: datetime,
    name: str,
    kind: ProtectionKind,
    address: str = "",
    grade: str = "",
    point: Point | None = None,
    compound: Compound | None = None,
) -> ProtectedBuilding:
    return ProtectedBuilding(
        id=new_id(at),
        name=name,
        address=address,
        kind=kind,
        grade=grade,
        longitude=point.longitude if point else None,
        latitude=point.latitude if point else None,
        compound=compound,
    )


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
    *,
    at: datetime,
    area: ManagementArea,
    compound: Compound,
    period: DateRange,
    document: str = "",
) -> AreaMembership:
    """Compose: `compound` belongs to `area` during `period`. Raises EmptyPeriod."""
    require_days(period)
    return AreaMembership(
        id=new_id(at), area=area, compound=compound, period=period, document=document
    )


def compose_company(
    *,
    at: datetime,
    name: str,
    scope: Scope,
    uscc: str | None = None,
    ownership: Ownership | None = None,
    group: CompanyGroup | None = None,
    head_office: Company | None = None,
) -> Company:
    """Compose a company, a branch of `head_office` if there is one.

    `uscc` is its unified social credit code as typed. Raises BadCompanyCode, BranchOfABranch.
    """
    if head_office is not None and head_office.head_office_id is not None:
        raise BranchOfABranch(head_office.name)
    company = Company(
        id=new_id(at),
        uscc=None if uscc is None else read_uscc(uscc),
        ownership=ownership or "",
        group=group,
        head_office=head_office,
        scope=scope,
    )
    call(company, name)
    return company


def call(company: Company, name: str, former: Iterable[str] = ()) -> None:
    """Give `company` its name, and let it be found by that and by its `former` names."""
    search = search_columns([name, *former], [company.uscc or ""])
    company.name = name
    company.pinyin = reading_of(name).pinyin
    company.set_search(search)


def compose_group(*, at: datetime, name: str, parent: CompanyGroup | None = None) -> CompanyGroup:
    return CompanyGroup(id=new_id(at), name=name, parent=parent)


def compose_former_name(*, at: datetime, company: Company, name: str, until: date) -> FormerName:
    """Compose: `company` was called `name` until the day before `until`."""
    return FormerName(id=new_id(at), company=company, name=name, until=until)


def compose_succession(
    *,
    at: datetime,
    predecessor: Company,
    successor: Company,
    on: date,
    kind: SuccessionKind,
    document: str = "",
) -> Succession:
    """Compose: `successor` came out of `predecessor` on the day `on`."""
    return Succession(
        id=new_id(at),
        predecessor=predecessor,
        successor=successor,
        on=on,
        kind=kind,
        document=document,
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
    fee_basis: FeeBasis | None = None,
    service_standard: str = "",
    number: str = "",
    document: str = "",
    joint_hiring: UUID | None = None,
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
        fee_basis=fee_basis or "",
        service_standard=service_standard,
        number=number,
        document=document,
        joint_hiring=joint_hiring,
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


def compose_committee_term(
    *,
    at: datetime,
    area: ManagementArea,
    period: DateRange,
    members: int,
    document: str = "",
    reelection_from: date | None = None,
) -> CommitteeTerm:
    """Compose: a committee of `members` serves `area` during `period`. Raises EmptyPeriod."""
    require_days(period)
    return CommitteeTerm(
        id=new_id(at),
        area=area,
        period=period,
        members=members,
        document=document,
        reelection_from=reelection_from,
    )


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
