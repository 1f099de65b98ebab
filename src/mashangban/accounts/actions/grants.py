"""Who is given which role where, and for how long."""

import uuid
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from mashangban.accounts.errors import (
    AdministratorsAreThreePeople,
    AlreadyGranted,
    EmptyPeriod,
    OwnGrant,
    UnknownRole,
)
from mashangban.accounts.models import Grant, Person, Scope
from mashangban.accounts.permissions import GRANT, require_anywhere, roles
from mashangban.audit import actions as audit
from mashangban.kit import clock
from mashangban.kit.actors import Actor, ActorKind
from mashangban.kit.ids import new_id

_REFUSAL_BY_CONSTRAINT = {
    "grant_periods_apart": AlreadyGranted,
    "administrators_are_three_people": AdministratorsAreThreePeople,
}


def grant(
    *, person: Person, role: str, scope: Scope, period: DateRange, by: Actor, at: datetime
) -> Grant:
    """Give a person a role over a scope for `period` (days, the upper bound not included).

    Raises NotFound for strangers, UnknownRole, EmptyPeriod, OwnGrant, AlreadyGranted,
    AdministratorsAreThreePeople.
    """
    require_may_grant(by, at=at, person=person)
    if role not in roles():
        raise UnknownRole
    if _is_empty(period):
        raise EmptyPeriod
    row = Grant(
        id=new_id(at),
        person=person,
        role=role,
        scope=scope,
        period=period,
        granted_by_id=_person_id(by),
        granted_at=at,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record("accounts.grant", row, by, at)
    except IntegrityError as error:
        raise _refusal(error) from error
    return row


def end_grant(*, grant: Grant, on: date, by: Actor, at: datetime) -> None:
    """End a grant so that `on` is the first day without it. Raises NotFound for strangers.

    One that ends earlier anyway stays as it is.
    """
    require_may_grant(by, at=at)
    with transaction.atomic():
        _end(Grant.objects.select_for_update().get(pk=grant.pk), on, by, at)


def end_all_grants(*, person: Person, by: Actor, at: datetime) -> None:
    """End whatever a person holds or would hold from the day of `at` on."""
    today = clock.local_date(at)
    for row in Grant.objects.select_for_update().filter(person=person):
        _end(row, today, by, at)


def require_may_grant(by: Actor, *, at: datetime, person: Person | None = None) -> None:
    """Raise NotFound unless `by` keeps people's access, OwnGrant when it is their own.

    Commands and jobs may: whoever runs those reaches the database anyway.
    """
    if by.kind is ActorKind.SYSTEM:
        return
    granter = uuid.UUID(by.id)
    require_anywhere(granter, GRANT, on=clock.local_date(at))
    if person is not None and granter == person.pk:
        raise OwnGrant


def _end(row: Grant, on: date, by: Actor, at: datetime) -> None:
    first, after_last = row.period.lower, row.period.upper
    if row.period.isempty or (after_last is not None and after_last <= on):
        return
    begun = first is None or first < on
    row.period = DateRange(first, on) if begun else DateRange(empty=True)
    row.ended_by_id = _person_id(by)
    row.ended_at = at
    row.save(update_fields=["period", "ended_by", "ended_at"])
    _record("accounts.end_grant", row, by, at)


def _record(verb: str, row: Grant, by: Actor, at: datetime) -> None:
    audit.record(
        by=by,
        at=at,
        verb=verb,
        subject=("grant", row.pk),
        scope_id=row.scope_id,
        data={"person": str(row.person_id), "role": row.role, "period": str(row.period)},
    )


def _person_id(by: Actor) -> uuid.UUID | None:
    return uuid.UUID(by.id) if by.kind is ActorKind.PERSON else None


def _is_empty(period: DateRange) -> bool:
    lower, upper = period.lower, period.upper
    return period.isempty or (lower is not None and upper is not None and upper <= lower)


def _refusal(error: IntegrityError) -> Exception:
    diagnosis = getattr(error.__cause__, "diag", None)
    refusal = _REFUSAL_BY_CONSTRAINT.get(getattr(diagnosis, "constraint_name", None) or "")
    return refusal() if refusal else error
