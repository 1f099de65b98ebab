"""The page of undelivered events, from rows to markup."""

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from mashangban.events.presenters import undelivered
from mashangban.events.types import Standing, Undelivered
from mashangban.kit.components import ClockState
from tests.apps.events.conftest import AT, LATER

WAITING = Undelivered(
    event_id=uuid.UUID(int=1),
    kind="ThingBroke",
    at=AT,
    standing=Standing.WAITING,
    delivery_id=41,
    handler="things.handlers.tell",
    attempts=6,
    failed_at=LATER,
    error="KeyError in things.queries.of, line 4",
)
TRYING = Undelivered(
    event_id=uuid.UUID(int=2),
    kind="ThingMended",
    at=AT,
    standing=Standing.TRYING,
    delivery_id=42,
    handler="things.handlers.thank",
    attempts=1,
    failed_at=LATER,
    error="OSError",
)
NOT_STARTED = Undelivered(uuid.UUID(int=3), "ThingFound", AT, Standing.NOT_STARTED)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def test_a_row_says_how_it_stands_and_who_waits() -> None:
    page = undelivered([WAITING, TRYING, NOT_STARTED], now=LATER)
    assert page.summary == "1 waits to be sent again"
    assert [row.standing.state for row in page.rows] == [
        ClockState.LATE,
        ClockState.SOON,
        ClockState.HOLD,
    ]
    assert [row.delivery_id for row in page.rows] == [41, None, None]
    assert (page.rows[0].happened, page.rows[0].failed) == ("today 10:20", "today 10:25")
    assert (page.rows[2].attempts, page.rows[2].failed) == ("", "")


def test_what_has_just_happened_is_on_its_way_and_not_shown() -> None:
    assert undelivered([NOT_STARTED], now=AT + timedelta(seconds=59)).rows == []
    assert len(undelivered([NOT_STARTED], now=LATER).rows) == 1


def test_nothing_is_undelivered() -> None:
    page = undelivered([], now=AT)
    assert (page.rows, page.summary, page.some_wait) == ([], "none waits for you", False)
    assert "Everything that happened has been passed on." in markup(page)


def test_only_what_waits_can_be_sent_again() -> None:
    html = markup(undelivered([WAITING, TRYING, NOT_STARTED], now=LATER))
    assert 'action="/system/events/41/retry/"' in html
    assert "/system/events/42/retry/" not in html
    assert html.count("ThingBroke") == html.count("ThingMended") == 1
    assert "KeyError in things.queries.of, line 4" in html


@pytest.mark.django_db
def test_drawing_asks_the_database_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    page = undelivered([WAITING, TRYING], now=LATER)
    with django_assert_num_queries(0):
        markup(page)


def test_the_page_speaks_chinese() -> None:
    with translation.override("zh-hans"):
        html = markup(undelivered([WAITING, WAITING], now=LATER))
    assert "2 件等您重新送出" in html
    assert "等您处理" in html


def markup(page: object) -> str:
    return render_to_string(
        "events/undelivered.html", {"page": page}, request=RequestFactory().get("/")
    )
