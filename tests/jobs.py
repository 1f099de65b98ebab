"""Background jobs in tests: run what is due as the worker's process would, in this one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections
from procrastinate.contrib.django import app

from mashangban.kit.jobs import worker_connector


def run_due_jobs() -> None:
    """Run all jobs that are due, then return. For tests that commit (`transaction=True`)."""
    with (
        _nothing_periodic(),
        _connections_end_with_their_threads(),
        app.replace_connector(worker_connector()),
    ):
        app.run_worker(wait=False, listen_notify=False, install_signal_handlers=False)


def make_jobs_due() -> None:
    """Let jobs that wait for a later hour, such as a second try, be due now."""
    _execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")


def forget_jobs() -> None:
    """Empty the queue, which Django does not after a test that commits: it is not its table."""
    _execute("DELETE FROM procrastinate_jobs")


def count_jobs(task: str, status: str) -> int:
    """Return how many jobs of a task have a status (todo, doing, succeeded, failed)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s AND status::text = %s",
            [task, status],
        )
        (count,) = cursor.fetchone()
    return int(count)


@contextmanager
def _nothing_periodic() -> Iterator[None]:
    registry = app.periodic_registry
    tasks, registry.periodic_tasks = registry.periodic_tasks, {}
    try:
        yield
    finally:
        registry.periodic_tasks = tasks


@contextmanager
def _connections_end_with_their_threads() -> Iterator[None]:
    default: dict[str, Any] = connections.databases["default"]
    age, default["CONN_MAX_AGE"] = default["CONN_MAX_AGE"], 0
    try:
        yield
    finally:
        default["CONN_MAX_AGE"] = age


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
