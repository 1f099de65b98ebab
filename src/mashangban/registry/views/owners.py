"""Areas with their units and rolls."""

import uuid
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mashangban.accounts import permissions as grants
from mashangban.accounts.access import StaffRequest, staff_page
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound, Refusal
from mashangban.registry import actions
from mashangban.registry.forms.votes import DayForm, FreezeForm, NamesForm, VoteForm
from mashangban.registry.permissions import ISSUE_SLIPS, KEEP_ROLL, SEE_ROLL, VIEW
from mashangban.registry.presenters import owners as presenters
from mashangban.registry.presenters.voting_words import rule_name
from mashangban.registry.queries import households, owners, rolls
from mashangban.registry.queries.owners import AreaOnDay
from mashangban.registry.queries.rolls import FrozenRoll
from mashangban.registry.rolling import gaps_of

_LINE_DIGITS: Final = 8  # more than any roll has lines


@never_cache
@require_GET
@staff_page(SEE_ROLL)
def area_list(request: StaffRequest) -> HttpResponse:
    """The areas whose owners' rolls the viewer may see."""
    on = clock.today()
    found = owners.areas_within(person_id=request.person_id, permission=SEE_ROLL, on=on)
    return render(request, "registry/areas.html", {"table": presenters.areas_table(found)})


@never_cache
@require_GET
@staff_page(SEE_ROLL)
def area_owners(request: StaffRequest, area_id: uuid.UUID) -> HttpResponse:
    """An area on a day: its units, what is missing for a roll, its rolls and votes."""
    return _area_page(request, area_id)


@require_POST
@staff_page(KEEP_ROLL)
def freeze(request: StaffRequest, area_id: uuid.UUID) -> HttpResponse:
    """Freeze the owners' roll of the area."""
    form = FreezeForm(request.POST)
    _require(request, owners.area_on(area_id, on=clock.today()), KEEP_ROLL)
    if form.is_valid():
        try:
            roll = actions.freeze_roll(
                area_id=area_id,
                on=form.cleaned_data["on"],
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except Refusal as error:
            form.add_error("on", str(error.sentence))
        else:
            messages.success(request, _("The roll is frozen. It never changes from now on."))
            return redirect("registry:roll", roll.pk)
    return _area_page(request, area_id, form=form, status=422)


@never_cache
@require_GET
@staff_page(SEE_ROLL)
def gaps(request: StaffRequest, area_id: uuid.UUID) -> HttpResponse:
    """What is missing for a roll, as CSV."""
    area, _held = _area(request, area_id)
    missing = gaps_of(owners.units_on([part.id for part in area.compounds], on=area.on))
    response = HttpResponse(presenters.gaps_csv(missing), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="gaps-{area.on}.csv"'
    return response


@never_cache
@require_GET
@staff_page(VIEW)
def units(request: StaffRequest, compound_id: uuid.UUID) -> HttpResponse:
    """The entrances of a compound, or the units behind one of them on a day."""
    today = clock.today()
    on = DayForm(request.GET).day(today)
    compound = owners.compound_within(
        compound_id, person_id=request.person_id, permission=VIEW, on=today
    )
    held = grants.permissions_over(request.person_id, compound.scope_id, on=today)
    lines = households.entrances_of(compound.id, at=clock.now())
    chosen = next((line for line in lines if str(line.id) == request.GET.get("entrance", "")), None)
    table, title = None, ""
    if chosen is not None:
        behind = owners.units_behind(chosen.id, on=on)
        labels = None
        if SEE_ROLL in held:
            labels = rolls.organisation_labels({o for unit in behind for o in unit.owners})
        table = presenters.units_table(behind, labels=labels) if behind else None
        title = f"{chosen.building} {chosen.number}"
    elif lines:
        table = presenters.entrances_table(compound.id, lines, on=on)
    area_id = owners.area_of_compound(compound.id, on=on) if SEE_ROLL in held else None
    return render(
        request,
        "registry/units.html",
        {
            "compound": compound,
            "table": table,
            "entrance": title,
            "day_form": DayForm({"on": on}),
            "on": on.isoformat(),
            "area_id": area_id,
            "may_issue": ISSUE_SLIPS in held,
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(SEE_ROLL)
def roll(request: StaffRequest, roll_id: uuid.UUID) -> HttpResponse:
    """A frozen roll; by POST with a reason, with its names."""
    found, held = _roll(request, roll_id, SEE_ROLL)
    form = NamesForm(request.POST or None)
    names = None
    if request.method == "POST" and form.is_valid():
        names = actions.open_names(
            roll_id=roll_id,
            reason=form.cleaned_data["reason"],
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
    labels = rolls.organisation_labels({o for line in found.lines for o in line.owners})
    after = 0 if names is not None else _line(request.GET.get("after", ""))
    page = presenters.roll_page(found, after=after, labels=labels, names=names)
    context = {
        "page": page,
        "form": form,
        "vote_form": _vote_form() if KEEP_ROLL in held else None,
    }
    return render(request, "registry/roll.html", context, status=422 if form.errors else 200)


@require_POST
@staff_page(KEEP_ROLL)
def open_vote(request: StaffRequest, roll_id: uuid.UUID) -> HttpResponse:
    """Put a matter to the owners on the roll."""
    found, _held = _roll(request, roll_id, KEEP_ROLL)
    form = _vote_form(request.POST)
    if form.is_valid():
        try:
            vote = actions.open_vote(
                roll_id=roll_id,
                **form.cleaned_data,
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except Refusal as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error.sentence))
        else:
            return redirect("registry:vote", vote.pk)
    labels = rolls.organisation_labels({o for line in found.lines for o in line.owners})
    page = presenters.roll_page(found, after=0, labels=labels)
    context = {"page": page, "form": NamesForm(), "vote_form": form}
    return render(request, "registry/roll.html", context, status=422)


def _line(text: str) -> int:
    """Read the number of the line that a page of the roll begins after."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LINE_DIGITS else 0


def _area(request: StaffRequest, area_id: uuid.UUID) -> tuple[AreaOnDay, frozenset[str]]:
    """Return the area on the day asked for, and what the viewer may over it.

    Who may see it follows from its compounds of today and of that day.
    """
    today = clock.today()
    area = owners.area_on(area_id, on=today)
    held = _require(request, area, SEE_ROLL)
    on = DayForm(request.GET).day(today)
    if on != today:
        area = owners.area_on(area_id, on=on)
        if area.compounds:
            held &= _require(request, area, SEE_ROLL)
    return area, held


def _roll(
    request: StaffRequest, roll_id: uuid.UUID, permission: str
) -> tuple[FrozenRoll, frozenset[str]]:
    held = _require(request, owners.area_of_roll(roll_id), permission)
    return rolls.frozen_roll(roll_id), held


def _require(request: StaffRequest, area: AreaOnDay, permission: str) -> frozenset[str]:
    held = owners.permissions_over(area, person_id=request.person_id, on=clock.today())
    if permission not in held:
        raise NotFound
    return held


def _vote_form(data: Any = None) -> VoteForm:
    matters = [(rule.code, rule_name(rule)) for rule in rolls.matters_on(clock.today())]
    return VoteForm(data, matters=matters)


def _area_page(
    request: StaffRequest,
    area_id: uuid.UUID,
    *,
    form: FreezeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    area, held = _area(request, area_id)
    found = owners.units_on([part.id for part in area.compounds], on=area.on)
    page = presenters.area_page(area, found, rolls.rolls_of(area.id), rolls.votes_of(area.id))
    context = {
        "page": page,
        "form": form or FreezeForm(initial={"on": area.on}),
        "day_form": DayForm({"on": area.on}),
        "may_keep": KEEP_ROLL in held,
    }
    return render(request, "registry/area_owners.html", context, status=status)
