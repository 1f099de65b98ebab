"""What happens by itself."""

from procrastinate.contrib.django import app

from mashangban.accounts import actions


@app.periodic(cron="41 * * * *")
@app.task(name="accounts.forget_expired", queueing_lock="accounts.forget_expired")
def forget_expired(timestamp: int) -> int:
    """Delete what nobody needs any more about who was signed in, or tried to."""
    return actions.forget_expired()
