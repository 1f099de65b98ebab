"""The staff list: rows, tabs, counts, pages.

In SQL, because it is the page that staff open most: building these statements by the ORM costs
more than running them.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from mashangban.accounts.permissions import permitted_parameters, permitted_scopes
from mashangban.kit.exports import MOST_ROWS
from mashangban.service_requests import texts
from mashangban.service_requests.permissions import VIEW
from mashangban.service_requests.states import OPEN_STATES, S
from mashangban.service_requests.types import Purpose, Severity, TextKind

COUNT_CAP = 1000  # counting further costs more than the figure is worth; shown as "1000+"
PAGE_SIZE = 50
_CHUNK: Final = 2_000  # rows


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
    compound_id: uuid.UUID
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


# What stands in each tab. `closed_at IS NULL` is said although the state says it too: it is the
# condition of the indexes of running requests, which are a small part of all.
_IN_TAB: Final = {
    Tab.OPEN: "request.closed_at IS NULL AND request.state = ANY (%(open)s)",
    Tab.NEW: f"request.closed_at IS NULL AND request.state = '{S.REPORTED}'",
    Tab.WORKING: (
        f"request.closed_at IS NULL AND request.state IN ('{S.ACCEPTED}', '{S.WORKING}')"
    ),
    Tab.LATE: (
        "request.closed_at IS NULL AND request.state = ANY (%(open)s) AND request.due_at < %(now)s"
    ),
    Tab.WAITING: f"request.closed_at IS NULL AND request.state = '{S.RESOLVED}'",
    Tab.ALL: "TRUE",
}
_OPEN: Final = [state.value for state in OPEN_STATES]
_BY_REPORT: Final = frozenset({Tab.WAITING, Tab.ALL})  # newest first; the others by deadline

_WITHIN_SCOPES: Final = f"request.scope_id = ANY (ARRAY ({permitted_scopes()}))"
_WITH_WORDS: Final = """(
    request.number LIKE %(number)s
    OR request.compound_id IN (SELECT id FROM registry_compound WHERE name ILIKE %(part)s)
    OR request.company_id IN (SELECT id FROM registry_company WHERE name ILIKE %(part)s))"""

# The page is chosen first and joined then: what is sorted stays narrow.
_PAGE: Final = """
SELECT request.id, request.number, request.state, request.severity, request.round, request.source,
       request.reported_at, request.due_at, compound.id, compound.name, category.name,
       category.name_en, company.name, clock.started_at, clock.due_at, clock.stopped_at,
       told.id, told.ciphertext, reporter.wrapped_key
  FROM (SELECT * FROM service_requests_servicerequest request
         WHERE {conditions} ORDER BY {order} LIMIT %(rows)s) request
  JOIN registry_compound compound ON compound.id = request.compound_id
  JOIN service_requests_category category ON category.code = request.category_id
  JOIN accounts_person reporter ON reporter.id = request.reporter_id
  LEFT JOIN registry_company company ON company.id = request.company_id
  LEFT JOIN service_requests_clock clock
         ON clock.request_id = request.id AND clock.round = request.round
        AND clock.purpose = %(clock)s
  LEFT JOIN service_requests_requesttext told
         ON told.request_id = request.id AND told.kind = %(told)s
 ORDER BY {order}
"""
_COUNTS: Final = """
SELECT {running},
       (SELECT count(*) FROM (SELECT FROM service_requests_servicerequest request
                               WHERE {within} LIMIT {cap}) capped)
  FROM service_requests_servicerequest request
 WHERE request.closed_at IS NULL AND {within}
""".format(  # noqa: S608 - put together from the constants above
    running=", ".join(
        f"count(*) FILTER (WHERE {condition})"
        for tab, condition in _IN_TAB.items()
        if tab is not Tab.ALL
    ),
    within=_WITHIN_SCOPES,
    cap=COUNT_CAP,
)


def list_requests(
    *, person_id: uuid.UUID, tab: Tab, words: str, after: Cursor | None, on: date, now: datetime
) -> ListPage:
    """Return a page of the requests the person may see: one query whatever the grants.

    Lists of running work come in the order of their deadlines, the others newest first. `words`
    is the beginning of a number, or a part of a compound's or company's name.
    """
    by_deadline = tab not in _BY_REPORT
    conditions = [_WITHIN_SCOPES, _IN_TAB[tab]]
    if words.strip():
        conditions.append(_WITH_WORDS)
    if after is not None:
        conditions.append(_behind(after, by_deadline=by_deadline))
    statement = _PAGE.format(
        conditions=" AND ".join(conditions),
        order="request.due_at, request.id"
        if by_deadline
        else "request.reported_at DESC, request.id",
    )
    known = _known(person_id, VIEW, words=words, on=on, now=now, rows=PAGE_SIZE + 1)
    if after is not None:
        known |= {"instant": after.instant, "last": after.id}
    found = _run(statement, known)
    rows = [_row(values) for values in found]
    page, more = rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
    last = page[-1] if more else None
    return ListPage(
        rows=tuple(page),
        next=Cursor(last.due_at if by_deadline else last.reported_at, last.id) if last else None,
    )


def every_request(
    *,
    person_id: uuid.UUID,
    permission: str,
    tab: Tab,
    words: str,
    with_words: bool,
    on: date,
    now: datetime,
) -> Iterator[ListRow]:
    """Yield the whole list, newest first, of the scopes in which the person holds `permission`.

    Read in chunks, so the memory does not grow. `with_words` decides whether descriptions are
    decrypted; else they are "".
    """
    conditions = [_WITHIN_SCOPES, _IN_TAB[tab], *([_WITH_WORDS] if words.strip() else [])]
    statement = _PAGE.format(
        conditions=" AND ".join(conditions), order="request.reported_at DESC, request.id"
    )
    known = _known(person_id, permission, words=words, on=on, now=now, rows=MOST_ROWS + 1)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, known)
        while chunk := cursor.fetchmany(_CHUNK):
            for values in chunk:
                yield _row(values if with_words else (*values[:-3], None, None, None))


def tab_counts(*, person_id: uuid.UUID, on: date, now: datetime) -> dict[Tab, int]:
    """Return how many requests stand in each tab, in one query; `ALL` is capped at COUNT_CAP."""
    known = {**permitted_parameters(person_id, VIEW, on=on), "open": _OPEN, "now": now}
    [counts] = _run(_COUNTS, known)
    return dict(zip(Tab, counts, strict=True))


def _known(
    person_id: uuid.UUID, permission: str, *, words: str, on: date, now: datetime, rows: int
) -> dict[str, Any]:
    """Return what `_PAGE` has to be told."""
    words = _literally(words.strip())
    return {
        **permitted_parameters(person_id, permission, on=on),
        "open": _OPEN,
        "now": now,
        "number": f"{words.upper()}%",
        "part": f"%{words}%",
        "clock": Purpose.RESOLUTION.value,
        "told": TextKind.DESCRIPTION.value,
        "rows": rows,
    }


def _behind(after: Cursor, *, by_deadline: bool) -> str:
    """Return the condition of what follows a row; requests without a deadline come last."""
    if not by_deadline:
        return (
            "(request.reported_at < %(instant)s"
            " OR (request.reported_at = %(instant)s AND request.id > %(last)s))"
        )
    if after.instant is None:
        return "request.due_at IS NULL AND request.id > %(last)s"
    return (
        "(request.due_at > %(instant)s"
        " OR (request.due_at = %(instant)s AND request.id > %(last)s)"
        " OR request.due_at IS NULL)"
    )


def _literally(words: str) -> str:
    """Take the meaning from what LIKE reads as a pattern."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _run(statement: str, known: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, known)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _row(values: tuple[Any, ...]) -> ListRow:
    plain, (text_id, ciphertext, key) = values[:-3], values[-3:]
    return ListRow(*(*plain, texts.unseal(key, text_id, ciphertext)))
