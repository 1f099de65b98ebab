"""The contract calendar, and what of it waits on the home page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.kit import as_of as days
from mashangban.kit import components as ui
from mashangban.kit.as_of import AsOf
from mashangban.registry.presenters.companies import area_url
from mashangban.registry.presenters.words import (
    COMMITTEE_WORDS,
    count_days,
    dated,
    fee_words,
    rule_note,
)
from mashangban.registry.queries.contracts import Calendar, EndingContract
from mashangban.registry.types import CommitteeState

MONTHS = (3, 12, 36)  # how far ahead the calendar looks


@dataclass(frozen=True, slots=True)
class Month:
    """The contracts that end in a month, or those that have run out."""

    title: str
    count: str
    table: ui.Table


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The contract calendar; no months where nothing ends."""

    as_of: days.Bar
    note: str
    tabs: tuple[ui.Tab, ...]
    filters: tuple[ui.FilterGroup, ...]
    months: tuple[Month, ...]
    more: bool


def calendar_view(
    calendar: Calendar,
    *,
    subdistricts: Sequence[tuple[str, str]],
    subdistrict: str,
    months: int,
    as_of: AsOf,
) -> CalendarView:
    """Return the calendar, what has run out first; `subdistricts` are codes and names."""
    base = reverse("registry:contracts")
    ahead = "" if months == MONTHS[1] else str(months)
    groups = []
    if len(subdistricts) > 1:
        groups.append(
            ui.FilterGroup(
                _("Subdistrict"),
                [
                    ui.Chip(
                        text=name,
                        url=dated(
                            base,
                            as_of,
                            subdistrict="" if code == subdistrict else code,
                            months=ahead,
                        ),
                        chosen=code == subdistrict,
                    )
                    for code, name in subdistricts
                ],
            )
        )
    return CalendarView(
        as_of=days.bar(as_of, base, (("subdistrict", subdistrict), ("months", ahead))),
        note=_note(calendar),
        tabs=tuple(
            ui.Tab(
                text=_("within %(n)s months") % {"n": each},
                url=dated(base, as_of, subdistrict=subdistrict, months=str(each)),
                current=each == months,
            )
            for each in MONTHS
        ),
        filters=tuple(groups),
        months=tuple(
            Month(title, f"{len(rows):,}", _table(rows, as_of))
            for title, rows in (
                (title, tuple(rows))
                for title, rows in groupby(calendar.rows, lambda row: _month(row, as_of.on))
            )
        ),
        more=calendar.more,
    )


def clock_of(row: EndingContract, *, day: date) -> ui.Clock:
    """Return how long the contract still runs; soon from when the selection plan is to begin."""
    left = (row.last_day - day).days
    if left < 0:
        return ui.Clock(ui.ClockState.LATE, _("ended %(days)s ago") % {"days": count_days(-left)})
    text = _("%(days)s left") % {"days": count_days(left)}
    if row.selection_from is None or day < row.selection_from:
        return ui.Clock(ui.ClockState.OK, text)
    lead = (row.last_day - row.selection_from).days
    return ui.Clock(ui.ClockState.SOON, text, 100 * (lead - left) // max(1, lead))


def next_step(row: EndingContract, *, day: date) -> str:
    """Return what the area has to do about it, and what stands in the way."""
    if row.committee is CommitteeState.REELECTION:
        return _("re-election first, then the vote")
    if row.committee is not CommitteeState.SERVING:
        return _("no committee in office")
    if row.selection_from is None or day < row.selection_from:
        return "–"
    return _("draft the selection plan")


def _note(calendar: Calendar) -> str:
    rule = calendar.rule
    if rule is None or rule.figure is None:
        return ""
    return _(
        "%(days)s before a contract ends the owners' committee drafts the selection plan "
        "(%(rule)s)."
    ) % {"days": count_days(rule.figure), "rule": rule_note(rule)}


def _month(row: EndingContract, day: date) -> str:
    if row.last_day < day:
        return _("Run out, nothing follows")
    # Translators: year and month, as a heading: 2026-12.
    return _("%(month)s/%(year)s") % {"year": row.last_day.year, "month": row.last_day.month}


def _table(rows: tuple[EndingContract, ...], as_of: AsOf) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Time left"), labelled=False),
            ui.Column(_("Area"), "ell", labelled=False),
            ui.Column(_("Last day"), "msb-nowrap"),
            ui.Column(_("Property company")),
            ui.Column(_("Subdistrict")),
            ui.Column(_("Households"), "num"),
            ui.Column(_("Fee"), "msb-nowrap"),
            ui.Column(_("Owners' committee")),
            ui.Column(_("Next"), "msb-nowrap"),
        ),
        rows=[
            (
                clock_of(row, day=as_of.on),
                ui.Matter(
                    dated(area_url(row.area_id), as_of),
                    row.area,
                    note=_("hired jointly") if row.is_joint else "",
                ),
                str(row.last_day),
                row.company,
                row.subdistrict,
                "–" if row.households is None else f"{row.households:,}",
                fee_words("" if row.fee is None else f"{row.fee:.2f}", row.fee_basis) or "–",
                str(COMMITTEE_WORDS[row.committee]),
                next_step(row, day=as_of.on),
            )
            for row in rows
        ],
        classes="contracts",
    )
