"""The lines of the side bar that belong to no context."""

from django.utils.translation import gettext_lazy as _

from mashangban.events.permissions import MANAGE as MANAGE_EVENTS
from mashangban.kit.slots import NavEntry, register_nav
from mashangban.registry.permissions import VIEW as VIEW_REGISTRY

register_nav(
    NavEntry(section="", label=_("Today"), url_name="web:home", icon="home", permission="", order=0)
)
register_nav(
    NavEntry(
        section=_("System"),
        label=_("Undelivered events"),
        url_name="web:undelivered_events",
        icon="refresh",
        permission=MANAGE_EVENTS,
        order=900,
    )
)
register_nav(
    NavEntry(
        section="",
        label=_("Map"),
        url_name="web:district_map",
        icon="map-2",
        permission=VIEW_REGISTRY,
        order=20,
    )
)
