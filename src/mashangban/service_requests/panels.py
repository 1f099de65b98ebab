"""What service requests contribute to pages drawn by `web`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashangban.core.identifiers.code_tokens import grouped
from mashangban.kit.clock import local_date
from mashangban.kit.components import Cell, LayerKind
from mashangban.kit.maps import MapColumn, MapLayer, register_map_column, register_map_layer
from mashangban.kit.slots import (
    LATE,
    LATER,
    TODAY,
    NavEntry,
    Panel,
    Todo,
    Viewer,
    register_nav,
    register_panel,
    register_todos,
)
from mashangban.kit.when import moment
from mashangban.registry.permissions import MANAGE
from mashangban.registry.types import CompoundVisit, ReportPlace
from mashangban.service_requests import presenters, queries
from mashangban.service_requests.permissions import HANDLE, VIEW
from mashangban.service_requests.queries import ListRow, Tab
from mashangban.service_requests.rules import WRONG_CODE
from mashangban.service_requests.states import WORKFLOW, Party, Step

_TODOS = 20


@dataclass(frozen=True, slots=True)
class ReportPanel:
    """The ways to report from a compound's landing page."""

    report_url: str
    my_reports_url: str
    duty_phone: str
    wrong_code_url: str


def report_panel(place: ReportPlace) -> ReportPanel:
    """Return the buttons of a compound's landing page."""
    report_url = reverse("service_requests:report", args=[place.token])
    return ReportPanel(
        report_url=report_url,
        my_reports_url=reverse("service_requests:my_reports"),
        duty_phone=place.duty_phone,
        wrong_code_url=f"{report_url}?category={WRONG_CODE}",
    )


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that leads to what it counts."""

    label: str
    count: str
    url: str


def figures_panel(viewer: Viewer) -> tuple[Figure, ...] | None:
    """Return how many requests stand where, for whoever may see them."""
    if VIEW not in viewer.permissions:
        return None
    counts = queries.tab_counts(person_id=viewer.person_id, on=viewer.on, now=viewer.now)
    tabs = presenters.tab_links(counts, current=None, words="")
    shown = (Tab.NEW, Tab.WORKING, Tab.LATE, Tab.WAITING)
    by_tab = dict(zip(Tab, tabs, strict=True))
    return tuple(Figure(by_tab[t].text, by_tab[t].count, by_tab[t].url) for t in shown)


@dataclass(frozen=True, slots=True)
class LatestLine:
    """One of the latest requests of a compound."""

    url: str
    title: str
    details: str


@dataclass(frozen=True, slots=True)
class CompoundPanel:
    """How many requests of a compound are open and late, and its latest ones."""

    figures: tuple[Figure, ...]
    latest: tuple[LatestLine, ...]


def compound_panel(visit: CompoundVisit) -> CompoundPanel | None:
    """Return what stands in a compound, for whoever may see requests there; only as of today."""
    if VIEW not in visit.allowed or not visit.as_of.is_today:
        return None
    compound, now = visit.compound, visit.viewer.now
    standing = queries.standing_in(compound.scope_id, now=now)
    return CompoundPanel(
        figures=(
            Figure(_("Open"), f"{standing.open:,}", _list_url(Tab.OPEN, compound.name)),
            Figure(_("Late"), f"{standing.late:,}", _list_url(Tab.LATE, compound.name)),
        ),
        latest=tuple(
            LatestLine(
                url=reverse("service_requests:detail", args=[row.id]),
                title=presenters.category_name(row.category, row.category_en),
                details=" · ".join(
                    (
                        presenters.state_words(row.state),
                        moment(row.reported_at, now=now),
                        row.number,
                    )
                ),
            )
            for row in standing.latest
        ),
    )


def _list_url(tab: Tab, words: str) -> str:
    return f"{reverse('service_requests:list')}?{urlencode({'tab': tab, 'q': words})}"


def waiting_requests(viewer: Viewer) -> list[Todo]:
    """Return what waits: for handlers their open requests, for those who look on the late ones."""
    handles = HANDLE in viewer.permissions
    if not handles and VIEW not in viewer.permissions:
        return []
    page = queries.list_requests(
        person_id=viewer.person_id,
        tab=Tab.OPEN if handles else Tab.LATE,
        words="",
        after=None,
        on=viewer.on,
        now=viewer.now,
    )
    return [_todo(row, viewer, handles=handles) for row in page.rows[:_TODOS]]


def running_cells(viewer: Viewer, compound_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Cell]:
    """Return what the list beside the map says of compounds in which requests run."""
    running = queries.running_in(
        compound_ids, person_id=viewer.person_id, on=viewer.on, now=viewer.now
    )
    return {compound_id: presenters.running(of) for compound_id, of in running.items()}


def wrong_codes(viewer: Viewer) -> list[Todo]:
    """Return the codes that somebody says look wrong, for those who keep the registry."""
    if MANAGE not in viewer.permissions:
        return []
    found = queries.said_to_be_wrong(person_id=viewer.person_id, on=viewer.on, most=_TODOS)
    return [
        Todo(
            urgency=TODAY,
            title=_("A code is said to be wrong"),
            details=tuple(filter(None, (each.compound, grouped(each.token), each.number))),
            verb=_("Look"),
            url=reverse("service_requests:detail", args=[each.id]),
        )
        for each in found
    ]


def _todo(found: ListRow, viewer: Viewer, *, handles: bool) -> Todo:
    row = presenters.list_row(found, now=viewer.now)
    step = Step(WORKFLOW.allowed(found.state, Party.HANDLER)[0])
    return Todo(
        urgency=_urgency(found, viewer),
        title=" · ".join(part for part in (row.category, row.description) if part),
        details=tuple(filter(None, (row.compound, row.company, row.state, row.number))),
        verb=str(presenters.VERBS[step]) if handles else _("Look"),
        url=row.url,
        clock=row.clock,
    )


def _urgency(row: ListRow, viewer: Viewer) -> int:
    if row.due_at is None:
        return LATER
    if row.due_at < viewer.now:
        return LATE
    return TODAY if local_date(row.due_at) == viewer.on else LATER


register_nav(
    NavEntry(
        section="",
        label=gettext_lazy("Reports"),
        url_name="service_requests:list",
        icon="tool",
        permission=VIEW,
        order=10,
    )
)
register_panel("code", Panel(10, "service_requests/panels/report.html", report_panel))
register_panel("compound", Panel(30, "service_requests/panels/compound.html", compound_panel))
register_panel("home", Panel(10, "service_requests/panels/figures.html", figures_panel))
register_todos(waiting_requests)
register_map_layer(
    MapLayer(
        id="open",
        title=gettext_lazy("Open reports"),
        kind=LayerKind.COUNTS,
        subject="compound",
        url_name="service_requests:map",
        colour="brand-400",
        permission=VIEW,
        order=30,
        count="open",
        says=gettext_lazy("Open reports: {open}"),
    )
)
register_map_layer(
    MapLayer(
        id="late",
        title=gettext_lazy("Late reports"),
        kind=LayerKind.ALARMS,
        subject="compound",
        url_name="service_requests:map",
        colour="clock-late-solid",
        permission=VIEW,
        order=40,
        count="late",
        says=gettext_lazy("Late: {late}"),
    )
)
register_map_column(
    MapColumn(
        subject="compound",
        heading=gettext_lazy("Reports"),
        permission=VIEW,
        order=10,
        cells=running_cells,
    )
)


register_todos(wrong_codes)
