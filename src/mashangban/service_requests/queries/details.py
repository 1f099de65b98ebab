"""One request with everything its pages show."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from mashangban.kit.errors import NotFound
from mashangban.service_requests import texts
from mashangban.service_requests.links import hash_token
from mashangban.service_requests.models import (
    Category,
    Clock,
    FollowLink,
    RequestEvent,
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
    code_id: uuid.UUID | None
    code_token: str
    reporter_id: uuid.UUID
    erased: bool  # the reporter was, and with them every word and photo
    place: str
    description: str
    history: tuple[HistoryLine, ...]
    clocks: tuple[ClockLine, ...]
    score: int | None
    counts: bool  # the rating: a bound household gave it
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
        found.select_related("compound", "category", "company", "code", "reporter")
        .annotate(
            spot=FilteredRelation("texts", condition=Q(texts__kind=TextKind.PLACE)),
            rated=FilteredRelation("ratings", condition=Q(ratings__round=F("round"))),
        )
        .annotate(
            spot_id=F("spot__id"),
            spot_ciphertext=F("spot__ciphertext"),
            score=F("rated__score"),
            rating_counts=F("rated__counts"),
            comment_id=F("rated__text_id"),
            comment_ciphertext=F("rated__text__ciphertext"),
        )
        .first()
    )
    if request is None:
        raise NotFound
    key = request.reporter.wrapped_key
    history = _history(request.pk, key)
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
        code_id=request.code_id,
        code_token=request.code.token if request.code else "",
        reporter_id=request.reporter_id,
        erased=key is None,
        place=texts.unseal(key, request.spot_id, request.spot_ciphertext),
        description=history[-1].words,
        history=history,
        clocks=_clocks(request.pk),
        score=request.score,
        counts=bool(request.rating_counts),
        comment=texts.unseal(key, request.comment_id, request.comment_ciphertext),
    )


def _history(request_id: uuid.UUID, key: texts.Buffer | None) -> tuple[HistoryLine, ...]:
    """Return the history, newest first; its oldest line is the report with its description."""
    rows = (
        RequestEvent.objects.filter(request=request_id)
        .order_by("-sequence", "photos__photo_id")
        .values_list(
            "id",
            "transition",
            "to_state",
            "at",
            "actor_kind",
            "actor_id",
            "text__id",
            "text__ciphertext",
            "photos__photo_id",
            "photos__photo__state",
        )
    )
    lines = []
    for line, with_photos in groupby(rows, key=itemgetter(slice(8))):
        event_id, transition, to_state, at, actor_kind, actor_id, text_id, ciphertext = line
        lines.append(
            HistoryLine(
                id=event_id,
                transition=transition,
                to_state=S(to_state),
                at=at,
                actor_kind=actor_kind,
                actor_id=actor_id,
                words=texts.unseal(key, text_id, ciphertext),
                photos=tuple(PhotoLine(id, state) for *_, id, state in with_photos if id),
            )
        )
    return tuple(lines)


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
