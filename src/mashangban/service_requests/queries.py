"""Reads of service requests, as plain data."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from mashangban.accounts.permissions import permitted_scope_ids
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
from mashangban.service_requests.permissions import VIEW
from mashangban.service_requests.states import OPEN_STATES, S
from mashangban.service_requests.types import Purpose, Severity, TextKind

COUNT_CAP = 1000  # counting further costs more than the figure is worth; shown as "1000+"
PAGE_SIZE = 50


class Tab(StrEnum):
    """The lists that staff switch between."""

    OPEN = "open"
    NEW = "new"
    WORKING = "working"
    LATE = "late"
    WAITING = "waiting"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: what the next page begins behind."""

    instant: datetime | None
    id: uuid.UUID

    def as_text(self) -> str:
        """Return the cursor as it stands in an address."""
        return f"{self.instant.isoformat() if self.instant else ''}~{self.id}"

    @classmethod
    def from_text(cls, text: str) -> "Cursor | None":
        """Read a cursor from an address; None for anything that is none."""
        instant, _, row_id = text.partition("~")
        try:
            return cls(datetime.fromisoformat(instant) if instant else None, uuid.UUID(row_id))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list. `clock_from` to `clock_until` is the round's resolution clock."""

    id: uuid.UUID
    number: str
    state: S
    severity: Severity
    round: int
    source: str
    reported_at: datetime
    due_at: datetime | None
    compound: str
    category: str
    category_en: str
    company: str
    clock_from: datetime | None
    clock_until: datetime | None
    clock_stopped: datetime | None
    description: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of rows and where the next one begins; `next` is empty on the last."""

    rows: tuple[ListRow, ...]
    next: Cursor | None


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
    photos: tuple["PhotoLine", ...]


@dataclass(frozen=True, slots=True)
class PhotoLine:
    id: uuid.UUID
    state: str


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
    place: str
    description: str
    history: tuple[HistoryLine, ...]
    clocks: tuple[ClockLine, ...]
    score: int | None


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


def list_requests(
    *, person_id: uuid.UUID, tab: Tab, words: str, after: Cursor | None, on: date, now: datetime
) -> ListPage:
    """Return a page of the requests the person may see: one query whatever the grants.

    Lists of running work come in the order of their deadlines, the others newest first. `words`
    is a number or a part of a compound's name.
    """
    visible = _search(_visible(person_id, on), words)
    by_deadline = tab not in (Tab.ALL, Tab.WAITING)
    found = _in_tab(visible, tab, now)
    found = _behind_deadline(found, after) if by_deadline else _behind_report(found, after)
    rows = [_row(values) for values in _values(found)[: PAGE_SIZE + 1]]
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    last = page[-1] if more else None
    return ListPage(
        rows=tuple(page),
        next=Cursor(last.due_at if by_deadline else last.reported_at, last.id) if last else None,
    )


def tab_counts(*, person_id: uuid.UUID, on: date, now: datetime) -> dict[Tab, int]:
    """Return how many requests stand in each tab, in one query; `ALL` is capped at COUNT_CAP."""
    visible = _visible(person_id, on)
    running = visible.filter(state__in=[*OPEN_STATES, S.RESOLVED]).aggregate(
        **{
            Tab.OPEN: Count("id", filter=Q(state__in=OPEN_STATES)),
            Tab.NEW: Count("id", filter=Q(state=S.REPORTED)),
            Tab.WORKING: Count("id", filter=Q(state__in=(S.ACCEPTED, S.WORKING))),
            Tab.LATE: Count("id", filter=Q(state__in=OPEN_STATES, due_at__lt=now)),
            Tab.WAITING: Count("id", filter=Q(state=S.RESOLVED)),
        }
    )
    counts = {Tab(name): count for name, count in running.items()}
    counts[Tab.ALL] = visible.values("id")[:COUNT_CAP].count()
    return counts


def detail_for_staff(*, person_id: uuid.UUID, request_id: uuid.UUID, on: date) -> Detail:
    """Return one request; raises NotFound where it is none or outside the person's scopes."""
    return _detail(_visible(person_id, on).filter(pk=request_id))


def detail_by_link(token: str) -> Detail:
    """Return the request behind a private link; raises NotFound for a wrong or revoked one."""
    link = FollowLink.objects.filter(token_hash=hash_token(token), revoked_at__isnull=True)
    return _detail(ServiceRequest.objects.filter(links__in=link))


def may_show_photo(detail: Detail, photo_id: uuid.UUID) -> bool:
    """Say whether the photo belongs to the request."""
    return any(photo.id == photo_id for line in detail.history for photo in line.photos)


def _visible(person_id: uuid.UUID, on: date) -> "QuerySet[ServiceRequest]":
    return ServiceRequest.objects.filter(scope_id__in=permitted_scope_ids(person_id, VIEW, on=on))


def _search(found: "QuerySet[ServiceRequest]", words: str) -> "QuerySet[ServiceRequest]":
    words = words.strip()
    if not words:
        return found
    return found.filter(Q(number__istartswith=words) | Q(compound__name__icontains=words))


def _in_tab(
    found: "QuerySet[ServiceRequest]", tab: Tab, now: datetime
) -> "QuerySet[ServiceRequest]":
    match tab:
        case Tab.OPEN:
            return found.filter(state__in=OPEN_STATES)
        case Tab.NEW:
            return found.filter(state=S.REPORTED)
        case Tab.WORKING:
            return found.filter(state__in=(S.ACCEPTED, S.WORKING))
        case Tab.LATE:
            return found.filter(state__in=OPEN_STATES, due_at__lt=now)
        case Tab.WAITING:
            return found.filter(state=S.RESOLVED)
        case Tab.ALL:
            return found


def _behind_deadline(
    found: "QuerySet[ServiceRequest]", after: Cursor | None
) -> "QuerySet[ServiceRequest]":
    found = found.order_by(F("due_at").asc(nulls_last=True), "id")
    if after is None:
        return found
    if after.instant is None:
        return found.filter(due_at__isnull=True, id__gt=after.id)
    return found.filter(
        Q(due_at__gt=after.instant)
        | Q(due_at=after.instant, id__gt=after.id)
        | Q(due_at__isnull=True)
    )


def _behind_report(
    found: "QuerySet[ServiceRequest]", after: Cursor | None
) -> "QuerySet[ServiceRequest]":
    found = found.order_by("-reported_at", "id")
    if after is None or after.instant is None:
        return found
    return found.filter(
        Q(reported_at__lt=after.instant) | Q(reported_at=after.instant, id__gt=after.id)
    )


def _values(found: "QuerySet[ServiceRequest]") -> Any:
    return found.annotate(
        resolution=FilteredRelation(
            "clocks",
            condition=Q(clocks__round=F("round"), clocks__purpose=Purpose.RESOLUTION),
        ),
        told=FilteredRelation("texts", condition=Q(texts__kind=TextKind.DESCRIPTION)),
    ).values_list(
        "id",
        "number",
        "state",
        "severity",
        "round",
        "source",
        "reported_at",
        "due_at",
        "compound__name",
        "category__name",
        "category__name_en",
        "company__name",
        "resolution__started_at",
        "resolution__due_at",
        "resolution__stopped_at",
        "told__id",
        "told__ciphertext",
        "reporter__wrapped_key",
    )


def _row(values: tuple[Any, ...]) -> ListRow:
    plain, (text_id, ciphertext, key) = values[:-3], values[-3:]
    return ListRow(*(*plain, texts.unseal(key, text_id, ciphertext)))


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
        place=kinds.get(TextKind.PLACE, ""),
        description=kinds.get(TextKind.DESCRIPTION, ""),
        history=_history(request.pk, words),
        clocks=_clocks(request.pk),
        score=_score(request.pk, request.round),
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


def _score(request_id: uuid.UUID, round_number: int) -> int | None:
    return (
        Rating.objects.filter(request=request_id, round=round_number)
        .values_list("score", flat=True)
        .first()
    )


def reporter_of(request_id: uuid.UUID) -> uuid.UUID:
    """Return the person who reported the request."""
    return ServiceRequest.objects.values_list("reporter_id", flat=True).get(pk=request_id)


def compound_of(request_id: uuid.UUID) -> uuid.UUID:
    """Return the compound the request is about."""
    return ServiceRequest.objects.values_list("compound_id", flat=True).get(pk=request_id)
