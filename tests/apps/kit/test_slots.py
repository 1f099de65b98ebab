"""What contexts hang into the pages of `web`: lines of the side bar, to-dos, panels."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from mashangban.kit import slots
from mashangban.kit.clock import SHANGHAI
from mashangban.kit.slots import LATE, LATER, TODAY, NavEntry, Panel, Todo, Viewer

VIEWER = Viewer(
    person_id=uuid.UUID(int=7),
    permissions=frozenset(),
    on=date(2026, 11, 23),
    now=datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI),
)


@pytest.fixture(autouse=True)
def empty_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has registered anything."""
    monkeypatch.setattr(slots, "_nav", [])
    monkeypatch.setattr(slots, "_todos", [])
    monkeypatch.setattr(slots, "_panels", slots.defaultdict(list))


def line(order: int, permission: str = "") -> NavEntry:
    return NavEntry(
        section="",
        label=gettext_lazy("Today"),
        url_name="web:home",
        icon="home",
        permission=permission,
        order=order,
    )


def todo(title: str, urgency: int) -> Todo:
    return Todo(urgency=urgency, title=title, details=(), verb="", url="/")


@pytest.mark.parametrize(
    ("permissions", "orders"),
    [
        (set(), [0]),
        ({"a.view"}, [0, 10]),
        ({"b.view"}, [0, 5]),
        ({"a.view", "b.view", "c.never_asked_for"}, [0, 5, 10]),
        ({"a"}, [0]),  # the beginning of a permission is none
    ],
)
def test_the_side_bar_has_what_is_permitted_in_order(
    permissions: set[str], orders: list[int]
) -> None:
    for entry in (line(10, "a.view"), line(0), line(5, "b.view")):
        slots.register_nav(entry)
    assert [entry.order for entry in slots.navigation(frozenset(permissions))] == orders


def test_to_dos_come_late_first_and_else_as_their_providers_gave_them() -> None:
    slots.register_todos(lambda viewer: [todo("1", LATER), todo("2", LATE), todo("3", TODAY)])
    slots.register_todos(lambda viewer: [])
    slots.register_todos(lambda viewer: [todo("4", LATE), todo("5", TODAY)])
    assert [each.title for each in slots.todos(VIEWER)] == ["2", "4", "3", "5", "1"]


def test_providers_are_asked_for_the_viewer() -> None:
    asked: list[Viewer] = []

    def provider(viewer: Viewer) -> list[Todo]:
        asked.append(viewer)
        return []

    slots.register_todos(provider)
    assert slots.todos(VIEWER) == []
    assert asked == [VIEWER]


def test_panels_of_a_subject_come_in_order_and_may_be_silent() -> None:
    def doubled(number: Any) -> Any:
        return number * 2

    slots.register_panel("code", Panel(30, "c.html", doubled))
    slots.register_panel("code", Panel(10, "a.html", doubled))
    slots.register_panel("code", Panel(20, "b.html", lambda _: None))
    slots.register_panel("company", Panel(5, "other.html", doubled))
    assert slots.panels("code", 4) == [("a.html", 8), ("c.html", 8)]
    assert slots.panels("company", 1) == [("other.html", 2)]
    assert slots.panels("nobody's", 1) == []


def test_a_panel_with_empty_data_is_shown() -> None:
    slots.register_panel("code", Panel(1, "a.html", lambda _: ""))
    assert slots.panels("code", None) == [("a.html", "")]
