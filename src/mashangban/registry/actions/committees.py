"""Owners' committees: terms of office, and re-elections under way."""

from datetime import date, datetime

from django.db import transaction
from psycopg.types.range import DateRange

from mashangban.audit.actions import record
from mashangban.kit.actors import Actor
from mashangban.kit.clock import local_date
from mashangban.registry.actions.steps import lock, refusing
from mashangban.registry.compose import compose_committee_term
from mashangban.registry.errors import BadHeadcount, CommitteeTaken, NoTermYet
from mashangban.registry.models import CommitteeTerm, ManagementArea
from mashangban.registry.periods import until
from mashangban.registry.queries.practice import rule_now
from mashangban.registry.rules import COMMITTEE_MEMBERS


@transaction.atomic
def record_committee_term(
    *,
    area: ManagementArea,
    period: DateRange,
    members: int,
    document: str = "",
    by: Actor,
    at: datetime,
) -> CommitteeTerm:
    """Record that a committee of `members` is in office during `period`.

    One that is in office on the first day ends the day before: it was replaced before its time.
    Raises EmptyPeriod, BadHeadcount (规定 art. 20), CommitteeTaken.
    """
    term = compose_committee_term(
        at=at, area=area, period=period, members=members, document=document
    )
    rule = rule_now(COMMITTEE_MEMBERS, on=local_date(at))
    if rule is not None and (members % 2 == 0 or members < (rule.figure or 0)):
        raise BadHeadcount
    lock(area)
    assert period.lower is not None
    present = area.committee_terms.filter(period__contains=period.lower).first()
    if present is not None and present.period.lower != period.lower:
        present.period = until(present.period, period.lower)
        present.save(update_fields=["period"])
    with refusing("one_committee_per_area", CommitteeTaken(area.name, period)):
        term.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.record_committee_term",
        subject=("area", area.id),
        scope_id=area.scope_id,
        data={"period": str(period), "members": members, "document": document},
    )
    return term


@transaction.atomic
def begin_reelection(
    *, area: ManagementArea, on: date, document: str = "", by: Actor, at: datetime
) -> None:
    """Record that a re-election group was formed on the day `on`; the next term ends its work.

    Raises NoTermYet when no committee had come into office by then.
    """
    lock(area)
    term = area.committee_terms.filter(period__startswith__lte=on).order_by("-period").first()
    if term is None:
        raise NoTermYet(area.name)
    term.reelection_from = on
    term.save(update_fields=["reelection_from"])
    record(
        by=by,
        at=at,
        verb="registry.begin_reelection",
        subject=("area", area.id),
        scope_id=area.scope_id,
        data={"on": str(on), "document": document},
    )
