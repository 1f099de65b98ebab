"""What the registry contributes to pages that are drawn from panels."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashangban.accounts import queries as people
from mashangban.imports.kinds import register_kind
from mashangban.kit.slots import NavEntry, Panel, register_nav, register_panel
from mashangban.registry.imports import KINDS
from mashangban.registry.permissions import VIEW
from mashangban.registry.presenters import compound_page
from mashangban.registry.types import ReportPlace


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
