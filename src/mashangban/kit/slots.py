"""Where contexts hang what they contribute to pages that `web` draws.

A context registers in its `panels.py`, which is imported when the apps are ready; `web` asks. So a
new context adds a file and nobody edits a page.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class NavEntry:
    """A line of the side bar for whoever holds `permission` somewhere; "" means everybody."""

    section: "_StrPromise | str"
    label: "_StrPromise"
    url_name: str
    icon: str
    permission: str
    order: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and when: what a provider needs to know."""

    person_id: uuid.UUID
    permissions: frozenset[str]
    on: date
    now: datetime


# The urgencies of a to-do, in the order of the home page.
LATE, TODAY, LATER = range(3)


@dataclass(frozen=True, slots=True)
class Todo:
    """Something that waits for the viewer; `urgency` is LATE, TODAY or LATER."""

    urgency: int
    title: str
    details: tuple[str, ...]
    verb: str
    url: str
    clock: Any = None  # what the clock chip of kit shows


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page of a subject; `present` returns the template's data, None: not shown."""

    order: int
    template: str
    present: Callable[[Any], Any]


TodoProvider = Callable[[Viewer], list[Todo]]

_nav: list[NavEntry] = []
_todos: list[TodoProvider] = []
_panels: defaultdict[str, list[Panel]] = defaultdict(list)


def register_nav(item: NavEntry) -> None:
    """Add a line to the side bar."""
    _nav.append(item)


def register_todos(provider: TodoProvider) -> None:
    """Ask `provider` whenever somebody opens the home page."""
    _todos.append(provider)


def register_panel(subject: str, panel: Panel) -> None:
    """Add a part to the pages of the subject kind `subject`."""
    _panels[subject].append(panel)
    _panels[subject].sort(key=lambda item: item.order)


def navigation(permissions: frozenset[str]) -> list[NavEntry]:
    """Return the lines that somebody with `permissions` sees, in order."""
    return sorted(
        (item for item in _nav if item.permission in permissions | {""}),
        key=lambda item: item.order,
    )


def todos(viewer: Viewer) -> list[Todo]:
    """Return what waits for the viewer, the most urgent first."""
    found = [todo for provider in _todos for todo in provider(viewer)]
    return sorted(found, key=lambda todo: todo.urgency)


def panels(subject: str, of: Any) -> list[tuple[str, Any]]:
    """Return template and data of each panel that has something to show about `of`."""
    shown = ((panel.template, panel.present(of)) for panel in _panels[subject])
    return [(template, data) for template, data in shown if data is not None]
