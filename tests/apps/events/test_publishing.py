from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from mashangban.events import actions
from mashangban.events.models import Event
from mashangban.events.types import DomainEvent
from tests.apps.events.conftest import AT, BROKE, jobs

pytestmark = pytest.mark.django_db


def test_an_event_is_a_row_and_a_job() -> None:
    event_id = actions.publish(BROKE, at=AT)
    event = Event.objects.get()
    assert (event.pk, event.kind, event.at) == (event_id, "ThingBroke", AT)
    assert event.payload == {"thing": "lift", "times": 2}
    assert event.delivered_at is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs")
        assert cursor.fetchall() == [("events.deliver", f'{{"event_id": "{event_id}"}}')]


def test_publishing_takes_two_queries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        actions.publish(BROKE, at=AT)


def test_rolled_back_nothing_has_happened() -> None:
    with transaction.atomic():
        actions.publish(BROKE, at=AT)
        transaction.set_rollback(True)
    assert not Event.objects.exists()
    assert jobs() == 0


def test_compose_writes_nothing() -> None:
    event = actions.compose(BROKE, at=AT)
    assert event.payload == BROKE.payload()
    assert event._state.adding
    assert not Event.objects.exists()


@pytest.mark.parametrize("value", [1.5, AT, [1], {"a": 1}, b"x"])
def test_only_plain_values_go_into_an_event(value: Any) -> None:
    @dataclass(frozen=True, slots=True)
    class Odd(DomainEvent):
        kind: ClassVar[str] = "Odd"
        value: Any

    with pytest.raises(TypeError, match=r"Odd\.value"):
        actions.compose(Odd(value), at=AT)


def test_an_event_has_its_instant_in_its_id() -> None:
    event_id = actions.publish(BROKE, at=AT)
    assert datetime.fromtimestamp((event_id.int >> 80) / 1000, tz=AT.tzinfo) == AT
