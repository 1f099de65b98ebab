"""Orders for sheets, and the sheets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from mashangban.accounts.models import ScopeCover
from mashangban.files import queries as files
from mashangban.kit import crypto
from mashangban.kit.errors import NotFound
from mashangban.registry.models import SheetJob
from mashangban.registry.types import CodeTarget, SheetLayout, SheetOrder, SheetState


def sheet_order(order_id: UUID) -> SheetOrder | None:
    """Return an order for sheets, None when there is none."""
    job = SheetJob.objects.select_related("scope").filter(id=order_id).first()
    return None if job is None else _order(job)


def sheet_orders(scope_ids: "QuerySet[ScopeCover, Any]", *, most: int) -> list[SheetOrder]:
    """Return the latest orders within scopes (`permitted_scope_ids`), newest first."""
    jobs = SheetJob.objects.select_related("scope").filter(scope_id__in=scope_ids)
    return [_order(job) for job in jobs.order_by("-asked_at")[:most]]


def sheets_pdf(order_id: UUID, *, at: datetime) -> bytes:
    """Return the sheets of an order. Raises NotFound unless they are ready and still kept."""
    key = (
        SheetJob.objects.filter(id=order_id, state=SheetState.READY, expires_at__gt=at)
        .values_list("wrapped_key", flat=True)
        .first()
    )
    if key is None:
        raise NotFound
    try:
        return files.read_paper(order_id, wrapped_key=bytes(key))
    except crypto.WrongKey:  # the ring has dropped the key since: they can be drawn again
        raise NotFound from None


def _order(job: SheetJob) -> SheetOrder:
    return SheetOrder(
        id=job.id,
        scope_id=job.scope_id,
        scope_label=job.scope.label,
        layout=SheetLayout(job.layout),
        target=CodeTarget(job.target) if job.target else None,
        state=SheetState(job.state),
        asked_at=job.asked_at,
        codes=job.codes,
        pages=job.pages,
        unprintable=tuple((where, characters) for where, characters in job.unprintable),
        expires_at=job.expires_at,
    )
