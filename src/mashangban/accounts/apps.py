"""People, sign-in, scopes, grants."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    name = "mashangban.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mashangban.accounts import handlers

        handlers.connect()
        if settings.MODE.makes_its_own_key_ring:
            post_migrate.connect(_make_key_ring, sender=self)


def _make_key_ring(using: str, **_: Any) -> None:
    """Make the key ring of a new demonstration or test database, so that nobody has to.

    Raises KeyRingLost where people's data exist already that the ring at hand does not open.
    """
    from mashangban.accounts.actions.installation import introduce_key_ring
    from mashangban.accounts.models import Installation
    from mashangban.kit import clock

    if Installation._meta.db_table in connections[using].introspection.table_names():
        introduce_key_ring(at=clock.now())
