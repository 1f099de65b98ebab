"""The queue is kept in order, and what a running job defers belongs to its transaction."""

import uuid

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from mashangban.events import actions, tasks
from mashangban.events.types import EventRecord
from mashangban.kit import clock
from tests.apps.events import handlers
from tests.apps.events.conftest import AT, BROKE, LATER, NobodyCares, handled, jobs, run_jobs
from tests.jobs import count_jobs, forget_jobs, run_due_jobs

pytestmark = pytest.mark.django_db(transaction=True)


def run_task(name: str) -> None:
    app.configure_task(name).defer(timestamp=0)
    with clock.frozen(LATER):
        run_due_jobs()


def orphan(*, attempts: int = 0, queueing_lock: str | None = None) -> None:
    """Let the waiting delivering jobs be those of a worker that was killed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s, queueing_lock = %s"
            " WHERE task_name = 'events.deliver' AND status = 'todo'",
            [attempts, queueing_lock],
        )


def age_finished_jobs(hours: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - make_interval(hours => %s)", [hours]
        )


def test_all_of_it_happens_by_itself() -> None:
    names = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {"events.sweep", "events.prune_jobs", "events.rescue_jobs", "audit.seal"} <= names


def test_a_job_deferred_by_a_handler_that_fails_is_gone_with_its_writes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def publish_and_fail(event: EventRecord) -> None:
        actions.publish(NobodyCares(), at=event.at)
        raise LookupError

    monkeypatch.setitem(handlers.SUBSCRIPTIONS, BROKE.kind, (publish_and_fail,))
    actions.publish(BROKE, at=AT)
    run_jobs()
    assert (jobs("todo"), jobs("succeeded")) == (1, 0)  # its own second try, nothing else


def test_a_job_deferred_by_a_handler_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def pass_on(event: EventRecord) -> None:
        actions.publish(NobodyCares(), at=event.at)

    monkeypatch.setitem(handlers.SUBSCRIPTIONS, BROKE.kind, (pass_on,))
    actions.publish(BROKE, at=AT)
    run_jobs()
    assert (jobs("todo"), jobs("succeeded")) == (0, 2)


def test_the_sweep_takes_up_what_was_lost() -> None:
    actions.publish(BROKE, at=AT)
    forget_jobs()
    run_task("events.sweep")
    assert handled("first") == 1


def test_jobs_of_a_killed_worker_run_again() -> None:
    actions.publish(BROKE, at=AT)
    orphan()
    run_jobs()
    assert handled("first") == 0
    run_task("events.rescue_jobs")
    assert handled("first") == 1


def test_a_job_that_killed_its_workers_often_is_left() -> None:
    actions.publish(BROKE, at=AT)
    orphan(attempts=tasks._MOST_RESCUES)
    run_task("events.rescue_jobs")
    assert (handled("first"), jobs("failed")) == (0, 1)


def test_a_rescued_job_gives_way_to_the_next_of_its_kind() -> None:
    actions.publish(BROKE, at=AT)
    orphan(queueing_lock="only one")
    event_id = str(uuid.UUID(int=0))
    app.configure_task("events.deliver", queueing_lock="only one", schedule_in={"hours": 1}).defer(
        event_id=event_id
    )
    run_task("events.rescue_jobs")
    assert (jobs("failed"), jobs("todo")) == (1, 1)


@pytest.mark.parametrize(("hours", "left"), [(23, 1), (25, 0)])
def test_finished_jobs_are_removed_after_a_day(hours: int, left: int) -> None:
    actions.publish(BROKE, at=AT)
    run_jobs()
    age_finished_jobs(hours)
    run_task("events.prune_jobs")
    assert jobs("succeeded") == left


@pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
def test_failed_jobs_are_removed_after_a_month(days: int, left: int) -> None:
    app.configure_task("events.unheard_of").defer()
    run_jobs()
    assert count_jobs("events.unheard_of", "failed") == 1
    age_finished_jobs(days * 24)
    run_task("events.prune_jobs")
    assert count_jobs("events.unheard_of", "failed") == left
