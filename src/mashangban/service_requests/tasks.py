"""What happens by itself, on time."""

from procrastinate.contrib.django import app

from mashangban.kit import clock
from mashangban.service_requests import actions


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="lapse_unanswered", pass_context=False)
def lapse_unanswered(timestamp: int) -> int:
    """Close repairs that the resident left unanswered."""
    return actions.lapse_unanswered(at=clock.now())
