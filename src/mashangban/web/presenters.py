"""What the joined pages show."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import components as ui
from mashangban.kit.slots import Todo
from mashangban.kit.when import moment
from mashangban.registry.queries import PlacePage, PlaceRow, SubdistrictCount
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


@dataclass(frozen=True, slots=True)
class PlacesAsked:
    """What the list beside the map is narrowed to; everything as it came in the address."""

    words: str = ""
    subdistrict: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Read the query of an address."""
        return cls(
            words=query.get("words", "").strip()[:80],
            subdistrict=query.get("subdistrict", "")[:12],
            after=query.get("after", "")[:700],
        )


@dataclass(frozen=True, slots=True)
class SubdistrictChoice:
    """A subdistrict to narrow the list to."""

    code: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map, and the list beside it; no table where nothing is found.

    `summary` counts compounds and says how many have no place on the map. `narrowed` says to what
    the list was narrowed, "" when it was not; the map then shows what is listed.
    """

    map: ui.Map
    summary: str
    table: ui.Table | None
    subdistricts: tuple[SubdistrictChoice, ...]
    words: str
    subdistrict: str
    narrowed: str
    pager: ui.Pager


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


def subject_pages() -> dict[str, str]:
    """Return where the page of each kind of subject on the map lies, with {id} in it."""
    no_compound = reverse("registry:compound", args=[uuid.UUID(int=0)])
    return {
        "subdistrict": f"{reverse('web:district_map')}?subdistrict={{id}}",
        "compound": no_compound.replace(str(uuid.UUID(int=0)), "{id}"),
    }


def map_page(
    page: PlacePage,
    subdistricts: Sequence[SubdistrictCount],
    columns: Sequence[tuple[str, Mapping[uuid.UUID, ui.Cell]]],
    *,
    asked: PlacesAsked,
    drawn: ui.Map,
    pages: Mapping[str, str],
) -> MapPage:
    """Return the map with its list; each column is a heading with the cells of some rows."""
    query = {"words": asked.words, "subdistrict": asked.subdistrict}
    shown = len(page.rows)
    chosen = [each.name for each in subdistricts if each.code == asked.subdistrict]
    return MapPage(
        map=drawn,
        summary=_map_summary(subdistricts),
        table=_places_table(page.rows, columns, pages["compound"]) if page.rows else None,
        subdistricts=tuple(
            SubdistrictChoice(
                each.code, f"{each.name} {each.compounds:,}", each.code == asked.subdistrict
            )
            for each in subdistricts
        ),
        words=asked.words,
        subdistrict=asked.subdistrict,
        narrowed=" ".join(filter(None, (asked.words and f"“{asked.words}”", *chosen))),
        pager=ui.Pager(
            summary=ngettext("%(n)s compound here", "%(n)s compounds here", shown) % {"n": shown},
            next_url=f"?{urlencode({**query, 'after': page.next})}" if page.next else "",
        ),
    )


def _map_summary(subdistricts: Sequence[SubdistrictCount]) -> str:
    compounds = sum(each.compounds for each in subdistricts)
    missing = compounds - sum(each.on_map for each in subdistricts)
    said = ngettext("%(n)s compound", "%(n)s compounds", compounds) % {"n": f"{compounds:,}"}
    if not missing:
        return said
    return _("%(all)s, %(n)s of them without a place on the map") % {
        "all": said,
        "n": f"{missing:,}",
    }


def _places_table(
    rows: Sequence[PlaceRow],
    columns: Sequence[tuple[str, Mapping[uuid.UUID, ui.Cell]]],
    address: str,
) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), "ell", labelled=False),
            ui.Column(_("Subdistrict"), "s2"),
            *(ui.Column(heading) for heading, _cells in columns),
        ),
        rows=[
            (
                ui.Matter(
                    url=_filled(address, row),
                    text=row.name,
                    said=row.address,
                    note="" if row.on_map else _("not on the map"),
                ),
                row.subdistrict,
                *(cells.get(row.id, "") for _heading, cells in columns),
            )
            for row in rows
        ],
        classes="places",
        keys=[str(row.id) for row in rows],
    )


def _filled(address: str, row: PlaceRow) -> str:
    return address.replace("{id}", str(row.id)).replace("{name}", quote(row.name))


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
