"""Events and subscriptions of the tests' own, and a worker that runs what is due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from mashangban.audit.models import Entry
from mashangban.events.types import DomainEvent
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from tests.apps.events import handlers
from tests.jobs import count_jobs, forget_jobs, run_due_jobs

AT = datetime(2026, 11, 23, 2, 20, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
SOMEBODY = Actor.person("0193-somebody")


@dataclass(frozen=True, slots=True)
class ThingBroke(DomainEvent):
    kind: ClassVar[str] = "ThingBroke"
    thing: str
    times: int


@dataclass(frozen=True, slots=True)
class NobodyCares(DomainEvent):
    kind: ClassVar[str] = "NobodyCares"


BROKE = ThingBroke(thing="lift", times=2)


@pytest.fixture(autouse=True)
def subscriptions(settings: object) -> Iterator[None]:
    """Subscribe the handlers of the tests, all of them well."""
    settings.EVENTS_SUBSCRIPTIONS = "tests.apps.events.handlers.SUBSCRIPTIONS"  # type: ignore[attr-defined]
    handlers.failing.clear()
    yield
    handlers.failing.clear()


@pytest.fixture(autouse=True)
def empty_queue(db: None) -> None:
    """Begin without the jobs of earlier tests."""
    forget_jobs()


def run_jobs() -> None:
    """Run the jobs that are due, at the instant AT."""
    with clock.frozen(AT):
        run_due_jobs()


def handled(name: str) -> int:
    """Return how often the writes of a handler were kept."""
    return Entry.objects.filter(verb=f"handled.{name}").count()


def jobs(status: str = "todo") -> int:
    """Return how many delivering jobs there are."""
    return count_jobs("events.deliver", status)
