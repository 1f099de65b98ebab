"""Links of the system before this one."""

from mashangban.registry.links import legacy_key
from mashangban.registry.models import LegacyLink


def token_of_legacy(text: str) -> str | None:
    """Return the token that an old address or its key leads to, None for one never registered.

    It may have been withdrawn since: its page then says so, and what has replaced it.
    """
    return (
        LegacyLink.objects.filter(key=legacy_key(text))
        .values_list("code__token", flat=True)
        .first()
    )
