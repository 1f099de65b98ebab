"""Management areas, what belongs to them, and who answers for them."""

from datetime import date, datetime
from typing import Final

from django.db import transaction
from psycopg.types.range import DateRange

from mashangban.accounts.actions import create_scope, lock_person
from mashangban.accounts.models import Person
from mashangban.accounts.types import ScopeKind
from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.registry.actions.steps import lock, refusing, renew_covers_of
from mashangban.registry.compose import (
    compose_area,
    compose_manager_post,
    compose_membership,
)
from mashangban.registry.errors import CompoundTaken, ManagerTaken, TooManyAreas
from mashangban.registry.models import AreaMembership, Compound, ManagementArea, ManagerPost
from mashangban.registry.periods import until
from mashangban.registry.queries.practice import rule_now
from mashangban.registry.rules import AREAS_PER_MANAGER

_BEFORE_ALL: Final = date.min  # stands for the first day of a period that has none


@transaction.atomic
def add_area(*, name: str, by: Actor, at: datetime) -> ManagementArea:
    """Add a management area, still without compounds."""
    area = compose_area(at=at, name=name, scope=create_scope(kind=ScopeKind.AREA, label=name))
    area.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.add_area",
        subject=("area", area.id),
        scope_id=area.scope_id,
    )
    return area


@transaction.atomic
def join_area(
    *,
    area: ManagementArea,
    compound: Compound,
    period: DateRange,
    document: str = "",
    by: Actor,
    at: datetime,
) -> AreaMembership:
    """Let `compound` belong to `area` during `period`. Raises EmptyPeriod, CompoundTaken."""
    membership = compose_membership(
        at=at, area=area, compound=compound, period=period, document=document
    )
    lock(area)
    with refusing("compound_in_one_area", CompoundTaken(compound.name, period)):
        membership.save(force_insert=True)
    renew_covers_of([area])
    record(
        by=by,
        at=at,
        verb="registry.join_area",
        subject=("compound", compound.id),
        scope_id=compound.scope_id,
        data={"area": str(area.id), "period": str(period)},
    )
    return membership


@transaction.atomic
def appoint_manager(
    *,
    area: ManagementArea,
    person: Person,
    period: DateRange,
    relieve: bool = False,
    by: Actor,
    at: datetime,
) -> ManagerPost:
    """Let `person` answer for `area` during `period`. Raises EmptyPeriod, ManagerTaken.

    With `relieve` whoever answers for the area on the first day does so until the day before.
    Raises TooManyAreas when the person would answer for more areas at a time than the rule allows,
    which may be an expired one that the district follows in practice.

    Whom the area's requests reach follows from it; what the person may see and do does not: that
    is a grant, and grants are the security administrator's.
    """
    post = compose_manager_post(at=at, area=area, person=person, period=period)
    # Two appointments of one person at once would each count without the other.
    lock_person(person)
    lock(area)
    if relieve and period.lower is not None:
        _relieve(area, period.lower)
    _require_room(person, period)
    with refusing("one_manager_per_area", ManagerTaken(area.name, period)):
        post.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.appoint_manager",
        subject=("area", area.id),
        scope_id=area.scope_id,
        data={"person": str(person.pk), "period": str(period)},
    )
    return post


def _relieve(area: ManagementArea, first: date) -> None:
    """End the post that holds the day before `first`; one that begins on it stays in the way."""
    present = area.manager_posts.filter(period__contains=first).first()
    if present is not None and present.period.lower != first:
        present.period = until(present.period, first)
        present.save(update_fields=["period"])


def _require_room(person: Person, period: DateRange) -> None:
    """Raise TooManyAreas if on some day of `period` the person has all areas the rule allows.

    The count rises only where an appointment begins, so those days are looked at, each by the rule
    of that day.
    """
    taken = list(
        ManagerPost.objects.filter(person=person, period__overlap=period).values_list(
            "period", flat=True
        )
    )
    begins = {each.lower or _BEFORE_ALL for each in (period, *taken)}
    for day in sorted(day for day in begins if day == _BEFORE_ALL or day in period):
        rule = rule_now(AREAS_PER_MANAGER, on=day)
        if rule is None or rule.figure is None:
            continue
        if sum(day in each or each.lower is None for each in taken) >= rule.figure:
            raise TooManyAreas(
                most=rule.figure,
                day=day,
                document=rule.source.document,
                expired=rule.source.valid_to if rule.expired else None,
            )
