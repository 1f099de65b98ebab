"""What the registry contributes to pages drawn by `web`."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mashangban.accounts import queries as people
from mashangban.kit.slots import NavEntry, Panel, register_nav, register_panel
from mashangban.registry.permissions import SEE_ROLL
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
register_panel("code", Panel(20, "registry/panels/serving.html", serving))
register_panel("code", Panel(30, "registry/panels/fee.html", fee))
