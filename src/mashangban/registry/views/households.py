"""Slips for households: printed by the committee, used by residents on a phone.

Residents need no sign-in: the slip is the authority. Afterwards the phone remembers the home.
"""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from mashangban.accounts.access import StaffRequest, staff_page
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import BadInput, NotFound, Refusal
from mashangban.kit.private_pages import private, refuse_other_sites
from mashangban.registry import actions, papers
from mashangban.registry.access import bound_on, forget_home, remember_home
from mashangban.registry.errors import SlipNotOpen
from mashangban.registry.forms.households import BindForm, SlipCodeForm, SlipsForm
from mashangban.registry.permissions import ISSUE_SLIPS
from mashangban.registry.presenters import households as presenters
from mashangban.registry.queries import households, owners
from mashangban.registry.types import SlipReading, SlipState


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(ISSUE_SLIPS)
def slips(request: StaffRequest, compound_id: uuid.UUID) -> HttpResponse:
    """Choose for which units slips are printed; by POST, the printed sheets as PDF."""
    now = clock.now()
    compound = owners.compound_within(
        compound_id, person_id=request.person_id, permission=ISSUE_SLIPS, on=clock.today()
    )
    lines = households.entrances_of(compound.id, at=now)
    choices = [(str(line.id), f"{line.building} {line.number}") for line in lines]
    form = SlipsForm(request.POST or None, entrances=choices)
    if request.method == "POST" and form.is_valid():
        entrance = form.cleaned_data["entrance"]
        try:
            issued = actions.issue_slips(
                compound_id=compound.id,
                entrance_id=uuid.UUID(entrance) if entrance else None,
                number=form.cleaned_data["number"].strip(),
                by=Actor.person(request.person_id),
                at=now,
            )
        except Refusal as error:
            form.add_error(None, str(error.sentence))
        else:
            return _sheets(
                papers.slip_sheet(
                    issued,
                    valid_until=clock.local_date(now + actions.SLIPS_VALID_FOR),
                    language=settings.LANGUAGE_CODE,
                )
            )
    status = 422 if form.errors else 200
    context = {"compound": compound, "form": form, "has_units": bool(lines)}
    return render(request, "registry/slips.html", context, status=status)


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
@refuse_other_sites
def enter_slip(request: HttpRequest) -> HttpResponse:
    """Type the code of a slip that cannot be scanned."""
    form = SlipCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("households:bind", "".join(form.cleaned_data["code"].split()))
    status = 422 if form.errors else 200
    return render(request, "registry/enter_slip.html", {"form": form}, status=status)


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
@refuse_other_sites
def bind(request: HttpRequest, code: str) -> HttpResponse:
    """Bind the household of a slip, or say why it cannot be."""
    now = clock.now()
    reading = actions.read_slip(typed=code, at=now)
    if reading.state is not SlipState.OPEN:
        return _slip_problem(request, reading)
    form = BindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            binding = actions.bind_household(typed=code, **form.cleaned_data, at=now)
        except SlipNotOpen as error:
            return _slip_problem(request, SlipReading(error.state))
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        else:
            response = redirect("households:my_homes")
            remember_home(request, response, binding.pk)
            return response
    status = 422 if form.errors else 200
    return render(request, "registry/bind.html", {"form": form, "slip": reading}, status=status)


@private
@require_GET
def my_homes(request: HttpRequest) -> HttpResponse:
    """The homes that this phone is bound to."""
    found = households.homes(bound_on(request), at=clock.now())
    cards = [presenters.home_card(home) for home in found]
    return render(request, "registry/my_homes.html", {"cards": cards})


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
@refuse_other_sites
def unbind(request: HttpRequest, binding_id: uuid.UUID) -> HttpResponse:
    """End a binding of this phone, after one question."""
    if binding_id not in bound_on(request):
        raise NotFound
    if request.method == "POST":
        actions.unbind_household(binding_id=binding_id, at=clock.now())
        response = redirect("households:my_homes")
        forget_home(request, response, binding_id)
        return response
    found = households.homes([binding_id], at=clock.now())
    if not found:
        return redirect("households:my_homes")
    return render(request, "registry/unbind.html", {"home": presenters.home_card(found[0])})


def _slip_problem(request: HttpRequest, reading: SlipReading) -> HttpResponse:
    context = {"problem": presenters.slip_problem(reading.state)}
    unknown = reading.state is SlipState.UNKNOWN
    return render(request, "registry/slip_problem.html", context, status=404 if unknown else 410)


def _sheets(pdf: bytes) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="slips.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
