"""The rows of each write, composed but not saved: pure, so that the demonstration generator writes
exactly what the actions write.

Nothing here reads the clock, the database or the settings; randomness comes from kit.randomness.
"""

import copy
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mashangban.accounts.actions import PersonRows
from mashangban.audit import actions as audit
from mashangban.audit.models import Entry
from mashangban.core.worktime import Basis, Rule, packaged_calendar, packaged_hours
from mashangban.events.types import DomainEvent
from mashangban.files.models import Photo
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id
from mashangban.registry.types import ReportPlace
from mashangban.service_requests import texts
from mashangban.service_requests.events import RequestMoved, RequestRated, RequestReported
from mashangban.service_requests.links import hash_token
from mashangban.service_requests.models import (
    Clock,
    FollowLink,
    Rating,
    RequestEvent,
    RequestPhoto,
    RequestText,
    ServiceRequest,
    TargetRule,
)
from mashangban.service_requests.states import ENDED_STATES, WORKFLOW, S, Step
from mashangban.service_requests.types import NewReport, Purpose, TextKind

SUBJECT = "service_request"

# Which kind of text a step's words are.
_WORDS_OF = {
    Step.RESOLVE: TextKind.RESOLUTION,
    Step.REOPEN: TextKind.REASON,
    Step.WITHDRAW: TextKind.REASON,
}


@dataclass(frozen=True, slots=True)
class Trace:
    """What every write leaves besides its own rows."""

    audit: Entry
    event: DomainEvent


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A new request with everything that belongs to it."""

    reporter: PersonRows
    request: ServiceRequest
    texts: tuple[RequestText, ...]
    history: RequestEvent
    photos: tuple[RequestPhoto, ...]
    clock: Clock | None
    link: FollowLink
    trace: Trace


@dataclass(frozen=True, slots=True)
class StepRows:
    """What a step changes: `request` is a changed copy; `stopped` and `started` are clocks."""

    request: ServiceRequest
    history: RequestEvent
    text: RequestText | None
    photos: tuple[RequestPhoto, ...]
    stopped: Clock | None
    started: Clock | None
    trace: Trace


@dataclass(frozen=True, slots=True)
class RatingRows:
    """A rating and its words."""

    rating: Rating
    text: RequestText | None
    trace: Trace


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands before a step: what the step needs to know of earlier rows."""

    request: ServiceRequest
    reporter_key: bytes
    last_sequence: int
    running: Clock | None
    rules: dict[Purpose, TargetRule] = field(default_factory=dict)


def report(
    *,
    request_id: uuid.UUID,
    place: ReportPlace,
    new: NewReport,
    number: str,
    rule: TargetRule | None,
    severity: str,
    reporter: PersonRows,
    photos: Sequence[Photo],
    follow_token: str,
    at: datetime,
) -> ReportRows:
    """Compose a new request reported at `at` (aware) from the code at `place`.

    `rule` is the resolution target in force, if any; `follow_token` the secret of the private link.
    """
    by = Actor.resident(reporter.person.pk)
    request = ServiceRequest(
        id=request_id,
        number=number,
        compound_id=place.compound_id,
        scope_id=place.scope_id,
        company_id=place.company_id,
        code_id=place.code_id,
        category_id=new.category,
        source=new.source,
        severity=severity,
        state=S.REPORTED,
        reporter_id=reporter.person.pk,
        reported_at=at,
        idempotency_key=new.idempotency_key,
    )
    clock = _start_clock(request, rule, at)
    request.due_at = clock.due_at if clock else None
    key = bytes(reporter.person.wrapped_key or b"")
    written = tuple(
        _text(request, kind, words, key, at)
        for kind, words in ((TextKind.PLACE, new.place), (TextKind.DESCRIPTION, new.description))
        if words
    )
    history = RequestEvent(
        id=new_id(at),
        request=request,
        sequence=1,
        transition=Step.REPORT,
        to_state=S.REPORTED,
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        text=next((text for text in written if text.kind == TextKind.DESCRIPTION), None),
    )
    event = RequestReported(
        request_id=str(request.pk),
        number=number,
        compound_id=str(place.compound_id),
        category=new.category,
    )
    return ReportRows(
        reporter=reporter,
        request=request,
        texts=written,
        history=history,
        photos=_photos(request, history, photos),
        clock=clock,
        link=FollowLink(token_hash=hash_token(follow_token), request=request, created_at=at),
        trace=_trace(request, Step.REPORT, event, by, at, {"category": new.category}),
    )


def step(
    *,
    standing: Standing,
    name: Step,
    words: str,
    photos: Sequence[Photo],
    by: Actor,
    at: datetime,
) -> StepRows:
    """Compose the step `name`; raises core.workflow.TransitionNotAllowed.

    Without the key of a reporter who was erased the step is kept, its words are not.
    """
    before = standing.request
    request = copy.copy(before)
    request.state = WORKFLOW.move(before.state, name)
    stopped = started = None
    if name in (Step.RESOLVE, Step.CONFIRM, Step.REOPEN, Step.LAPSE, Step.WITHDRAW):
        stopped = copy.copy(standing.running)
        if stopped:
            stopped.stopped_at = at
    if name == Step.RESOLVE:
        started = _start_clock(request, standing.rules.get(Purpose.ANSWER), at)
        request.due_at = None
    if name == Step.REOPEN:
        request.round += 1
        started = _start_clock(request, standing.rules.get(Purpose.RESOLUTION), at)
        request.due_at = started.due_at if started else None
    if request.state in ENDED_STATES:
        request.closed_at = at
        request.due_at = None
    kind = _WORDS_OF.get(name)
    key = standing.reporter_key
    text = _text(request, kind, words, key, at) if kind and words and key else None
    history = RequestEvent(
        id=new_id(at),
        request=request,
        sequence=standing.last_sequence + 1,
        transition=name,
        from_state=before.state,
        to_state=request.state,
        at=at,
        actor_kind=by.kind,
        actor_id=by.id,
        text=text,
    )
    event = RequestMoved(
        request_id=str(request.pk),
        number=request.number,
        step=name,
        state=request.state,
        round=request.round,
    )
    return StepRows(
        request=request,
        history=history,
        text=text,
        photos=_photos(request, history, photos),
        stopped=stopped,
        started=started,
        trace=_trace(request, name, event, by, at, {"state": request.state}),
    )


def rating(
    *,
    request: ServiceRequest,
    reporter_key: bytes,
    score: int,
    words: str,
    unit_id: uuid.UUID | None = None,
    counts: bool = False,
    by: Actor,
    at: datetime,
) -> RatingRows:
    """Compose a rating of the request's present round.

    It `counts` in evaluation when the sender's household is bound to the unit `unit_id`.
    """
    keep = words and reporter_key
    text = _text(request, TextKind.COMMENT, words, reporter_key, at) if keep else None
    row = Rating(
        id=new_id(at),
        request=request,
        round=request.round,
        score=score,
        counts=counts,
        unit_id=unit_id,
        rated_at=at,
        text=text,
    )
    event = RequestRated(request_id=str(request.pk), score=score)
    return RatingRows(
        rating=row, text=text, trace=_trace(request, "rate", event, by, at, {"score": score})
    )


def _text(
    request: ServiceRequest, kind: TextKind, words: str, key: bytes, at: datetime
) -> RequestText:
    text_id = new_id(at)
    return RequestText(
        id=text_id,
        request=request,
        kind=kind,
        ciphertext=texts.seal(key, text_id, words),
    )


def _start_clock(request: ServiceRequest, rule: TargetRule | None, at: datetime) -> Clock | None:
    if rule is None:
        return None
    due = Rule(Basis(rule.basis), rule.minutes).deadline(
        at, calendar=packaged_calendar(), hours=packaged_hours()
    )
    return Clock(
        id=new_id(at),
        request=request,
        round=request.round,
        purpose=rule.purpose,
        rule=rule,
        started_at=at,
        due_at=due.at,
        provisional=due.provisional,
        reasons=[reason.as_data() for reason in due.reasons],
    )


def _photos(
    request: ServiceRequest, history: RequestEvent, photos: Sequence[Photo]
) -> tuple[RequestPhoto, ...]:
    return tuple(RequestPhoto(photo=photo, request=request, event=history) for photo in photos)


def _trace(
    request: ServiceRequest,
    verb: str,
    event: DomainEvent,
    by: Actor,
    at: datetime,
    data: dict[str, str | int],
) -> Trace:
    return Trace(
        audit=audit.compose(
            by=by,
            at=at,
            verb=f"{SUBJECT}.{verb}",
            subject=(SUBJECT, request.pk),
            scope_id=request.scope_id,
            data={"number": request.number, **data},
        ),
        event=event,
    )
