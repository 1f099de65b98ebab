"""What the worker does for an import."""

import uuid

from procrastinate.contrib.django import app

from mashangban.imports import actions
from mashangban.kit import clock


@app.task(name="imports.read")
def read(run_id: str) -> None:
    """Find out what columns the file has."""
    actions.read_columns(run_id=uuid.UUID(run_id))


@app.task(name="imports.check")
def check(run_id: str) -> None:
    """Try the import without writing."""
    actions.check(run_id=uuid.UUID(run_id), at=clock.now())


@app.task(name="imports.write")
def write(run_id: str) -> None:
    """Import."""
    actions.write(run_id=uuid.UUID(run_id), at=clock.now())


@app.task(name="imports.undo")
def undo(run_id: str) -> None:
    """Take the import back."""
    actions.take_back(run_id=uuid.UUID(run_id), at=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(name="imports.forget", queueing_lock="imports.forget")
def forget(timestamp: int) -> int:
    """Delete files that nobody went on with, and old reports."""
    return actions.forget_old(at=clock.now())
