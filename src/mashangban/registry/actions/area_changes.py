"""Merging areas and splitting one on a day: planned, shown, then done in one transaction.

A merge lets other areas go into one that stays: its contract, manager and committee go on for all,
those of the others end. A split lets compounds leave for a new area, which the present company may
go on serving under the same terms. Neither can be undone; a later change may follow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from mashangban.accounts.actions import create_scope
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id
from mashangban.registry.actions.steps import lock, renew_covers_of
from mashangban.registry.compose import compose_area, compose_contract, compose_membership
from mashangban.registry.errors import (
    AreaWithoutCompounds,
    DifferentSubdistricts,
    LaterOnRecord,
    NothingToMerge,
    NothingToSplit,
)
from mashangban.registry.models import (
    AreaChange,
    AreaMembership,
    CommitteeTerm,
    Contract,
    ManagementArea,
    ManagerPost,
)
from mashangban.registry.periods import since, until
from mashangban.registry.queries.practice import rule_now
from mashangban.registry.rules import MERGE_IN_ONE_SUBDISTRICT
from mashangban.registry.types import AreaChangeKind, FeeBasis


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change on the day `on` will do.

    `staying` and `moving` are memberships of that day; `ending` ends the day before; `contract`
    is the one that goes on: for the whole area after a merge, for the new area after a split.
    """

    area: ManagementArea
    on: date
    staying: tuple[AreaMembership, ...]
    moving: tuple[AreaMembership, ...]
    contract: Contract | None
    ending_contracts: tuple[Contract, ...] = ()
    ending_posts: tuple[ManagerPost, ...] = ()
    ending_terms: tuple[CommitteeTerm, ...] = ()

    @property
    def households(self) -> int:
        """Return the known households of all compounds concerned, equal before and after."""
        return sum(each.compound.households or 0 for each in (*self.staying, *self.moving))


def plan_merge(*, into: ManagementArea, others: Sequence[ManagementArea], on: date) -> Plan:
    """Return what it does when `others` go into `into`; nothing is written.

    Raises NothingToMerge, AreaWithoutCompounds, LaterOnRecord, DifferentSubdistricts.
    """
    if not others or into in others:
        raise NothingToMerge
    staying = _members(into, on)
    moving = tuple(each for area in others for each in _members(area, on))
    for area in others:
        _require_nothing_later(area, on)
    _require_one_subdistrict(staying, moving, on)
    return Plan(
        area=into,
        on=on,
        staying=staying,
        moving=moving,
        contract=_contract(into, on),
        ending_contracts=tuple(
            Contract.objects.select_related("company", "area").filter(
                area__in=others, period__contains=on
            )
        ),
        ending_posts=tuple(ManagerPost.objects.filter(area__in=others, period__contains=on)),
        ending_terms=tuple(CommitteeTerm.objects.filter(area__in=others, period__contains=on)),
    )


def plan_split(
    *, area: ManagementArea, compounds: Iterable[UUID], on: date, continues: bool
) -> Plan:
    """Return what it does when `compounds` leave `area`; nothing is written.

    With `continues` the company under contract goes on serving them. Raises NothingToSplit,
    AreaWithoutCompounds, LaterOnRecord.
    """
    leaving = set(compounds)
    members = _members(area, on)
    moving = tuple(each for each in members if each.compound_id in leaving)
    staying = tuple(each for each in members if each.compound_id not in leaving)
    if not moving or not staying or len(moving) != len(leaving):
        raise NothingToSplit
    for each in moving:
        if each.period.lower == on:
            raise LaterOnRecord(area.name, on)
    contract = _contract(area, on) if continues else None
    return Plan(area=area, on=on, staying=staying, moving=moving, contract=contract)


@transaction.atomic
def merge_areas(
    *,
    into: ManagementArea,
    others: Sequence[ManagementArea],
    on: date,
    document: str,
    name: str = "",
    by: Actor,
    at: datetime,
) -> AreaChange:
    """Let `others` go into `into` from the day `on`, by a `document`; raises as `plan_merge`.

    `name` is what the area is called then, "" for as before.
    """
    lock(into, *others)
    plan = plan_merge(into=into, others=others, on=on)
    change = _write_change(plan, AreaChangeKind.MERGE, document=document, at=at)
    _move(plan, into, change, at=at)
    endings: tuple[Contract | ManagerPost | CommitteeTerm, ...] = (
        *plan.ending_contracts,
        *plan.ending_posts,
        *plan.ending_terms,
    )
    for each in endings:
        each.period = until(each.period, on)
        each.save(update_fields=["period"])
    if name and name != into.name:
        into.name = name
        into.save(update_fields=["name"])
    renew_covers_of([into, *others])
    _record(change, [into, *others], by=by, at=at)
    return change


@transaction.atomic
def split_area(
    *,
    area: ManagementArea,
    compounds: Iterable[UUID],
    name: str,
    on: date,
    document: str,
    continues: bool = True,
    by: Actor,
    at: datetime,
) -> ManagementArea:
    """Let `compounds` leave `area` for a new one called `name` from the day `on`, by a `document`.

    Returns the new area. Raises as `plan_split`.
    """
    lock(area)
    plan = plan_split(area=area, compounds=compounds, on=on, continues=continues)
    change = _write_change(plan, AreaChangeKind.SPLIT, document=document, at=at)
    new = compose_area(at=at, name=name, scope=create_scope(kind=ScopeKind.AREA, label=name))
    new.save(force_insert=True)
    _move(plan, new, change, at=at)
    if plan.contract is not None:
        _continue(plan.contract, new, on=on, at=at)
    renew_covers_of([area, new])
    _record(change, [area, new], by=by, at=at)
    return new


def _write_change(plan: Plan, kind: AreaChangeKind, *, document: str, at: datetime) -> AreaChange:
    change = AreaChange(
        id=new_id(at),
        kind=kind,
        on=plan.on,
        document=document,
        area=plan.area,
        name_before=plan.area.name,
    )
    change.save(force_insert=True)
    return change


def _move(plan: Plan, target: ManagementArea, change: AreaChange, *, at: datetime) -> None:
    """End the moving memberships the day before, and begin them in `target` on the day.

    A membership that was to end later ends then in `target`.
    """
    for each in plan.moving:
        begun = compose_membership(
            at=at,
            area=target,
            compound=each.compound,
            period=since(each.period, plan.on),
            document=change.document,
        )
        begun.begun_by = change
        each.period = until(each.period, plan.on)
        each.ended_by = change
        each.save(update_fields=["period", "ended_by"])
        begun.save(force_insert=True)


def _continue(contract: Contract, area: ManagementArea, *, on: date, at: datetime) -> None:
    """Write the same contract for `area` from the day `on`, with a scope of its own."""
    compose_contract(
        at=at,
        scope=create_scope(kind=ScopeKind.CONTRACT, label=f"{contract.company.name} · {area.name}"),
        area=area,
        company=contract.company,
        period=since(contract.period, on),
        fee=contract.fee,
        fee_basis=FeeBasis(contract.fee_basis) if contract.fee_basis else None,
        service_standard=contract.service_standard,
        number=contract.number,
        document=contract.document,
        joint_hiring=contract.joint_hiring,
        duty_phone=contract.duty_phone,
        desk_hours=contract.desk_hours,
    ).save(force_insert=True)


def _record(
    change: AreaChange, areas: Iterable[ManagementArea], *, by: Actor, at: datetime
) -> None:
    record(
        by=by,
        at=at,
        verb=f"registry.{change.kind}_areas",
        subject=("area", change.area_id),
        scope_id=change.area.scope_id,
        data={
            "on": str(change.on),
            "document": change.document,
            "areas": [str(area.id) for area in areas],
        },
    )


def _members(area: ManagementArea, on: date) -> tuple[AreaMembership, ...]:
    members = tuple(
        area.memberships.select_related("compound", "area")
        .filter(period__contains=on)
        .order_by("compound__pinyin", "compound_id")
    )
    if not members:
        raise AreaWithoutCompounds(area.name, on)
    return members


def _contract(area: ManagementArea, on: date) -> Contract | None:
    found = area.contracts.select_related("company", "area").filter(period__contains=on)
    return found.first()


def _require_nothing_later(area: ManagementArea, on: date) -> None:
    """Raise LaterOnRecord if anything of `area` begins on `on` or after it.

    It would be cut to nothing, or lie in an area that has no compound any more.
    """
    begins = [
        first
        for rows in (area.memberships, area.contracts, area.manager_posts, area.committee_terms)
        for first in rows.filter(period__startswith__gte=on).values_list(
            "period__startswith", flat=True
        )
    ]
    if begins:
        raise LaterOnRecord(area.name, min(begins))


def _require_one_subdistrict(
    staying: Sequence[AreaMembership], moving: Sequence[AreaMembership], on: date
) -> None:
    rule = rule_now(MERGE_IN_ONE_SUBDISTRICT, on=on)
    if rule is None:
        return
    home = staying[0].compound.subdistrict_id
    for each in (*staying, *moving):
        if each.compound.subdistrict_id != home:
            raise DifferentSubdistricts(
                area=staying[0].area.name,
                other=each.area.name,
                document=rule.source.document,
                expired=rule.source.valid_to if rule.expired else None,
            )
