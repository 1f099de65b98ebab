import contextlib
import threading

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from mashangban.audit.models import Entry
from mashangban.events import actions
from mashangban.events.errors import AlreadyDelivered, NotDelivered
from mashangban.events.models import Delivery, Event
from mashangban.events.queries import forgotten, undelivered
from mashangban.events.types import Standing
from tests.apps.events import handlers
from tests.apps.events.conftest import (
    AT,
    BROKE,
    LATER,
    SOMEBODY,
    NobodyCares,
    handled,
    jobs,
    run_jobs,
)
from tests.jobs import forget_jobs, make_jobs_due

pytestmark = pytest.mark.django_db(transaction=True)


def fail_for_good() -> None:
    """Let the second handler fail until an event waits for somebody."""
    handlers.failing["second"] = actions.MOST_ATTEMPTS
    event_id = actions.publish(BROKE, at=AT)
    for _ in range(actions.MOST_ATTEMPTS):
        with contextlib.suppress(NotDelivered):
            actions.deliver(event_id=event_id, at=AT)
    forget_jobs()


def test_every_handler_gets_the_event_once() -> None:
    actions.publish(BROKE, at=AT)
    run_jobs()
    assert (handled("first"), handled("second")) == (1, 1)
    assert Event.objects.get().delivered_at == AT
    assert set(Delivery.objects.values_list("handler", "attempts", "delivered_at")) == {
        ("tests.apps.events.handlers.first", 1, AT),
        ("tests.apps.events.handlers.second", 1, AT),
    }
    assert jobs("succeeded") == 1
    assert undelivered() == []


def test_an_event_nobody_asked_for_counts_as_delivered() -> None:
    actions.publish(NobodyCares(), at=AT)
    run_jobs()
    assert Event.objects.get().delivered_at == AT
    assert not Delivery.objects.exists()


def test_a_handler_that_fails_once_is_tried_again_and_the_other_is_not() -> None:
    handlers.failing["second"] = 1
    actions.publish(BROKE, at=AT)
    run_jobs()
    assert (handled("first"), handled("second")) == (1, 0)
    assert jobs("todo") == 1
    assert [row.standing for row in undelivered()] == [Standing.TRYING]
    run_jobs()  # not due yet
    assert handled("second") == 0
    make_jobs_due()
    run_jobs()
    assert (handled("first"), handled("second")) == (1, 1)
    assert Event.objects.get().delivered_at == AT
    assert undelivered() == []


def test_delivering_twice_changes_nothing() -> None:
    event_id = actions.publish(BROKE, at=AT)
    app.configure_task("events.deliver").defer(event_id=str(event_id))
    run_jobs()
    actions.deliver(event_id=event_id, at=LATER)
    assert (handled("first"), handled("second")) == (1, 1)
    assert Event.objects.get().delivered_at == AT


def test_delivering_twice_at_the_same_time_changes_nothing() -> None:
    event_id = actions.publish(BROKE, at=AT)
    together = threading.Barrier(4)

    def work() -> None:
        try:
            together.wait()
            actions.deliver(event_id=event_id, at=AT)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (handled("first"), handled("second")) == (1, 1)


def test_a_job_without_its_event_does_nothing() -> None:
    actions.deliver(event_id=actions.compose(BROKE, at=AT).pk, at=AT)
    assert not Delivery.objects.exists()


def test_after_the_last_try_an_event_waits() -> None:
    handlers.failing["second"] = actions.MOST_ATTEMPTS
    actions.publish(BROKE, at=AT)
    for _ in range(actions.MOST_ATTEMPTS):
        make_jobs_due()
        run_jobs()
    assert jobs("todo") == 0
    (row,) = undelivered()
    assert (row.standing, row.attempts, row.failed_at) == (
        Standing.WAITING,
        actions.MOST_ATTEMPTS,
        AT,
    )
    assert row.handler == "tests.apps.events.handlers.second"
    assert Event.objects.get().delivered_at is None
    make_jobs_due()
    run_jobs()
    assert handled("second") == 0


def test_a_failure_is_kept_without_its_message(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    handlers.failing["second"] = 1
    actions.publish(BROKE, at=AT)
    run_jobs()
    (row,) = undelivered()
    assert row.error.startswith("LookupError in events.actions._hand_over, line ")
    output = capsys.readouterr()
    assert handlers.SECRET not in row.error + caplog.text + output.out + output.err


def test_sending_again_delivers_and_is_kept_in_the_trail() -> None:
    fail_for_good()
    (row,) = undelivered()
    actions.retry(delivery_id=row.delivery_id or 0, by=SOMEBODY, at=LATER)
    assert [row.standing for row in undelivered()] == [Standing.TRYING]
    run_jobs()
    assert (handled("first"), handled("second")) == (1, 1)
    assert undelivered() == []
    entry = Entry.objects.get(verb="events.retry")
    assert (entry.actor_id, entry.at, entry.subject_id) == (SOMEBODY.id, LATER, str(row.event_id))


def test_what_is_sent_again_and_fails_waits_again() -> None:
    fail_for_good()
    handlers.failing["second"] = 1
    (row,) = undelivered()
    actions.retry(delivery_id=row.delivery_id or 0, by=SOMEBODY, at=LATER)
    run_jobs()
    (row,) = undelivered()
    assert (row.standing, row.attempts) == (Standing.WAITING, actions.MOST_ATTEMPTS + 1)


def test_what_does_not_wait_cannot_be_sent_again() -> None:
    actions.publish(BROKE, at=AT)
    run_jobs()
    for delivery_id in [*Delivery.objects.values_list("id", flat=True), 0]:
        with pytest.raises(AlreadyDelivered):
            actions.retry(delivery_id=delivery_id, by=SOMEBODY, at=LATER)
    assert not Entry.objects.filter(verb="events.retry").exists()


def test_everything_that_waits_can_be_sent_again_at_once() -> None:
    fail_for_good()
    fail_for_good()
    assert actions.retry_all(by=SOMEBODY, at=LATER) == 2
    run_jobs()
    assert (handled("first"), handled("second")) == (2, 2)
    assert undelivered() == []
    assert Entry.objects.filter(verb="events.retry_all", actor_id=SOMEBODY.id).count() == 1


def test_an_event_whose_job_was_lost_is_swept_up() -> None:
    event_id = actions.publish(BROKE, at=AT)
    forget_jobs()
    assert [row.standing for row in undelivered()] == [Standing.NOT_STARTED]
    assert actions.sweep(at=AT) == 0  # its job may be about to begin
    assert actions.sweep(at=LATER) == 1
    assert actions.sweep(at=LATER) == 0  # it has one again
    run_jobs()
    assert handled("first") == 1
    assert Event.objects.get(pk=event_id).delivered_at == AT


def test_an_event_that_some_handlers_have_is_swept_up() -> None:
    event_id = actions.publish(BROKE, at=AT)
    forget_jobs()
    handlers.failing["second"] = 1
    with pytest.raises(NotDelivered):
        actions.deliver(event_id=event_id, at=AT)
    assert actions.sweep(at=LATER) == 1
    run_jobs()
    assert (handled("first"), handled("second")) == (1, 1)


def test_the_sweep_leaves_alone_what_waits_or_is_under_way() -> None:
    fail_for_good()
    actions.publish(BROKE, at=AT)
    assert forgotten(at=LATER, limit=10) == []
