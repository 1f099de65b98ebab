"""What stands in a compound: added, renamed, retired."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mashangban.accounts import permissions as grants
from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.choices import member
from mashangban.kit.errors import BadInput, NotFound
from mashangban.registry import actions, queries
from mashangban.registry.errors import ChoiceMissing
from mashangban.registry.forms.codes import BuildingForm, EntranceForm, FacilityForm, NameForm
from mashangban.registry.permissions import MANAGE
from mashangban.registry.presenters import buildings as presenters
from mashangban.registry.types import PlaceKind, Standing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@staff_page(MANAGE)
def compound_places(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Buildings, entrances and facilities of a compound, and the forms that add one."""
    counted = queries.coded_compound(compound_id)
    if counted is None:
        raise NotFound
    grants.require(request.person_id, MANAGE, counted.scope_id, on=viewer_of(request).on)
    standing = queries.standing_in(compound_id)
    bound = _forms(standing, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _added(request, compound_id, bound):
        messages.success(request, _("Added."))
        return redirect("registry:compound_places", compound_id)
    context: dict[str, Any] = {
        "page": presenters.places_page(compound_id, counted.name, standing),
        "has_buildings": any(each.kind is PlaceKind.BUILDING for each in standing),
        **{f"{kind}_form": form for kind, form in bound.items()},
    }
    failed = any(form.is_bound for form in bound.values())
    return render(request, "registry/codes/places.html", context, status=422 if failed else 200)


@never_cache
@require_safe
@staff_page(MANAGE)
def place(request: StaffRequest, kind: str, place_id: UUID) -> HttpResponse:
    """One of them, to be renamed or retired."""
    known = _require_place(request, kind, place_id)[1]
    return _place_page(request, known, NameForm())


@require_POST
@staff_page(MANAGE)
def rename(request: StaffRequest, kind: str, place_id: UUID) -> HttpResponse:
    """Give it another name or number."""
    row, known = _require_place(request, kind, place_id)
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename(
                place=row,
                name=form.cleaned_data["name"],
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except BadInput as error:
            form.add_error("name", str(error.sentence))
        else:
            messages.success(
                request, _("Renamed. Its code stays; print the sheet again for the new name.")
            )
            return redirect("registry:place", kind, place_id)
    return _place_page(request, known, form, status=422)


@require_POST
@staff_page(MANAGE)
def retire(request: StaffRequest, kind: str, place_id: UUID) -> HttpResponse:
    """Retire it with all that belongs to it; their codes are withdrawn."""
    row, known = _require_place(request, kind, place_id)
    codes = actions.retire(place=row, by=Actor.person(request.person_id), at=clock.now())
    messages.success(
        request,
        ngettext(
            "Retired; %(n)s code was withdrawn.", "Retired; %(n)s codes were withdrawn.", codes
        )
        % {"n": codes},
    )
    return redirect("registry:compound_places", known.compound_id)


def _forms(standing: list[Standing], sent: Any) -> dict[PlaceKind, forms.Form]:
    """Return the form that adds each kind of place; what was sent fills the one it is of."""
    of = member(PlaceKind, sent.get("what")) if sent is not None else None

    def data(kind: PlaceKind) -> Any:
        return sent if kind is of else None

    def only(kind: PlaceKind) -> list[Standing]:
        return [each for each in standing if each.kind is kind]

    return {
        PlaceKind.BUILDING: BuildingForm(data(PlaceKind.BUILDING), prefix="building"),
        PlaceKind.ENTRANCE: EntranceForm(
            data(PlaceKind.ENTRANCE), prefix="entrance", buildings=only(PlaceKind.BUILDING)
        ),
        PlaceKind.FACILITY: FacilityForm(
            data(PlaceKind.FACILITY), prefix="facility", entrances=only(PlaceKind.ENTRANCE)
        ),
    }


def _added(request: StaffRequest, compound_id: UUID, bound: dict[PlaceKind, forms.Form]) -> bool:
    """Add what a bound form asks for; say whether that was done. What was wrong, the form says."""
    kind, form = next(((k, f) for k, f in bound.items() if f.is_bound), (None, None))
    if kind is None or form is None:
        raise ChoiceMissing
    if not form.is_valid():
        return False
    try:
        _add(kind, form.cleaned_data, compound_id, Actor.person(request.person_id), clock.now())
    except BadInput as error:
        form.add_error("number" if kind is PlaceKind.ENTRANCE else "name", str(error.sentence))
        return False
    return True


def _add(kind: PlaceKind, data: dict[str, Any], compound_id: UUID, by: Actor, at: datetime) -> None:
    compound = queries.compound(compound_id)
    match kind:
        case PlaceKind.BUILDING:
            actions.add_building(compound=compound, name=data["name"], by=by, at=at)
        case PlaceKind.ENTRANCE:
            building = queries.building_row(data["building"])
            if building is None:  # retired meanwhile
                raise NotFound
            actions.add_entrance(building=building, number=data["number"], by=by, at=at)
        case PlaceKind.FACILITY:
            entrance = queries.entrance_row(data["entrance"]) if data["entrance"] else None
            actions.add_facility(
                compound=compound,
                kind=data["kind"],
                name=data["name"],
                entrance=entrance,
                by=by,
                at=at,
            )


def _place_page(
    request: StaffRequest, known: Standing, form: NameForm, status: int = 200
) -> HttpResponse:
    context = {"page": presenters.place_page(known), "name_form": form}
    return render(request, "registry/codes/place.html", context, status=status)


def _require_place(request: StaffRequest, kind: str, place_id: UUID) -> tuple[Any, Standing]:
    """Return a place that stands, as row and as data. Raises NotFound without the right to it."""
    known_kind = member(PlaceKind, kind)
    row = queries.place_row(known_kind, place_id) if known_kind else None
    if row is None:
        raise NotFound
    known = queries.standing(row)
    grants.require(request.person_id, MANAGE, known.scope_id, on=viewer_of(request).on)
    return row, known
