"""What the registry does in the background: drawing sheets, deleting old ones."""

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from mashangban.kit import clock
from mashangban.registry import actions, queries, sheets
from mashangban.registry.types import SheetState


@app.task(name="registry.draw_sheets")
def draw_sheets(order_id: str) -> None:
    """Draw the sheets of an order; run again, it does nothing."""
    order = queries.sheet_order(UUID(order_id))
    if order is None or order.state is not SheetState.WAITING:
        return
    at = clock.now()
    places = queries.places_to_print(
        scope_id=order.scope_id, target=order.target, on=clock.local_date(at)
    )
    good, unprintable = sheets.sort_out(places)
    if not good:
        actions.close_order(
            order_id=order.id, state=SheetState.EMPTY, unprintable=unprintable, at=at
        )
        return
    try:
        pdf = sheets.render(good, language=settings.LANGUAGE_CODE, layout=order.layout)
        actions.keep_sheets(
            order_id=order.id,
            pdf=pdf,
            codes=len(good),
            pages=sheets.pages_of(len(good), order.layout),
            unprintable=unprintable,
            at=clock.now(),
        )
    except Exception:
        actions.close_order(order_id=order.id, state=SheetState.FAILED, at=clock.now())
        raise


@app.periodic(cron="41 * * * *")
@app.task(name="registry.discard_sheets", queueing_lock="registry.discard_sheets")
def discard_sheets(timestamp: int) -> int:
    """Delete sheets that are no longer kept."""
    return actions.discard_expired_sheets(at=clock.now())
