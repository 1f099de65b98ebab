"""Who reacts to what, as the setting EVENTS_SUBSCRIPTIONS says (one file above all apps)."""

from django.conf import settings
from django.utils.module_loading import import_string

from mashangban.events.types import Handler, Subscriptions


def handlers_of(kind: str) -> dict[str, Handler]:
    """Return the handlers of a kind of event by their names; none for a kind nobody asked for."""
    subscriptions: Subscriptions = import_string(settings.EVENTS_SUBSCRIPTIONS)
    return {name_of(handler): handler for handler in subscriptions.get(kind, ())}


def name_of(handler: Handler) -> str:
    """Return the name a delivery keeps: "service_requests.handlers.tell_managers"."""
    path = f"{handler.__module__}.{handler.__qualname__}"
    return path.removeprefix(f"{__package__.split('.')[0]}.")
