"""What happens to photos behind the scenes."""

import uuid

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mashangban.files import actions
from mashangban.kit import clock


@app.task(name="files.process", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def process(photo_id: str) -> None:
    """Make a received photo safe."""
    actions.process(photo_id=uuid.UUID(photo_id), at=clock.now())


@app.periodic(cron="23 * * * *")
@app.task(name="files.tidy", queueing_lock="files.tidy")
def tidy(timestamp: int) -> None:
    """Catch up with photos left behind, and delete files that belong to none."""
    actions.process_overdue(at=clock.now())
    actions.sweep()
