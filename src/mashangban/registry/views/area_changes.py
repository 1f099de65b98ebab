"""Merging and splitting areas: a form, a page that shows what will change, then the change."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import Refusal
from mashangban.registry import actions, queries
from mashangban.registry.forms.management import MergeForm, SplitForm
from mashangban.registry.permissions import MANAGE
from mashangban.registry.presenters import changes as presenters
from mashangban.registry.presenters.words import count_compounds, count_households
from mashangban.registry.queries import choices
from mashangban.registry.views.asking import managed_area, say


@never_cache
@staff_page(MANAGE)
def merge_areas(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """Let neighbouring areas go into this one, once what it does has been shown."""
    area, today = managed_area(request, area_id), viewer_of(request).on
    near = choices.neighbours(
        area.pk, person_id=request.person_id, permission=MANAGE, day=today, on=today
    )
    form = MergeForm(
        request.POST or None,
        neighbours=[
            (
                str(each.id),
                " · ".join(
                    part
                    for part in (
                        each.name,
                        count_compounds(each.compounds),
                        count_households(each.households),
                        each.company,
                    )
                    if part
                ),
            )
            for each in near
        ],
        initial={"on": today},
    )
    context = {"form": form, "area": area, "title": _("Merge areas"), "has_choice": bool(near)}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        others = queries.areas_by_id(
            request.person_id, MANAGE, map(UUID, given["others"]), on=today
        )
        warnings = presenters.reelection_warning(
            queries.barred_from("adjust_area", [area, *others], on=given["on"])
        )
        try:
            if "confirmed" in request.POST:
                actions.merge_areas(
                    into=area,
                    others=others,
                    on=given["on"],
                    document=given["document"],
                    name=given["name"].strip(),
                    by=Actor.person(request.person_id),
                    at=clock.now(),
                )
                messages.success(request, _("The areas are merged from that day on."))
                return redirect("registry:area", area.pk)
            plan = actions.plan_merge(into=area, others=others, on=given["on"])
        except Refusal as refusal:
            say(form, refusal)
        else:
            confirmation = presenters.merge_confirmation(
                plan, name=given["name"].strip(), warnings=warnings
            )
            return render(
                request, "registry/change_confirm.html", {**context, "page": confirmation}
            )
    return render(request, "registry/change_form.html", context, status=422 if form.errors else 200)


@never_cache
@staff_page(MANAGE)
def split_area(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """Let compounds leave this area for a new one, once what it does has been shown."""
    area, today = managed_area(request, area_id), viewer_of(request).on
    members = choices.compounds_of(area, day=today)
    form = SplitForm(
        request.POST or None,
        compounds=[
            (str(key), f"{name} · {count_households(households or 0)}")
            for key, name, households in members
        ],
        initial={"on": today, "continues": True},
    )
    context = {
        "form": form,
        "area": area,
        "title": _("Split the area"),
        "has_choice": len(members) > 1,
    }
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        leaving = [UUID(each) for each in given["compounds"]]
        warnings = presenters.reelection_warning(
            queries.barred_from("adjust_area", [area], on=given["on"])
        )
        try:
            if "confirmed" in request.POST:
                new = actions.split_area(
                    area=area,
                    compounds=leaving,
                    name=given["name"].strip(),
                    on=given["on"],
                    document=given["document"],
                    continues=given["continues"],
                    by=Actor.person(request.person_id),
                    at=clock.now(),
                )
                messages.success(request, _("The new area begins on that day."))
                return redirect("registry:area", new.pk)
            plan = actions.plan_split(
                area=area, compounds=leaving, on=given["on"], continues=given["continues"]
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            confirmation = presenters.split_confirmation(
                plan, name=given["name"].strip(), warnings=warnings
            )
            return render(
                request, "registry/change_confirm.html", {**context, "page": confirmation}
            )
    return render(request, "registry/change_form.html", context, status=422 if form.errors else 200)
