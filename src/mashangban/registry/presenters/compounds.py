"""The list of compounds."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import as_of as days
from mashangban.kit import components as ui
from mashangban.kit.as_of import AsOf
from mashangban.registry.queries import COUNT_CAP, CompoundPage, CompoundRow
from mashangban.registry.types import Basis

_NONE = "–"


@dataclass(frozen=True, slots=True)
class CompoundListView:
    """The list; no table where nothing is found. `all_url` leads to the list without filters."""

    summary: str
    table: ui.Table | None
    pager: ui.Pager
    as_of: days.Bar
    on: str
    is_narrowed: bool
    all_url: str


def compound_list(
    page: CompoundPage, *, count: int, kept: tuple[tuple[str, str], ...], as_of: AsOf
) -> CompoundListView:
    """Return the list; `kept` are the filters as they stand in its address."""
    path = reverse("registry:compounds")
    query = urlencode(kept)
    shown = len(page.rows)
    next_url = ""
    if page.next is not None:
        next_url = as_of.link(f"{path}?{urlencode([*kept, ('after', page.next.as_text())])}")
    return CompoundListView(
        summary=_counted(count),
        table=_table(page, as_of) if page.rows else None,
        pager=ui.Pager(
            summary=ngettext("%(n)s compound on this page", "%(n)s compounds on this page", shown)
            % {"n": shown},
            next_url=next_url,
        ),
        as_of=days.bar(
            as_of,
            path,
            kept,
            note=_("Company, fee and contract are of that day, the other facts of today."),
        ),
        on="" if as_of.is_today else as_of.on.isoformat(),
        is_narrowed=bool(query),
        all_url=as_of.link(path),
    )


def _counted(count: int) -> str:
    figure = f"{count:,}" + "+" * (count >= COUNT_CAP)
    return ngettext("%(figure)s compound", "%(figure)s compounds", count) % {"figure": figure}


def _table(page: CompoundPage, as_of: AsOf) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Compound"), "ell", labelled=False),
            ui.Column(_("Subdistrict")),
            ui.Column(_("Committee"), "no-phone"),
            ui.Column(_("Households"), "num"),
            ui.Column(_("Built"), "num no-phone"),
            ui.Column(_("Property company")),
            ui.Column(_("Fee"), "num msb-nowrap"),
            ui.Column(_("Contract until"), "msb-nowrap"),
        ),
        rows=[_cells(row, as_of) for row in page.rows],
        classes="compounds",
    )


def _cells(row: CompoundRow, as_of: AsOf) -> tuple[ui.Cell, ...]:
    return (
        ui.Matter(as_of.link(reverse("registry:compound", args=[row.id])), row.name, row.address),
        _subdistrict(row),
        row.committee or _NONE,
        _NONE if row.households is None else f"{row.households:,}",
        _NONE if row.built_year is None else str(row.built_year),
        row.company or _("no contract"),
        _NONE if row.fee is None else f"{row.fee:.2f}",
        _until(row),
    )


def _subdistrict(row: CompoundRow) -> str:
    if row.basis == Basis.DERIVED:
        return _("%(subdistrict)s (derived)") % {"subdistrict": row.subdistrict}
    return row.subdistrict


def _until(row: CompoundRow) -> str:
    if row.until is not None:
        return row.until.isoformat()
    return _NONE if row.company is None else _("without an end")
