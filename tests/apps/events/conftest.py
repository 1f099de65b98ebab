"""Events and subscriptions of the tests' own, and a worker that runs what is due."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import connection, connections
from procrastinate.contrib.django import app

from mashangban.audit.models import Entry
from mashangban.events.types import DomainEvent
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from tests.apps.events import handlers

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


@pytest.fixture
def run_jobs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Run all jobs that are due, as the worker does, then return; nothing periodic among them."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})
    # The threads of the worker end with the run, and so must their connections.
    monkeypatch.setitem(connections.databases["default"], "CONN_MAX_AGE", 0)

    def run() -> None:
        with clock.frozen(AT), app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)

    return run


@pytest.fixture
def hurry() -> Callable[[], None]:
    """Make all jobs that wait for a later hour due now."""

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'"
            )

    return run


def handled(name: str) -> int:
    """Return how often the writes of a handler were kept."""
    return Entry.objects.filter(verb=f"handled.{name}").count()


def jobs(status: str | None = None) -> int:
    """Return how many delivering jobs there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE task_name = 'events.deliver' AND status = coalesce(%s, status::text)"
            "::procrastinate_job_status",
            [status],
        )
        return int(cursor.fetchone()[0])
