"""The list of companies, and the parts of one company's page."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mashangban.kit import as_of as days
from mashangban.kit import components as ui
from mashangban.kit.as_of import AsOf
from mashangban.registry.presenters.words import (
    OWNERSHIP_WORDS,
    SUCCESSION_WORDS,
    count_areas,
    count_compounds,
    count_households,
    dated,
    fee_words,
    ownership_word,
    rule_note,
)
from mashangban.registry.queries.companies import (
    CompanyFacts,
    CompanyPage,
    CompanyRow,
    ManagerLoad,
    ServedArea,
    SuccessionLine,
)
from mashangban.registry.rules import ManagementRule
from mashangban.registry.types import Ownership


@dataclass(frozen=True, slots=True)
class ListView:
    """The list of companies; no table where nothing is found."""

    words: str
    ownership: str
    on: str  # the day that was asked for, "" for today
    as_of: days.Bar
    filters: tuple[ui.FilterGroup, ...]
    table: ui.Table | None
    pager: ui.Pager
    all_url: str


@dataclass(frozen=True, slots=True)
class Group:
    """Facts, branches and former names of a company."""

    facts: tuple[ui.Fact, ...]
    branches: tuple[tuple[str, str], ...]  # name, address


@dataclass(frozen=True, slots=True)
class Areas:
    """What a company serves on a day."""

    summary: str
    table: ui.Table


@dataclass(frozen=True, slots=True)
class Managers:
    """Who answers for the areas, and the rule on how many one may have."""

    table: ui.Table
    note: str


def company_url(company_id: uuid.UUID) -> str:
    return reverse("registry:company", args=[company_id])


def area_url(area_id: uuid.UUID) -> str:
    return reverse("registry:area", args=[area_id])


def list_view(
    page: CompanyPage,
    counts: Mapping[Ownership, int],
    *,
    words: str,
    ownership: Ownership | None,
    as_of: AsOf,
) -> ListView:
    """Return the list of companies."""
    base = reverse("registry:companies")
    chips = [
        ui.Chip(
            text=str(OWNERSHIP_WORDS[each]),
            url=dated(base, as_of, q=words, ownership="" if each is ownership else each),
            count=f"{count:,}",
            chosen=each is ownership,
        )
        for each, count in counts.items()
    ]
    shown = len(page.rows)
    chosen = str(ownership or "")
    return ListView(
        words=words,
        ownership=chosen,
        on="" if as_of.is_today else as_of.on.isoformat(),
        as_of=days.bar(as_of, base, (("q", words), ("ownership", chosen))),
        filters=(ui.FilterGroup(_("Ownership"), chips),) if chips else (),
        table=_list_table(page, as_of) if page.rows else None,
        pager=ui.Pager(
            summary=ngettext("%(n)s company on this page", "%(n)s companies on this page", shown)
            % {"n": shown},
            next_url=dated(base, as_of, q=words, ownership=chosen, after=page.next.as_text())
            if page.next
            else "",
        ),
        all_url=dated(base, as_of),
    )


def _list_table(page: CompanyPage, as_of: AsOf) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Property company"), "ell", labelled=False),
            ui.Column(_("Ownership")),
            ui.Column(_("Group")),
            ui.Column(_("Areas"), "num"),
            ui.Column(_("Compounds"), "num"),
            ui.Column(_("Households"), "num"),
            ui.Column(_("Credit code"), "s2 msb-nowrap"),
        ),
        rows=[_list_row(row, as_of) for row in page.rows],
    )


def _list_row(row: CompanyRow, as_of: AsOf) -> tuple[ui.Cell, ...]:
    note = _("branch of %(company)s") % {"company": row.head_office} if row.head_office else ""
    return (
        ui.Matter(dated(company_url(row.id), as_of), row.name, note=note),
        str(OWNERSHIP_WORDS[row.ownership]) if row.ownership else "–",
        row.group or "–",
        f"{row.served.areas:,}",
        f"{row.served.compounds:,}",
        f"{row.served.households:,}",
        row.uscc or "–",
    )


def group_panel(company: CompanyFacts, *, as_of: AsOf) -> Group:
    """Return what is known of a company itself."""
    group = " › ".join(name for name in (company.parent_group, company.group) if name)
    facts = [
        ui.Fact(_("Credit code"), company.uscc or _("not known")),
        ui.Fact(_("Ownership"), ownership_word(company.ownership)),
        ui.Fact(_("Group"), group or _("none")),
    ]
    if company.head_office:
        url = dated(company_url(company.head_office.id), as_of)
        facts.append(ui.Fact(_("Head office"), company.head_office.name, url))
    facts += [
        ui.Fact(_("Former name"), _("%(name)s, until %(day)s") % {"name": name, "day": until})
        for name, until in company.former_names
    ]
    return Group(
        facts=tuple(facts),
        branches=tuple(
            (branch.name, dated(company_url(branch.id), as_of)) for branch in company.branches
        ),
    )


def succession_panel(lines: tuple[SuccessionLine, ...]) -> tuple[ui.TimelineEntry, ...] | None:
    """Return what a company came out of and what became of it, newest first; None: nothing."""
    if not lines:
        return None
    return tuple(
        ui.TimelineEntry(
            title=str(SUCCESSION_WORDS[line.kind])
            % {"old": line.predecessor.name, "new": line.successor.name},
            when=str(line.on),
            text=line.document,
        )
        for line in reversed(lines)
    )


def areas_panel(areas: tuple[ServedArea, ...], *, as_of: AsOf) -> Areas | None:
    """Return the areas with their contracts; None where there is none."""
    if not areas:
        return None
    return Areas(
        summary=" · ".join(
            (
                count_areas(len(areas)),
                count_compounds(sum(area.compounds for area in areas)),
                count_households(sum(area.households for area in areas)),
            )
        ),
        table=ui.Table(
            columns=(
                ui.Column(_("Area"), "ell", labelled=False),
                ui.Column(_("Subdistrict")),
                ui.Column(_("Compounds"), "num"),
                ui.Column(_("Households"), "num"),
                ui.Column(_("Fee"), "msb-nowrap"),
                ui.Column(_("Contract until"), "msb-nowrap"),
            ),
            rows=[_area_row(area, as_of) for area in areas],
        ),
    )


def _area_row(area: ServedArea, as_of: AsOf) -> tuple[ui.Cell, ...]:
    fee = "" if area.fee is None else f"{area.fee:.2f}"
    return (
        ui.Matter(
            dated(area_url(area.area_id), as_of),
            area.area,
            note=_("hired jointly") if area.is_joint else "",
        ),
        area.subdistrict,
        f"{area.compounds:,}",
        f"{area.households:,}",
        fee_words(fee, area.fee_basis) or "–",
        str(area.last_day) if area.last_day else _("without an end"),
    )


def managers_panel(
    loads: tuple[ManagerLoad, ...],
    names: Mapping[uuid.UUID, str],
    rule: ManagementRule | None,
) -> Managers | None:
    """Return who answers for the areas; None where nobody does."""
    if not loads:
        return None
    most = rule.figure if rule else None
    note = ""
    if rule and most:
        note = _("At most %(most)s areas each (%(rule)s).") % {
            "most": most,
            "rule": rule_note(rule),
        }
    return Managers(
        table=ui.Table(
            columns=(
                ui.Column(_("Project manager"), labelled=False),
                ui.Column(_("Areas"), "num"),
                ui.Column(_("Room")),
            ),
            rows=[
                (names[load.person_id], f"{load.areas:,}", _room(load.areas, most))
                for load in loads
            ],
        ),
        note=note,
    )


def _room(areas: int, most: int | None) -> str:
    if most is None:
        return "–"
    if areas > most:
        return _("%(n)s too many") % {"n": areas - most}
    return _("full") if areas == most else _("%(n)s more") % {"n": most - areas}
