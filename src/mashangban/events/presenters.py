"""The page of undelivered events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.events.types import Standing, Undelivered
from mashangban.kit import when
from mashangban.kit.components import Clock, ClockState

_ON_ITS_WAY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class UndeliveredRow:
    """A line of the table. `delivery_id` is None where nobody needs to do anything."""

    standing: Clock
    kind: str
    handler: str
    happened: str
    attempts: str
    error: str
    failed: str
    delivery_id: int | None


@dataclass(frozen=True, slots=True)
class UndeliveredPage:
    """`summary` says how many wait for somebody; `some_wait` shows the button for all of them."""

    rows: Sequence[UndeliveredRow]
    summary: str
    some_wait: bool


def undelivered(rows: Iterable[Undelivered], *, now: datetime) -> UndeliveredPage:
    """Return the page; events that happened within the last minute are on their way, not late."""
    shown = [
        row
        for row in rows
        if row.standing is not Standing.NOT_STARTED or now - row.at > _ON_ITS_WAY
    ]
    waiting = sum(row.standing is Standing.WAITING for row in shown)
    summary = ngettext("%(n)s waits to be sent again", "%(n)s wait to be sent again", waiting)
    return UndeliveredPage(
        rows=[_row(row, now) for row in shown],
        summary=summary % {"n": waiting} if waiting else _("none waits for you"),
        some_wait=waiting > 0,
    )


def _row(row: Undelivered, now: datetime) -> UndeliveredRow:
    waits = row.standing is Standing.WAITING
    return UndeliveredRow(
        standing=_clock(row.standing),
        kind=row.kind,
        handler=row.handler,
        happened=when.moment(row.at, now=now),
        attempts=str(row.attempts) if row.attempts else "",
        error=row.error,
        failed=when.moment(row.failed_at, now=now) if row.failed_at else "",
        delivery_id=row.delivery_id if waits else None,
    )


def _clock(standing: Standing) -> Clock:
    match standing:
        case Standing.WAITING:
            return Clock(ClockState.LATE, _("Waits for you"))
        case Standing.TRYING:
            return Clock(ClockState.SOON, _("Trying again"), percent=50)
        case Standing.NOT_STARTED:
            return Clock(ClockState.HOLD, _("Not started"))
