"""What every page of the workbench needs around its content."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from mashangban.accounts.access import names_for, roles_of, viewer_of
from mashangban.kit import slots
from mashangban.kit.components import NavItem, NavSection
from mashangban.notifications.queries import unread_count
from mashangban.service_requests.permissions import VIEW


def page(request: HttpRequest) -> dict[str, Any]:
    """Offer side bar, names and counts; each is worked out only when the template asks for it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    return {
        "nav": _lazy(lambda: _navigation(request)),
        "user_label": _lazy(lambda: names_for(request)[user.person_id]),
        "user_role": _lazy(lambda: ", ".join(str(role.title) for role in roles_of(request))),
        "notifications_url": reverse("notifications:inbox"),
        "notifications_count": _lazy(lambda: unread_count(user.person_id)),
        "search_url": _lazy(lambda: _search_url(request)),
        "search_query": request.GET.get("q", ""),
    }


def _search_url(request: HttpRequest) -> str:
    may_see = VIEW in viewer_of(request).permissions
    return reverse("service_requests:list") if may_see else ""


def _navigation(request: HttpRequest) -> list[NavSection]:
    viewer = viewer_of(request)
    entries = slots.navigation(viewer.permissions)
    return [
        NavSection(
            items=[_item(entry, request.path) for entry in group],
            label=str(section),
        )
        for section, group in groupby(entries, key=lambda entry: entry.section)
    ]


def _item(entry: slots.NavEntry, path: str) -> NavItem:
    url = reverse(entry.url_name)
    current = path == url or (url != "/" and path.startswith(url))
    return NavItem(label=str(entry.label), url=url, icon=entry.icon, current=current)


def _lazy(make: Callable[[], Any]) -> Any:
    return SimpleLazyObject(make)
