"""The list of requests as a file."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from mashangban.kit.components import Action
from mashangban.kit.exports import Column, Format, Kind, Sheet, Value
from mashangban.service_requests.presenters.clocks import ClockTimes, clock_of
from mashangban.service_requests.presenters.words import (
    SEVERITY_WORDS,
    STATE_WORDS,
    category_name,
)
from mashangban.service_requests.queries import ListRow, Tab


def sheet(rows: Iterable[ListRow], *, with_words: bool, now: datetime) -> Sheet:
    """Return the list as a sheet; `with_words` adds what residents wrote."""
    said = [Column("description", _("What residents wrote"), width=60)] if with_words else []
    return Sheet(
        title=_("Reports"),
        columns=[
            Column("number", _("Number"), width=20),
            Column("state", _("State")),
            Column("limit", _("Time limit")),
            Column("severity", _("Pressing")),
            Column("category", _("Matter")),
            Column("compound", _("Compound"), width=24),
            Column("company", _("Company"), width=24),
            Column("reported", _("Reported"), Kind.INSTANT, 18),
            Column("due", _("Due"), Kind.INSTANT, 18),
            Column("mended", _("Mended"), Kind.INSTANT, 18),
            Column("round", _("Round"), Kind.NUMBER, 8),
            *said,
        ],
        rows=_rows(rows, with_words=with_words, now=now),
    )


def export_ways(*, tab: Tab, words: str) -> tuple[Action, ...]:
    """Return the links by which the list as it stands is taken out."""
    return tuple(
        Action(label, _address(tab=tab, words=words, form=form))
        for form, label in ((Format.XLSX, _("Excel")), (Format.CSV, _("CSV")))
    )


def export_with_words(*, tab: Tab, words: str) -> Action:
    """Return the link to the page that asks for a reason first."""
    address = _address(tab=tab, words=words, form=Format.XLSX)
    return Action(_("Excel with residents' words"), f"{address}&with_words=1")


def _address(*, tab: Tab, words: str, form: Format) -> str:
    query = {"tab": tab.value, "form": form.value, **({"q": words} if words else {})}
    return f"/requests/export/?{urlencode(query)}"


def _rows(
    rows: Iterable[ListRow], *, with_words: bool, now: datetime
) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        times = ClockTimes(row.clock_from, row.clock_until, row.clock_stopped)
        yield (
            row.number,
            str(STATE_WORDS[row.state]),
            clock_of(row.state, times, now=now).text,
            str(SEVERITY_WORDS.get(row.severity, "")),
            category_name(row.category, row.category_en),
            row.compound,
            row.company,
            row.reported_at,
            row.clock_until,
            row.clock_stopped,
            row.round,
            *((row.description,) if with_words else ()),
        )
