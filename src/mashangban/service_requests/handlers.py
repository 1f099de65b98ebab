"""What follows from what happened: who is told."""

import uuid

from mashangban.events.types import EventRecord
from mashangban.kit import clock
from mashangban.notifications.actions import send
from mashangban.registry.queries import managers_of
from mashangban.service_requests import queries
from mashangban.service_requests.messages import (
    REQUEST_BACK,
    REQUEST_NEW,
    REQUEST_PROGRESS,
)
from mashangban.service_requests.states import Step

_TELL_REPORTER = (Step.ACCEPT, Step.START, Step.RESOLVE)


def tell_managers(event: EventRecord) -> None:
    """Tell the project managers of the compound that something was reported."""
    send(
        recipients=managers_of(
            uuid.UUID(event.payload["compound_id"]), on=clock.local_date(event.at)
        ),
        kind=REQUEST_NEW,
        params={"number": event.payload["number"]},
        path=f"/requests/{event.payload['request_id']}/",
        dedupe=str(event.id),
        at=event.at,
    )


def tell_of_step(event: EventRecord) -> None:
    """Tell the reporter of progress, and the managers of a repair that was not one."""
    step = Step(event.payload["step"])
    request_id = uuid.UUID(event.payload["request_id"])
    number = event.payload["number"]
    if step in _TELL_REPORTER:
        send(
            recipients=[queries.reporter_of(request_id)],
            kind=REQUEST_PROGRESS[step],
            params={"number": number},
            path="",
            dedupe=str(event.id),
            at=event.at,
        )
    elif step is Step.REOPEN:
        send(
            recipients=managers_of(queries.compound_of(request_id), on=clock.local_date(event.at)),
            kind=REQUEST_BACK,
            params={"number": number, "round": event.payload["round"]},
            path=f"/requests/{request_id}/",
            dedupe=str(event.id),
            at=event.at,
        )
