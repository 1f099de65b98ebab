"""What the registry contributes to pages drawn by `web`."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashangban.accounts import queries as people
from mashangban.kit.slots import NavEntry, Panel, register_nav, register_panel
from mashangban.registry import queries
from mashangban.registry.code_words import FACILITY_WORDS
from mashangban.registry.permissions import PRINT_CODES
from mashangban.registry.types import CodedCompound, CodeTarget, ReportPlace


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
