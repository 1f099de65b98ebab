"""One request with everything its pages show."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from mashangban.kit.errors import NotFound
from mashangban.service_requests import texts
from mashangban.service_requests.links import hash_token
from mashangban.service_requests.models import (
    Category,
    Clock,
    FollowLink,
    Rating,
    RequestEvent,
    RequestPhoto,
    ServiceRequest,
)
from mashangban.service_requests.queries.reach import visible
from mashangban.service_requests.states import S
from mashangban.service_requests.types import Severity, TextKind


@dataclass(frozen=True, slots=True)
class PhotoLine:
    id: uuid.UUID
    state: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of the history with its decrypted words and its photos."""

    id: uuid.UUID
    transition: str
    to_state: S
    at: datetime
    actor_kind: str
    actor_id: str
    words: str
    photos: tuple[PhotoLine, ...]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock with the rule that set it."""

    round: int
    purpose: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    provisional: bool
    reasons: tuple[dict[str, Any], ...]
    rule_basis: str
    rule_minutes: int
    document: str
    clause: str
    status: str


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything the pages of one request show, newest history first."""

    id: uuid.UUID
    number: str
    state: S
    severity: Severity
    round: int
    source: str
    reported_at: datetime
    due_at: datetime | None
    scope_id: int
    compound_id: uuid.UUID
    compound: str
    address: str
    category: str
    category_en: str
    category_icon: str
    company: str
    reporter_id: uuid.UUID
    erased: bool  # the reporter was, and with them every word and photo
    place: str
    description: str
    history: tuple[HistoryLine, ...]
    clocks: tuple[ClockLine, ...]
    score: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class CategoryTile:
    code: str
    name: str
    name_en: str
    icon: str


def categories() -> tuple[CategoryTile, ...]:
    """Return the categories offered to residents, in order."""
    rows = Category.objects.filter(active=True).values_list("code", "name", "name_en", "icon")
    return tuple(CategoryTile(*row) for row in rows)


def detail_for_staff(*, person_id: uuid.UUID, request_id: uuid.UUID, on: date) -> Detail:
    """Return one request; raises NotFound where it is none or outside the person's scopes."""
    return _detail(visible(person_id, on).filter(pk=request_id))


def detail_by_link(token: str) -> Detail:
    """Return the request behind a private link; raises NotFound for a wrong or revoked one."""
    link = FollowLink.objects.filter(token_hash=hash_token(token), revoked_at__isnull=True)
    return _detail(ServiceRequest.objects.filter(links__in=link))


def may_show_photo(detail: Detail, photo_id: uuid.UUID) -> bool:
    """Say whether the photo belongs to the request."""
    return any(photo.id == photo_id for line in detail.history for photo in line.photos)


def reporter_of(request_id: uuid.UUID) -> uuid.UUID:
    """Return the person who reported the request."""
    return ServiceRequest.objects.values_list("reporter_id", flat=True).get(pk=request_id)


def compound_of(request_id: uuid.UUID) -> uuid.UUID:
    """Return the compound the request is about."""
    return ServiceRequest.objects.values_list("compound_id", flat=True).get(pk=request_id)


def _detail(found: "QuerySet[ServiceRequest]") -> Detail:
    request = (
        found.select_related("compound", "category", "company", "reporter")
        .prefetch_related("texts")
        .first()
    )
    if request is None:
        raise NotFound
    key = request.reporter.wrapped_key
    words = {text.pk: texts.unseal(key, text.pk, text.ciphertext) for text in request.texts.all()}
    kinds = {text.kind: words[text.pk] for text in request.texts.all()}
    score, comment_id = _rating(request.pk, request.round)
    return Detail(
        id=request.pk,
        number=request.number,
        state=S(request.state),
        severity=Severity(request.severity),
        round=request.round,
        source=request.source,
        reported_at=request.reported_at,
        due_at=request.due_at,
        scope_id=request.scope_id,
        compound_id=request.compound_id,
        compound=request.compound.name,
        address=request.compound.address,
        category=request.category.name,
        category_en=request.category.name_en,
        category_icon=request.category.icon,
        company=request.company.name if request.company else "",
        reporter_id=request.reporter_id,
        erased=key is None,
        place=kinds.get(TextKind.PLACE, ""),
        description=kinds.get(TextKind.DESCRIPTION, ""),
        history=_history(request.pk, words),
        clocks=_clocks(request.pk),
        score=score,
        comment=words.get(comment_id, "") if comment_id else "",
    )


def _history(request_id: uuid.UUID, words: dict[uuid.UUID, str]) -> tuple[HistoryLine, ...]:
    photos: dict[uuid.UUID, list[PhotoLine]] = {}
    for event_id, photo_id, state in RequestPhoto.objects.filter(request=request_id).values_list(
        "event_id", "photo_id", "photo__state"
    ):
        photos.setdefault(event_id, []).append(PhotoLine(photo_id, state))
    return tuple(
        HistoryLine(
            id=event.pk,
            transition=event.transition,
            to_state=S(event.to_state),
            at=event.at,
            actor_kind=event.actor_kind,
            actor_id=event.actor_id,
            words=words.get(event.text_id, "") if event.text_id else "",
            photos=tuple(photos.get(event.pk, ())),
        )
        for event in RequestEvent.objects.filter(request=request_id).order_by("-sequence")
    )


def _clocks(request_id: uuid.UUID) -> tuple[ClockLine, ...]:
    found = Clock.objects.filter(request=request_id).select_related("rule")
    return tuple(
        ClockLine(
            round=clock.round,
            purpose=clock.purpose,
            started_at=clock.started_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            provisional=clock.provisional,
            reasons=tuple(clock.reasons),
            rule_basis=clock.rule.basis,
            rule_minutes=clock.rule.minutes,
            document=clock.rule.document,
            clause=clock.rule.clause,
            status=clock.rule.status,
        )
        for clock in found.order_by("round", "started_at")
    )


def _rating(request_id: uuid.UUID, round_number: int) -> tuple[int | None, uuid.UUID | None]:
    found = Rating.objects.filter(request=request_id, round=round_number)
    return found.values_list("score", "text_id").first() or (None, None)
