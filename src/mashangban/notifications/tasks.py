"""Delivering messages."""

from procrastinate.contrib.django import app

from mashangban.kit import clock
from mashangban.notifications import actions


@app.task(name="notifications.deliver")
def deliver() -> int:
    """Send what waits, as soon as it is written."""
    return actions.deliver_due(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="notifications.deliver_again", queueing_lock="notifications.deliver_again")
def deliver_again(timestamp: int) -> int:
    """Send what failed and is due again, and what a worker that died left behind."""
    return actions.deliver_due(at=clock.now())
