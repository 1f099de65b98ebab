"""Everything that changes a service request."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from mashangban.accounts import actions as accounts
from mashangban.accounts import permissions as grants
from mashangban.accounts.types import DetailKind
from mashangban.audit import actions as audit
from mashangban.core.identifiers import RequestNumber
from mashangban.events import actions as events
from mashangban.files import actions as files
from mashangban.files.models import Photo
from mashangban.kit import clock
from mashangban.kit.actors import Actor, ActorKind
from mashangban.kit.batches import insert
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.queries import bound_unit
from mashangban.registry.types import ReportPlace
from mashangban.service_requests import compose
from mashangban.service_requests.errors import (
    AlreadyRated,
    NotRateable,
    StepNotPossible,
    WordsMissing,
)
from mashangban.service_requests.links import follow_token
from mashangban.service_requests.models import (
    Category,
    Clock,
    Rating,
    ServiceRequest,
    TargetRule,
)
from mashangban.service_requests.permissions import HANDLE
from mashangban.service_requests.queries import rule_of
from mashangban.service_requests.rules import shipped_rules
from mashangban.service_requests.states import WORKFLOW, Party, S, Step
from mashangban.service_requests.types import NewReport, Purpose, StepInput, Submission

NUMBER_PREFIX = "PQ"
_MUST_EXPLAIN = (Step.RESOLVE, Step.REOPEN)
_RATEABLE = (S.RESOLVED, S.CLOSED)
_PARTIES = {
    ActorKind.PERSON: Party.HANDLER,
    ActorKind.RESIDENT: Party.RESIDENT,
    ActorKind.SYSTEM: Party.SYSTEM,
}


def report(*, place: ReportPlace, new: NewReport, at: datetime) -> Submission:
    """Take in a report from the code at `place`, once, however often it is sent.

    The reporter becomes a person of whom nothing is known but what they wrote. Raises
    UnknownCategory, and BadInput for photos that cannot be used.
    """
    try:
        with transaction.atomic():
            return _write_report(place, new, at)
    except IntegrityError:
        earlier = ServiceRequest.objects.filter(idempotency_key=new.idempotency_key).first()
        if earlier is None:
            raise
        return Submission(earlier.pk, earlier.number, follow_token(earlier.pk))


def accept(*, request_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Take the request on. Raises StepNotPossible, and NotFound for strangers."""
    _take(Step.ACCEPT, request_id, StepInput(), by, at)


def start(*, request_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Set out for it. Raises StepNotPossible, and NotFound for strangers."""
    _take(Step.START, request_id, StepInput(), by, at)


def resolve(*, request_id: uuid.UUID, given: StepInput, by: Actor, at: datetime) -> None:
    """Say that it is mended, with words and photos; the resident decides whether it is.

    Raises StepNotPossible, WordsMissing, BadInput for photos, and NotFound for strangers.
    """
    _take(Step.RESOLVE, request_id, given, by, at)


def confirm(*, request_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Close the request: the resident found it mended. Raises StepNotPossible."""
    _take(Step.CONFIRM, request_id, StepInput(), by, at)


def reopen(*, request_id: uuid.UUID, given: StepInput, by: Actor, at: datetime) -> None:
    """Send it back with a reason; a new round with a clock of its own begins.

    Raises StepNotPossible and WordsMissing.
    """
    _take(Step.REOPEN, request_id, given, by, at)


def withdraw(*, request_id: uuid.UUID, given: StepInput, by: Actor, at: datetime) -> None:
    """Take the report back before somebody comes. Raises StepNotPossible."""
    _take(Step.WITHDRAW, request_id, given, by, at)


def lapse_unanswered(*, at: datetime) -> int:
    """Close what the resident left unanswered until the answer clock ran out; return how many."""
    overdue = Clock.objects.filter(
        purpose=Purpose.ANSWER,
        stopped_at__isnull=True,
        due_at__lt=at,
        request__state=S.RESOLVED,
    ).values_list("request_id", flat=True)
    by = Actor.system("lapse_unanswered")
    for request_id in overdue:
        try:
            _take(Step.LAPSE, request_id, StepInput(), by, at)
        except StepNotPossible:  # answered in this very moment
            continue
    return len(overdue)


def rate(
    *,
    request_id: uuid.UUID,
    score: int,
    words: str,
    binding_ids: Sequence[uuid.UUID] = (),
    by: Actor,
    at: datetime,
) -> None:
    """Say how the repair was, 1 to 5. Raises NotRateable, AlreadyRated.

    `binding_ids` are the homes that the sender's phone is bound to: with one in the compound the
    rating counts, once for each unit and request.
    """
    with transaction.atomic():
        request = _lock(request_id)
        if request.state not in _RATEABLE:
            raise NotRateable
        if Rating.objects.filter(request=request, round=request.round).exists():
            raise AlreadyRated
        unit = bound_unit(binding_ids, compound_id=request.compound_id, at=at)
        counted = Rating.objects.filter(request=request, unit=unit, counts=True).exists()
        rows = compose.rating(
            request=request,
            reporter_key=_key_of(request),
            score=score,
            words=words,
            unit_id=unit,
            counts=unit is not None and not counted,
            by=by,
            at=at,
        )
        _write([rows.text, rows.rating], rows.trace, at)


def revoke_links(*, request_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Make the private links of a request lead nowhere."""
    with transaction.atomic():
        request = _lock(request_id)
        request.links.filter(revoked_at__isnull=True).update(revoked_at=at)
        audit.record(
            by=by,
            at=at,
            verb="service_request.revoke_links",
            subject=(compose.SUBJECT, request_id),
            scope_id=request.scope_id,
        )


def load_rules(*, by: Actor, at: datetime) -> int:
    """Write the shipped categories and limits where none stand yet; return how many were new.

    What a district has changed since stays as it is.
    """
    shipped = shipped_rules()
    new = 0
    with transaction.atomic():
        for position, row in enumerate(shipped.categories, start=1):
            category, created = Category.objects.get_or_create(
                code=row.code,
                defaults={
                    "name": row.name,
                    "name_en": row.name_en,
                    "icon": row.icon,
                    "severity": row.severity,
                    "position": position,
                },
            )
            if not created:
                continue
            new += 1
            TargetRule.objects.bulk_create(
                TargetRule(
                    category=category,
                    purpose=limit.purpose,
                    basis=limit.basis,
                    minutes=limit.minutes,
                    period=DateRange(shipped.valid_from, None),
                    document=shipped.document,
                    status=shipped.status,
                )
                for limit in row.limits
            )
        if new:
            audit.record(
                by=by,
                at=at,
                verb="rules.load",
                subject=("rules", shipped.document),
                data={"new": new},
            )
    return new


def _write_report(place: ReportPlace, new: NewReport, at: datetime) -> Submission:
    day = clock.local_date(at)
    severity, rule = rule_of(new.category, purpose=Purpose.RESOLUTION, on=day)
    details = {DetailKind.PHONE: new.phone} if new.phone else {}
    reporter = accounts.compose_person(at=at, details=details)
    request_id = new_id(at)
    token = follow_token(request_id)
    rows = compose.report(
        request_id=request_id,
        place=place,
        new=new,
        number=_next_number(day),
        rule=rule,
        severity=severity,
        reporter=reporter,
        photos=[
            files.receive(content=content, person=reporter.person, at=at) for content in new.photos
        ],
        follow_token=token,
        at=at,
    )
    _write(
        [
            reporter.person,
            *reporter.details,
            rows.request,
            *rows.texts,
            rows.history,
            *rows.photos,
            rows.clock,
            rows.link,
        ],
        rows.trace,
        at,
    )
    return Submission(request_id, rows.request.number, token)


def _take(name: Step, request_id: uuid.UUID, given: StepInput, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        request = _lock(request_id)
        if by.kind is ActorKind.PERSON:
            grants.require(uuid.UUID(by.id), HANDLE, request.scope_id, on=clock.local_date(at))
        if name not in WORKFLOW.allowed(request.state, _PARTIES[by.kind]):
            raise StepNotPossible
        if name in _MUST_EXPLAIN and not given.text.strip():
            raise WordsMissing
        standing = compose.Standing(
            request=request,
            reporter_key=_key_of(request),
            last_sequence=request.history.count(),
            running=request.clocks.filter(stopped_at__isnull=True).first(),
            rules=_rules_for(request, at) if name in (Step.RESOLVE, Step.REOPEN) else {},
        )
        rows = compose.step(
            standing=standing,
            name=name,
            words=given.text.strip(),
            photos=_receive(request, given.photos, at),
            by=by,
            at=at,
        )
        rows.request.save(update_fields=["state", "round", "due_at", "closed_at"])
        if rows.stopped:
            rows.stopped.save(update_fields=["stopped_at"])
        _write([rows.text, rows.history, *rows.photos, rows.started], rows.trace, at)


def _lock(request_id: uuid.UUID) -> ServiceRequest:
    found = ServiceRequest.objects.select_related("reporter").select_for_update(of=("self",))
    request = found.filter(pk=request_id).first()
    if request is None:
        raise NotFound
    return request


def _key_of(request: ServiceRequest) -> bytes:
    return bytes(request.reporter.wrapped_key or b"")


def _rules_for(request: ServiceRequest, at: datetime) -> dict[Purpose, TargetRule]:
    rules = TargetRule.objects.filter(
        category=request.category_id, period__contains=clock.local_date(at)
    )
    return {Purpose(rule.purpose): rule for rule in rules}


def _receive(request: ServiceRequest, photos: Sequence[bytes], at: datetime) -> list[Photo]:
    if request.reporter.wrapped_key is None:  # erased: nothing more is kept of what is personal
        return []
    return [files.receive(content=photo, person=request.reporter, at=at) for photo in photos]


def _next_number(day: date) -> str:
    """Give out the next number of `day`; the row lock orders those who ask together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO service_requests_numbersequence (day, last) VALUES (%s, 1)"
            " ON CONFLICT (day) DO UPDATE"
            " SET last = service_requests_numbersequence.last + 1 RETURNING last",
            [day],
        )
        row = cursor.fetchone()
    assert row is not None
    return str(RequestNumber(NUMBER_PREFIX, day, row[0]))


def _write(rows: Sequence[Model | None], trace: compose.Trace, at: datetime) -> None:
    """Insert the rows of a write with its traces, and the job that delivers its event."""
    event = events.compose(trace.event, at=at)
    insert([*rows, trace.audit, event])
    events.defer_delivery(event)
