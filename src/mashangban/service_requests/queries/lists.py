"""The staff list: rows, tabs, counts, pages."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet

from mashangban.service_requests import texts
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.queries.reach import visible
from mashangban.service_requests.states import OPEN_STATES, S
from mashangban.service_requests.types import Purpose, Severity, TextKind

COUNT_CAP = 1000  # counting further costs more than the figure is worth; shown as "1000+"
PAGE_SIZE = 50
# Said although the state says it too: of a state handed over as a parameter a kept plan knows only
# that there are six, and expects a sixth of all requests; it knows that nearly all are closed.
_RUNNING = Q(closed_at__isnull=True)


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
            return cls(_instant(instant) if instant else None, uuid.UUID(row_id))
        except (ValueError, OverflowError):
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


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("not an instant")
    return at.astimezone(UTC)  # PostgreSQL takes fewer offsets than Python


def list_requests(
    *, person_id: uuid.UUID, tab: Tab, words: str, after: Cursor | None, on: date, now: datetime
) -> ListPage:
    """Return a page of the requests the person may see: one query whatever the grants.

    Lists of running work come in the order of their deadlines, the others newest first. `words`
    is a number, or a part of a compound's or company's name.
    """
    reached = _search(visible(person_id, on), words)
    by_deadline = tab not in (Tab.ALL, Tab.WAITING)
    found = _in_tab(reached, tab, now)
    found = _behind_deadline(found, after) if by_deadline else _behind_report(found, after)
    # The page is chosen first and joined then: what is sorted stays narrow.
    chosen = ServiceRequest.objects.filter(pk__in=found.values("pk")[: PAGE_SIZE + 1])
    rows = [_row(values) for values in _values(chosen.order_by(*found.query.order_by))]
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    last = page[-1] if more else None
    return ListPage(
        rows=tuple(page),
        next=Cursor(last.due_at if by_deadline else last.reported_at, last.id) if last else None,
    )


def tab_counts(*, person_id: uuid.UUID, on: date, now: datetime) -> dict[Tab, int]:
    """Return how many requests stand in each tab, in one query; `ALL` is capped at COUNT_CAP."""
    reached = visible(person_id, on)
    running = reached.filter(_RUNNING).aggregate(
        **{
            Tab.OPEN: Count("id", filter=Q(state__in=OPEN_STATES)),
            Tab.NEW: Count("id", filter=Q(state=S.REPORTED)),
            Tab.WORKING: Count("id", filter=Q(state__in=(S.ACCEPTED, S.WORKING))),
            Tab.LATE: Count("id", filter=Q(state__in=OPEN_STATES, due_at__lt=now)),
            Tab.WAITING: Count("id", filter=Q(state=S.RESOLVED)),
        }
    )
    counts = {Tab(name): count for name, count in running.items()}
    counts[Tab.ALL] = reached.values("id")[:COUNT_CAP].count()
    return counts


def _search(found: "QuerySet[ServiceRequest]", words: str) -> "QuerySet[ServiceRequest]":
    words = words.strip()
    if not words:
        return found
    return found.filter(
        Q(number__istartswith=words)
        | Q(compound__name__icontains=words)
        | Q(company__name__icontains=words)
    )


def _in_tab(
    found: "QuerySet[ServiceRequest]", tab: Tab, now: datetime
) -> "QuerySet[ServiceRequest]":
    if tab is Tab.ALL:
        return found
    running = found.filter(_RUNNING)
    match tab:
        case Tab.OPEN:
            return running.filter(state__in=OPEN_STATES)
        case Tab.NEW:
            return running.filter(state=S.REPORTED)
        case Tab.WORKING:
            return running.filter(state__in=(S.ACCEPTED, S.WORKING))
        case Tab.LATE:
            return running.filter(state__in=OPEN_STATES, due_at__lt=now)
        case Tab.WAITING:
            return running.filter(state=S.RESOLVED)


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
