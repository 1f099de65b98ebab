"""Sheets drawn in the background: asked for, kept for some days, deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app

from mashangban.audit.actions import record
from mashangban.files import actions as files
from mashangban.kit import crypto
from mashangban.kit.actors import Actor
from mashangban.kit.ids import new_id
from mashangban.registry.models import SheetJob
from mashangban.registry.types import CodeTarget, SheetLayout, SheetState

KEPT_FOR: Final = timedelta(days=7)  # they can be drawn again at any time


@transaction.atomic
def ask_for_sheets(
    *,
    scope_id: int,
    layout: SheetLayout,
    target: CodeTarget | None,
    person_id: UUID,
    at: datetime,
) -> UUID:
    """Have the sheets of all codes in a scope drawn by a job; return the id of the order."""
    job = SheetJob.objects.create(
        id=new_id(at),
        scope_id=scope_id,
        layout=layout,
        target=target or "",
        state=SheetState.WAITING,
        asked_by_id=person_id,
        asked_at=at,
    )
    record(
        by=Actor.person(person_id),
        at=at,
        verb="registry.ask_for_sheets",
        subject=("sheets", job.id),
        scope_id=scope_id,
        data={"layout": layout.value, "target": target.value if target else None},
    )
    app.configure_task("registry.draw_sheets").defer(order_id=str(job.id))
    return job.id


def keep_sheets(
    *,
    order_id: UUID,
    pdf: bytes,
    codes: int,
    pages: int,
    unprintable: Sequence[tuple[str, str]],
    at: datetime,
) -> None:
    """Keep what was drawn for an order that waits. Raises OSError, e.g. when the disk is full."""
    key = crypto.new_data_key()
    files.keep_paper(paper_id=order_id, wrapped_key=key, content=pdf)
    _waiting(order_id).update(
        state=SheetState.READY,
        codes=codes,
        pages=pages,
        unprintable=[list(pair) for pair in unprintable],
        wrapped_key=key,
        finished_at=at,
        expires_at=at + KEPT_FOR,
    )


def close_order(
    *,
    order_id: UUID,
    state: SheetState,
    unprintable: Sequence[tuple[str, str]] = (),
    at: datetime,
) -> None:
    """Close an order that gave no sheets: EMPTY or FAILED."""
    _waiting(order_id).update(
        state=state, unprintable=[list(pair) for pair in unprintable], finished_at=at
    )


def discard_expired_sheets(*, at: datetime) -> int:
    """Delete orders whose sheets are no longer kept, and the sheets; return how many."""
    expired = list(SheetJob.objects.filter(expires_at__lte=at).values_list("id", flat=True))
    for order_id in expired:
        files.discard_paper(paper_id=order_id)
    SheetJob.objects.filter(id__in=expired).delete()
    SheetJob.objects.filter(
        state__in=(SheetState.EMPTY, SheetState.FAILED), finished_at__lte=at - KEPT_FOR
    ).delete()
    return len(expired)


def _waiting(order_id: UUID) -> "QuerySet[SheetJob]":
    return SheetJob.objects.filter(id=order_id, state=SheetState.WAITING)
