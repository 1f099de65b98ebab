"""Handlers for the tests: they write a row, and fail as long as they are told to."""

from mashangban.audit import actions as audit
from mashangban.events.types import EventRecord
from mashangban.kit.actors import Actor

failing: dict[str, int] = {}
SECRET = "13800138000"


def first(event: EventRecord) -> None:
    _handle("first", event)


def second(event: EventRecord) -> None:
    _handle("second", event)


def _handle(name: str, event: EventRecord) -> None:
    audit.record(
        by=Actor.system(name),
        at=event.at,
        verb=f"handled.{name}",
        subject=("event", event.id),
        data=event.payload,
    )
    if failing.get(name, 0):
        failing[name] -= 1
        raise LookupError(f"no such number: {SECRET}")


SUBSCRIPTIONS = {"ThingBroke": (first, second), "ThingMended": (first,)}
