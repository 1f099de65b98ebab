"""What the registry contributes to pages that are drawn from panels."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mashangban.accounts import queries as people
from mashangban.imports.kinds import register_kind
from mashangban.kit.as_of import AsOf
from mashangban.kit.components import LayerKind, TimelineEntry
from mashangban.kit.maps import MapLayer, register_map_layer
from mashangban.kit.slots import (
    LATE,
    LATER,
    NavEntry,
    Panel,
    Todo,
    Viewer,
    register_nav,
    register_panel,
    register_todos,
)
from mashangban.registry import queries
from mashangban.registry.code_words import FACILITY_WORDS
from mashangban.registry.imports import KINDS
from mashangban.registry.permissions import FOLLOW_CONTRACTS, PRINT_CODES, SEE_ROLL, VIEW
from mashangban.registry.presenters import companies, compound_page, contracts
from mashangban.registry.presenters.companies import Areas, Group, Managers
from mashangban.registry.queries.companies import CompanyFacts, ServedArea
from mashangban.registry.queries.contracts import EndingContract
from mashangban.registry.rules import AREAS_PER_MANAGER, SELECTION_LEAD_DAYS
from mashangban.registry.types import CodedCompound, CodeTarget, ReportPlace

_MOST_TODOS = 5  # contracts that are named one by one; more of them become one line


@dataclass(frozen=True, slots=True)
class Serving:
    """Who serves the compound, whom to call, when the desk is open."""

    company: str
    manager: str
    desk_hours: str
    duty_phone: str
    committee: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs, and until when that is agreed."""

    fee: str
    until: str


@dataclass(frozen=True, slots=True)
class Here:
    """What the scanned code belongs to, and where that is."""

    kind: str
    icon: str
    place: str


class VisitedCompound(Protocol):
    """What the panel asks of the page of a compound."""

    @property
    def compound(self) -> Any: ...

    @property
    def allowed(self) -> frozenset[str]: ...


def here(place: ReportPlace) -> Here | None:
    """Return what it is that hangs here; None for the codes of whole compounds."""
    if place.target is CodeTarget.COMPOUND:
        return None
    kind = FACILITY_WORDS[place.facility_kind] if place.facility_kind else _("Entrance")
    return Here(str(kind), "tool" if place.facility_kind else "door", place.place)


def codes_of_compound(visit: VisitedCompound) -> CodedCompound | None:
    """Return how many codes a compound has, for whoever may print them."""
    return queries.coded_compound(visit.compound.id) if PRINT_CODES in visit.allowed else None


def serving(place: ReportPlace) -> Serving:
    """Return who serves; without a contract the residents' committee alone."""
    manager = place.manager_person_id
    return Serving(
        company=place.company_name or "",
        manager=people.name_of([manager]).get(manager, "") if manager else "",
        desk_hours=place.desk_hours,
        duty_phone=place.duty_phone,
        committee=place.committee_name or "",
    )


def fee(place: ReportPlace) -> Fee | None:
    """Return the fee agreed; None where there is no contract."""
    if place.fee is None:
        return None
    return Fee(
        fee=_("%(yuan)s yuan per square metre and month") % {"yuan": f"{place.fee:.2f}"},
        until=_long_date(place.contract_until) if place.contract_until else "",
    )


def _long_date(day: date) -> str:
    return _("%(day)s/%(month)s/%(year)s") % {"day": day.day, "month": day.month, "year": day.year}


@dataclass(frozen=True, slots=True)
class CompanySubject:
    """A company whose page `viewer` looks at, as of a day: what its panels are given.

    `areas` are those that it serves on that day in the viewer's scopes; `names` tells the names of
    persons.
    """

    facts: CompanyFacts
    areas: tuple[ServedArea, ...]
    viewer: Viewer
    as_of: AsOf
    names: Callable[[Iterable[UUID]], Mapping[UUID, str]]


def company_group(of: CompanySubject) -> Group:
    """Return what is known of the company itself."""
    return companies.group_panel(of.facts, as_of=of.as_of)


def company_areas(of: CompanySubject) -> Areas | None:
    """Return the areas that it serves in the viewer's scopes."""
    return companies.areas_panel(of.areas, as_of=of.as_of)


def company_managers(of: CompanySubject) -> Managers | None:
    """Return who answers for those areas, with the number of all areas of each."""
    loads = queries.manager_loads((area.area_id for area in of.areas), day=of.as_of.on)
    names = of.names(load.person_id for load in loads)
    return companies.managers_panel(
        loads, names, queries.rule_now(AREAS_PER_MANAGER, on=of.as_of.on)
    )


def company_succession(of: CompanySubject) -> tuple[TimelineEntry, ...] | None:
    """Return what the company came out of and what became of it."""
    return companies.succession_panel(queries.succession_line(of.facts.id))


def ending_contracts(viewer: Viewer) -> list[Todo]:
    """Return the contracts that have run out or have entered the time of the selection plan."""
    rule = queries.rule_now(SELECTION_LEAD_DAYS, on=viewer.on)
    if FOLLOW_CONTRACTS not in viewer.permissions or rule is None or rule.figure is None:
        return []
    rows = queries.contract_calendar(
        person_id=viewer.person_id,
        permission=FOLLOW_CONTRACTS,
        until=viewer.on + timedelta(days=rule.figure),
        day=viewer.on,
        on=viewer.on,
    ).rows
    late = [row for row in rows if row.last_day < viewer.on]
    soon = [row for row in rows if row.last_day >= viewer.on]
    return [*_contract_todos(late, LATE, viewer), *_contract_todos(soon, LATER, viewer)]


def _contract_todos(rows: list[EndingContract], urgency: int, viewer: Viewer) -> list[Todo]:
    """Return a line for each, or one for all of them where they are many."""
    if len(rows) <= _MOST_TODOS:
        return [_contract_todo(row, urgency, viewer) for row in rows]
    count = {"n": len(rows)}
    title = (
        ngettext(
            "%(n)s contract has run out, nothing follows",
            "%(n)s contracts have run out, nothing follows",
            len(rows),
        )
        if urgency == LATE
        else ngettext(
            "%(n)s contract ends soon: selection plan",
            "%(n)s contracts end soon: selection plans",
            len(rows),
        )
    )
    first = rows[0]
    return [
        Todo(
            urgency=urgency,
            title=title % count,
            details=(first.area, first.company, str(first.last_day)),
            verb=_("Look"),
            url=reverse("registry:contracts"),
            clock=contracts.clock_of(first, day=viewer.on),
        )
    ]


def _contract_todo(row: EndingContract, urgency: int, viewer: Viewer) -> Todo:
    return Todo(
        urgency=urgency,
        title=_("Contract of “%(area)s” ends on %(day)s") % {"area": row.area, "day": row.last_day},
        details=(row.company, contracts.next_step(row, day=viewer.on)),
        verb=_("Look"),
        url=reverse("registry:area", args=[row.area_id]),
        clock=contracts.clock_of(row, day=viewer.on),
    )


register_nav(
    NavEntry(
        section=gettext_lazy("Registry"),
        label=gettext_lazy("Companies"),
        url_name="registry:companies",
        icon="briefcase",
        permission=VIEW,
        order=120,
    )
)
register_nav(
    NavEntry(
        section=gettext_lazy("Registry"),
        label=gettext_lazy("Contracts"),
        url_name="registry:contracts",
        icon="calendar-event",
        permission=VIEW,
        order=130,
    )
)
register_nav(
    NavEntry(
        section=gettext_lazy("Registry"),
        label=gettext_lazy("Rules of the registry"),
        url_name="registry:rules",
        icon="scale",
        permission=VIEW,
        order=190,
    )
)
register_todos(ending_contracts)
register_panel("company", Panel(10, "registry/panels/company_group.html", company_group))
register_panel("company", Panel(20, "registry/panels/company_areas.html", company_areas))
register_panel("company", Panel(30, "registry/panels/company_managers.html", company_managers))
register_panel("company", Panel(40, "registry/panels/company_succession.html", company_succession))


register_nav(
    NavEntry(
        section="",
        label=gettext_lazy("Owners and votes"),
        url_name="registry:areas",
        icon="users",
        permission=SEE_ROLL,
        order=30,
    )
)


register_nav(
    NavEntry(
        section="",
        label=gettext_lazy("Codes"),
        url_name="registry:code_list",
        icon="qrcode",
        permission=PRINT_CODES,
        order=40,
    )
)
register_panel("code", Panel(5, "registry/panels/here.html", here))
register_panel("compound", Panel(60, "registry/panels/codes.html", codes_of_compound))
register_panel("code", Panel(20, "registry/panels/serving.html", serving))
register_panel("code", Panel(30, "registry/panels/fee.html", fee))
for kind in KINDS:
    register_kind(kind)

register_nav(
    NavEntry(
        section="",
        label=gettext_lazy("Compounds"),
        url_name="registry:compounds",
        icon="building-community",
        permission=VIEW,
        order=20,
    )
)
_COMPOUND = "registry/panels/compound"
register_panel("compound", Panel(10, f"{_COMPOUND}/facts.html", compound_page.facts_panel))
register_panel("compound", Panel(20, f"{_COMPOUND}/serving.html", compound_page.serving_panel))
register_panel("compound", Panel(40, f"{_COMPOUND}/names.html", compound_page.names_panel))
register_panel("compound", Panel(50, f"{_COMPOUND}/counts.html", compound_page.counts_panel))
register_panel("compound", Panel(90, f"{_COMPOUND}/history.html", compound_page.history_panel))


register_map_layer(
    MapLayer(
        id="subdistricts",
        title=gettext_lazy("Subdistricts"),
        kind=LayerKind.AREAS,
        subject="subdistrict",
        url_name="registry:map_subdistricts",
        colour="surface",
        permission=VIEW,
        order=10,
        says=gettext_lazy("Compounds: {compounds}"),
    )
)
register_map_layer(
    MapLayer(
        id="compounds",
        title=gettext_lazy("Compounds"),
        kind=LayerKind.POINTS,
        subject="compound",
        url_name="registry:map_compounds",
        colour="brand-600",
        permission=VIEW,
        order=20,
        says="{of}",
    )
)
