"""Delivering, and keeping the queue of jobs in order."""

import uuid
from typing import Final

from procrastinate import JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from mashangban.events import actions
from mashangban.kit import clock

_KEEP_FINISHED: Final = 24  # hours; a busy day makes some hundred thousand job rows
_KEEP_FAILED: Final = 30 * 24
_MOST_RESCUES: Final = 8


# Waits of 9 s, 21 s, 69 s, 4 min and 17 min; then the deliveries wait for a person.
@app.task(
    name="events.deliver",
    retry=RetryStrategy(max_attempts=actions.MOST_ATTEMPTS, wait=5, exponential_wait=4),
)
def deliver(event_id: str) -> None:
    """Hand an event to its handlers."""
    actions.deliver(event_id=uuid.UUID(event_id), at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="events.sweep", queueing_lock="events.sweep")
def sweep(timestamp: int) -> int:
    """Take up events whose job was lost."""
    return actions.sweep(at=clock.now())


@app.periodic(cron="17 * * * *")
@app.task(name="events.prune_jobs", queueing_lock="events.prune_jobs", pass_context=True)
async def prune_jobs(context: JobContext, timestamp: int) -> None:
    """Remove finished jobs: the queue keeps them for ever otherwise."""
    jobs = context.app.job_manager
    await jobs.delete_old_jobs(nb_hours=_KEEP_FINISHED)
    await jobs.delete_old_jobs(
        nb_hours=_KEEP_FAILED, include_failed=True, include_cancelled=True, include_aborted=True
    )


@app.periodic(cron="* * * * *")
@app.task(name="events.rescue_jobs", queueing_lock="events.rescue_jobs", pass_context=True)
async def rescue_jobs(context: JobContext, timestamp: int) -> int:
    """Put the jobs of workers that died back into the queue; return how many those were."""
    jobs = context.app.job_manager
    stalled = list(await jobs.get_stalled_jobs())
    for job in stalled:
        if job.attempts >= _MOST_RESCUES:  # it may be what kills them
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await jobs.retry_job(job)
        except exceptions.UniqueViolation:  # the next of its kind waits already
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(stalled)
