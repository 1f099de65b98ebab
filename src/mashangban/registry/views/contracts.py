"""The contract calendar, and what is done with one contract."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound, Refusal
from mashangban.registry import actions, queries
from mashangban.registry.errors import spoken
from mashangban.registry.forms.management import EndContractForm
from mashangban.registry.permissions import MANAGE, VIEW
from mashangban.registry.presenters import contracts as presenters
from mashangban.registry.views.asking import asked_as_of, say


@never_cache
@require_safe
@staff_page(VIEW)
def calendar(request: StaffRequest) -> HttpResponse:
    """Contracts by their ends, within the viewer's scopes; what has run out comes first."""
    as_of = asked_as_of(request)
    subdistricts = queries.subdistricts_in_reach(request.person_id, VIEW, on=as_of.today)
    asked = request.GET.get("subdistrict", "")
    subdistrict = asked if asked in dict(subdistricts) else ""
    months = {str(each): each for each in presenters.MONTHS}.get(
        request.GET.get("months", ""), presenters.MONTHS[1]
    )
    found = queries.contract_calendar(
        person_id=request.person_id,
        permission=VIEW,
        until=_months_after(as_of.on, months),
        subdistrict=subdistrict,
        day=as_of.on,
        on=as_of.today,
    )
    view = presenters.calendar_view(
        found,
        subdistricts=subdistricts,
        subdistrict=subdistrict,
        months=months,
        as_of=as_of,
    )
    return render(request, "registry/contracts.html", {"page": view})


@never_cache
@staff_page(MANAGE)
def end_contract(request: StaffRequest, contract_id: UUID) -> HttpResponse:
    """Let a contract end before its time."""
    today = viewer_of(request).on
    contract = queries.contract_for(request.person_id, MANAGE, contract_id, on=today)
    if contract is None:
        raise NotFound
    form = EndContractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_contract(
                contract=contract,
                last=form.cleaned_data["last"],
                document=form.cleaned_data["document"],
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The contract ends on that day."))
            return redirect("registry:area", contract.area_id)
    context = {
        "form": form,
        "area": contract.area,
        "title": _("End the contract"),
        "notes": (
            _("%(company)s serves “%(area)s” %(period)s.")
            % {
                "company": contract.company.name,
                "area": contract.area.name,
                "period": spoken(contract.period),
            },
            _("Who works under the contract loses access on the day after its last."),
        ),
        "submit": _("End it on that day"),
        "danger": True,
    }
    status = 422 if form.errors else 200
    return render(request, "registry/area_form.html", context, status=status)


def _months_after(day: date, months: int) -> date:
    """Return the last day of the month that lies so many months ahead."""
    count = min(day.year * 12 + day.month + months, date.max.year * 12)
    first_after = date(count // 12, count % 12 + 1, 1)
    return date.fromordinal(first_after.toordinal() - 1)
