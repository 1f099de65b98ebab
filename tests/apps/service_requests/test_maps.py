"""How much runs in each compound: on the map and in the list beside it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mashangban.kit.components import Clock, ClockState
from mashangban.registry.models import Compound
from mashangban.service_requests import actions, presenters, queries
from mashangban.service_requests.models import ServiceRequest
from mashangban.service_requests.queries import Running
from mashangban.service_requests.types import StepInput
from tests.world import NOW, TODAY, Staff, World, a_report

pytestmark = pytest.mark.django_db


def running(staff: Staff) -> list[dict[str, Any]]:
    body = queries.running_geojson(person_id=staff.person.pk, on=TODAY, now=NOW)
    return [feature["properties"] for feature in json.loads(body)["features"]]


def running_in(staff: Staff, *compounds: Compound) -> dict[Any, Running]:
    ids = [compound.pk for compound in compounds]
    return queries.running_in(ids, person_id=staff.person.pk, on=TODAY, now=NOW)


def due(number: str, after: timedelta | None) -> None:
    ServiceRequest.objects.filter(number=number).update(due_at=after and NOW + after)


@pytest.fixture
def busy(world: World) -> World:
    """Three open requests: in time, late, without a time limit; one that is with the resident."""
    for after in (timedelta(hours=1), -timedelta(minutes=1), None):
        due(a_report(world).number, after)
    done = a_report(world).request_id
    actions.accept(request_id=done, by=world.he.actor, at=NOW)
    actions.start(request_id=done, by=world.he.actor, at=NOW)
    actions.resolve(request_id=done, given=StepInput("换好了。"), by=world.he.actor, at=NOW)
    return world


def test_open_and_late_are_counted_in_one_query(busy: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        [found] = running(busy.he)
    assert len(asked) == 1
    assert found == {"id": str(busy.compound.pk), "name": "听松小区", "open": 3, "late": 1}


def test_strangers_get_nothing(busy: World) -> None:
    assert running(busy.zhao) == []
    assert running_in(busy.zhao, busy.compound, busy.other_compound) == {}


def test_a_compound_without_a_point_is_in_the_list_only(busy: World) -> None:
    Compound.objects.filter(pk=busy.compound.pk).update(longitude=None, latitude=None)
    assert running(busy.lin) == []
    assert running_in(busy.lin, busy.compound) == {busy.compound.pk: Running(3, 1)}


def test_what_is_asked_about_is_answered_in_one_query(busy: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        found = running_in(busy.chen, busy.compound, busy.other_compound)
    assert len(asked) == 1
    assert found == {busy.compound.pk: Running(3, 1)}
    assert running_in(busy.chen) == {}


def test_late_is_a_chip_that_says_so() -> None:
    assert presenters.running(Running(5, 0)) == "在办 5 件"
    assert presenters.running(Running(5, 2)) == Clock(ClockState.LATE, "在办 5 件，超时 2 件")
