"""The staff list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import components as ui
from mashangban.kit.when import stamp
from mashangban.service_requests.presenters.clocks import ClockTimes, clock_of
from mashangban.service_requests.presenters.exports import export_ways, export_with_words
from mashangban.service_requests.presenters.parts import severity_tag
from mashangban.service_requests.presenters.words import STATE_WORDS, TAB_WORDS, category_name
from mashangban.service_requests.queries import COUNT_CAP, ListPage, ListRow, Running, Tab


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the staff list."""

    url: str
    clock: ui.Clock
    severity: ui.Severity
    category: str
    description: str
    compound: str
    compound_url: str
    company: str
    state: str
    round_note: str
    reported: str
    number: str


@dataclass(frozen=True, slots=True)
class ListView:
    """The staff list; no table where nothing is found."""

    tabs: tuple[ui.Tab, ...]
    table: ui.Table | None
    words: str
    tab: str
    pager: ui.Pager
    export_ways: tuple[ui.Action, ...]
    export_with_words: ui.Action | None


def list_row(row: ListRow, *, now: datetime) -> Row:
    """Return one line of the list in words."""
    times = ClockTimes(row.clock_from, row.clock_until, row.clock_stopped)
    return Row(
        url=f"/requests/{row.id}/",
        clock=clock_of(row.state, times, now=now),
        severity=severity_tag(row.severity),
        category=category_name(row.category, row.category_en),
        description=row.description,
        compound=row.compound,
        compound_url=f"/registry/compounds/{row.compound_id}/",
        company=row.company or "",
        state=str(STATE_WORDS[row.state]),
        round_note=_("round %(round)s") % {"round": row.round} if row.round > 1 else "",
        reported=stamp(row.reported_at),
        number=row.number,
    )


def tab_links(counts: Mapping[Tab, int], *, current: Tab | None, words: str) -> tuple[ui.Tab, ...]:
    """Return the tabs with their counts, in the order of `Tab`."""
    query = f"&{urlencode({'q': words})}" if words else ""
    return tuple(
        ui.Tab(
            text=str(label),
            url=f"/requests/?tab={tab}{query}",
            count=f"{counts[tab]:,}" + "+" * (counts[tab] >= COUNT_CAP),
            current=tab is current,
        )
        for tab, label in ((tab, TAB_WORDS[tab]) for tab in Tab)
    )


def list_view(
    page: ListPage,
    counts: Mapping[Tab, int],
    *,
    tab: Tab,
    words: str,
    may_export_words: bool,
    now: datetime,
) -> ListView:
    """Return the staff list."""
    query = {"tab": str(tab), **({"q": words} if words else {})}
    shown = len(page.rows)
    return ListView(
        tabs=tab_links(counts, current=tab, words=words),
        table=_table(page, now=now) if page.rows else None,
        words=words,
        tab=tab,
        pager=ui.Pager(
            summary=ngettext("%(n)s on this page", "%(n)s on this page", shown) % {"n": shown},
            next_url=f"/requests/?{urlencode({**query, 'after': page.next.as_text()})}"
            if page.next
            else "",
        ),
        export_ways=export_ways(tab=tab, words=words) if page.rows else (),
        export_with_words=(
            export_with_words(tab=tab, words=words) if page.rows and may_export_words else None
        ),
    )


def running(of: Running) -> ui.Cell:
    """Return how much runs in a compound; as a chip that says late where something is."""
    if not of.late:
        return ngettext("%(n)s open", "%(n)s open", of.open) % {"n": of.open}
    words = ngettext("%(n)s open, %(late)s late", "%(n)s open, %(late)s late", of.open)
    return ui.Clock(ui.ClockState.LATE, words % {"n": of.open, "late": of.late})


def _table(page: ListPage, *, now: datetime) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Time limit"), labelled=False),
            ui.Column(_("Matter"), "ell", labelled=False),
            ui.Column(_("Compound")),
            ui.Column(_("Company")),
            ui.Column(_("State")),
            ui.Column(_("Reported"), "muted msb-nowrap"),
            ui.Column(_("Number"), "s2 msb-nowrap"),
        ),
        rows=[_cells(list_row(row, now=now)) for row in page.rows],
        classes="requests",
    )


def _cells(row: Row) -> tuple[ui.Cell, ...]:
    return (
        row.clock,
        ui.Matter(row.url, row.category, row.description, row.severity, row.round_note),
        ui.Link(row.compound, row.compound_url),
        row.company,
        row.state,
        row.reported,
        row.number,
    )
