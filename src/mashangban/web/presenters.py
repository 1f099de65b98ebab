"""What the joined pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.kit.slots import Todo
from mashangban.kit.when import moment
from mashangban.registry.types import CodeReading, ReadState


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """The to-dos of one urgency."""

    title: str
    todos: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The home page: what waits, and as of when."""

    groups: tuple[TodoGroup, ...]
    as_of: str


@dataclass(frozen=True, slots=True)
class CodeProblem:
    """Why a code leads nowhere, and what to do now.

    `way_on` is the page of the code that hangs there now, `telling` says how to tell that what
    hangs there is wrong.
    """

    title: str
    sentence: str
    icon: str
    way_on: str = ""
    telling: str = ""


def home(todos: Sequence[Todo], *, now: datetime) -> Home:
    """Return the home page's groups: late, today, later; empty ones are left out."""
    titles = (_("Late"), _("Today"), _("Later"))
    groups = (
        TodoGroup(title, tuple(todo for todo in todos if todo.urgency == urgency))
        for urgency, title in enumerate(titles)
    )
    return Home(tuple(group for group in groups if group.todos), moment(now, now=now))


def code_problem(reading: CodeReading) -> CodeProblem:
    """Return the plain page for a code that leads nowhere."""
    match reading.state:
        case ReadState.FORGED:
            return CodeProblem(
                _("This is not one of our codes"),
                _(
                    "Somebody else made it. Do not enter anything and do not pay. Please tell the"
                    " residents' committee where you saw it."
                ),
                "shield-lock",
                telling=_how_to_tell(),
            )
        case ReadState.WITHDRAWN if reading.replacement_place is not None:
            return CodeProblem(
                _("This code is no longer used"),
                _("A new one hangs here: %(place)s. Scan that one.")
                % {"place": reading.replacement_place or reading.compound_name},
                "refresh",
                way_on=reverse("web:landing", args=[reading.replacement_token]),
            )
        case ReadState.WITHDRAWN:
            return CodeProblem(
                _("This code is no longer used"),
                _("Scan a newer one in your compound, or call 962121."),
                "refresh",
                telling=_how_to_tell(),
            )
        case ReadState.UNKNOWN:
            return CodeProblem(
                _("We do not know this code"),
                _("Scan another one in your compound, or call 962121."),
                "help",
                telling=_how_to_tell(),
            )
        case _:
            return CodeProblem(
                _("A letter is not right"),
                _("Please compare the code with the print, or scan it again."),
                "help",
                telling=_how_to_tell(),
            )


def unknown_legacy_link() -> CodeProblem:
    """Return the plain page for a link of the system before this one that nobody registered."""
    return CodeProblem(
        _("We do not know this old code"),
        _("It comes from an earlier system. Scan a newer one in your compound, or call 962121."),
        "history",
        telling=_how_to_tell(),
    )


def _how_to_tell() -> str:
    return _(
        "Does a wrong code hang there? Scan another one of the compound, tap “Report a problem” and"
        " choose “This code looks wrong”; or tell the residents' committee."
    )
