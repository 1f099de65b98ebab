"""One management area: its compounds over time, contract, manager, committee, changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from psycopg.types.range import DateRange

from mashangban.registry.models import (
    AreaMembership,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.queries.committees import Committee, committee_of
from mashangban.registry.queries.reach import areas_in_reach
from mashangban.registry.types import AreaChangeKind, FeeBasis


@dataclass(frozen=True, slots=True)
class Member:
    """A compound while it belonged or belongs to the area."""

    compound_id: UUID
    name: str
    subdistrict: str
    households: int | None
    period: DateRange
    document: str


@dataclass(frozen=True, slots=True)
class AreaContract:
    """A contract of the area."""

    id: UUID
    company_id: UUID
    company: str
    period: DateRange
    fee: str
    fee_basis: FeeBasis | None
    service_standard: str
    number: str
    document: str
    joint_areas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who answered or answers for the area."""

    person_id: UUID
    period: DateRange


@dataclass(frozen=True, slots=True)
class Change:
    """A merge or split that the area had part in, with the `others` (id, name).

    `kept`: it is the one into which the others went, or which they left.
    """

    kind: AreaChangeKind
    on: date
    document: str
    kept: bool
    name_before: str
    others: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area with its history; all lists newest first."""

    id: UUID
    name: str
    scope_id: int
    members: tuple[Member, ...]
    contracts: tuple[AreaContract, ...]
    posts: tuple[Post, ...]
    committee: Committee
    changes: tuple[Change, ...]


def area_for(person_id: UUID, permission: str, area_id: UUID, *, on: date) -> ManagementArea | None:
    """Return an area that a person holds `permission` over on a day, None if there is none."""
    return areas_in_reach(person_id, permission, on=on).filter(pk=area_id).first()


def area_and_right(
    person_id: UUID, see: str, change: str, area_id: UUID, *, on: date
) -> tuple[ManagementArea, bool] | None:
    """Return an area that a person may `see` on a day, and whether they may `change` it."""
    changeable = areas_in_reach(person_id, change, on=on).filter(pk=OuterRef("pk"))
    found = areas_in_reach(person_id, see, on=on).annotate(changeable=Exists(changeable))
    area = found.filter(pk=area_id).first()
    return None if area is None else (area, bool(area.changeable))


def contract_for(
    person_id: UUID, permission: str, contract_id: UUID, *, on: date
) -> Contract | None:
    """Return the contract of such an area."""
    areas = areas_in_reach(person_id, permission, on=on)
    found = Contract.objects.select_related("area", "company").filter(area__in=areas)
    return found.filter(pk=contract_id).first()


def areas_by_id(
    person_id: UUID, permission: str, ids: Iterable[UUID], *, on: date
) -> list[ManagementArea]:
    """Return those of `ids` that are such areas, in the order of their names."""
    found = areas_in_reach(person_id, permission, on=on).filter(pk__in=list(ids))
    return list(found.order_by("name", "pk"))


def area_view(area: ManagementArea, *, day: date) -> AreaView:
    """Return an area with its history, the committee as it stands on `day`."""
    members = list(
        AreaMembership.objects.select_related("compound__subdistrict", "begun_by", "ended_by")
        .filter(area=area)
        .order_by("-period", "compound__pinyin")
    )
    contracts = list(
        Contract.objects.select_related("company").filter(area=area).order_by("-period")
    )
    joint = _joint_areas(contracts)
    return AreaView(
        id=area.pk,
        name=area.name,
        scope_id=area.scope_id,
        members=tuple(
            Member(
                compound_id=each.compound_id,
                name=each.compound.name,
                subdistrict=each.compound.subdistrict.name,
                households=each.compound.households,
                period=each.period,
                document=each.document,
            )
            for each in members
        ),
        contracts=tuple(
            AreaContract(
                id=each.pk,
                company_id=each.company_id,
                company=each.company.name,
                period=each.period,
                fee="" if each.fee is None else f"{each.fee:.2f}",
                fee_basis=FeeBasis(each.fee_basis) if each.fee_basis else None,
                service_standard=each.service_standard,
                number=each.number,
                document=each.document,
                joint_areas=joint.get(each.pk, ()),
            )
            for each in contracts
        ),
        posts=tuple(
            Post(person, period)
            for person, period in ManagerPost.objects.filter(area=area)
            .order_by("-period")
            .values_list("person_id", "period")
        ),
        committee=committee_of(area.pk, on=day),
        changes=_changes(area, members),
    )


def _joint_areas(contracts: Iterable[Contract]) -> dict[UUID, tuple[str, ...]]:
    """Return for each contract hired jointly the names of the other areas, in one query."""
    shared = {each.joint_hiring: each.pk for each in contracts if each.joint_hiring}
    if not shared:
        return {}
    others: defaultdict[UUID, list[str]] = defaultdict(list)
    for hiring, name in (
        Contract.objects.filter(joint_hiring__in=shared)
        .exclude(pk__in=shared.values())
        .order_by("area__name")
        .values_list("joint_hiring", "area__name")
    ):
        assert hiring is not None
        others[shared[hiring]].append(name)
    return {pk: tuple(dict.fromkeys(names)) for pk, names in others.items()}


def _changes(area: ManagementArea, members: Iterable[AreaMembership]) -> tuple[Change, ...]:
    """Return the merges and splits that ended or began one of the area's `members`."""
    touching = {
        change.pk: change
        for each in members
        for change in (each.begun_by, each.ended_by)
        if change is not None
    }
    if not touching:
        return ()
    others: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)
    moved = AreaMembership.objects.filter(
        Q(begun_by__in=touching) | Q(ended_by__in=touching)
    ).values_list("begun_by", "ended_by", "area_id", "area__name")
    for begun_by, ended_by, area_id, name in moved.order_by("area__name"):
        for change_id in (begun_by, ended_by):
            if change_id in touching and area_id != area.pk:
                others[change_id][area_id] = name
    newest = sorted(touching.values(), key=lambda change: (change.on, change.pk), reverse=True)
    return tuple(
        Change(
            kind=AreaChangeKind(change.kind),
            on=change.on,
            document=change.document,
            kept=change.area_id == area.pk,
            name_before=change.name_before,
            others=tuple(others[change.pk].items()),
        )
        for change in newest
    )
