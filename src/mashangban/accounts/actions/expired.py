"""Forgetting what is over: sessions, and counts of attempts with the addresses they came from."""

from typing import Final

from django.conf import settings
from django.db import connection

# By the database's clock: moving the demonstration's must not sign anybody out.
_SESSIONS: Final = "DELETE FROM django_session WHERE expire_date < now()"
_COUNTS: Final = 'DELETE FROM "{table}" WHERE expires < now()'


def forget_expired() -> int:
    """Delete sessions that have ended and counts that limit nothing any more; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS)
        sessions: int = cursor.rowcount
        cursor.execute(_COUNTS.format(table=settings.CACHES["default"]["LOCATION"]))
        counts: int = cursor.rowcount
    return sessions + counts
