"""The list of compounds, the page of one, and what the bureau changes there."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mashangban.accounts.access import StaffRequest, names_for, staff_page, viewer_of
from mashangban.accounts.permissions import permissions_over
from mashangban.audit.queries import entries_about
from mashangban.kit import as_of as days
from mashangban.kit import clock, slots
from mashangban.kit.actors import Actor, ActorKind
from mashangban.kit.as_of import AsOf
from mashangban.kit.errors import BadInput, NotFound
from mashangban.registry import actions, queries
from mashangban.registry.errors import NotThereAnyMore
from mashangban.registry.forms.compounds import (
    AliasForm,
    CommitteeForm,
    FactsForm,
    LaneForm,
    NarrowForm,
    SubdistrictForm,
)
from mashangban.registry.periods import days as period_of
from mashangban.registry.permissions import MANAGE, VIEW
from mashangban.registry.presenters import compound_page as page_of
from mashangban.registry.presenters.compounds import compound_list
from mashangban.registry.queries import CompoundDetail, Cursor
from mashangban.registry.types import CompoundVisit

_HISTORY = 50  # entries on the page


@never_cache
@require_GET
@staff_page(VIEW)
def compounds(request: StaffRequest) -> HttpResponse:
    """The compounds within the viewer's scopes, by pinyin."""
    person_id, today = request.person_id, clock.today()
    as_of = days.read(request.GET, today=today)
    form = NarrowForm(
        request.GET,
        subdistricts=queries.subdistricts_of(person_id=person_id, today=today),
    )
    narrowing = form.narrowing()
    page = queries.list_compounds(
        person_id=person_id,
        narrowing=narrowing,
        after=Cursor.from_text(request.GET.get("after", "")),
        on=as_of.on,
        today=today,
    )
    count = queries.count_compounds(
        person_id=person_id, narrowing=narrowing, on=as_of.on, today=today
    )
    view = compound_list(page, count=count, kept=form.kept(), as_of=as_of)
    return render(request, "registry/compounds/list.html", {"page": view, "form": form})


@never_cache
@require_GET
@staff_page(VIEW)
def compound(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """One compound, drawn from what each context knows of it."""
    viewer = viewer_of(request)
    as_of = days.read(request.GET, today=viewer.on)
    ended = _end_of(as_of)
    detail = queries.compound_detail(compound_id, on=as_of.on, ended=ended)
    allowed = _allowed(request, detail, VIEW)
    history = tuple(
        entry
        for entry in entries_about(("compound", compound_id), limit=_HISTORY)
        if entry.at < ended
    )
    people = {UUID(each.by.id) for each in history if each.by.kind is ActorKind.PERSON}
    if detail.manager_id is not None:
        people.add(detail.manager_id)
    visit = CompoundVisit(
        compound=detail,
        as_of=as_of,
        viewer=viewer,
        allowed=allowed,
        history=history,
        names=names_for(request, people),
    )
    context = {
        "page": page_of.compound_page(detail, as_of),
        "panels": slots.panels("compound", visit),
    }
    return render(request, "registry/compounds/compound.html", context)


@never_cache
@staff_page(MANAGE)
def facts(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Change the facts of a compound."""
    detail = _to_change(request, compound_id)
    form = FactsForm(request.POST or None, compound=detail, today=clock.today())
    if request.method == "POST" and form.is_valid():
        changed = actions.change_facts(
            compound_id=compound_id, facts=form.facts(), by=_by(request), at=clock.now()
        )
        messages.success(request, _("Changed.") if changed else _("It was so already."))
        return redirect("registry:compound", compound_id)
    context = {"compound": detail, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/compounds/facts.html", context, status=status)


@never_cache
@require_GET
@staff_page(MANAGE)
def names(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """The other names and the lanes of a compound, each with the way to remove it."""
    return _names_page(request, _to_change(request, compound_id))


@require_POST
@staff_page(MANAGE)
def add_alias(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Let the compound be known by another name too."""
    detail = _to_change(request, compound_id)
    form = AliasForm(request.POST)
    if form.is_valid() and _done(form, lambda: _write_alias(request, detail, form)):
        messages.success(request, _("Added. The compound is found by it now."))
        return redirect("registry:compound_names", compound_id)
    return _names_page(request, detail, alias_form=form, status=422)


@require_POST
@staff_page(MANAGE)
def remove_alias(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Take a name back."""
    _to_change(request, compound_id)
    actions.remove_alias(
        compound_id=compound_id, alias_id=_named(request), by=_by(request), at=clock.now()
    )
    messages.success(request, _("Removed. The history keeps that it was there."))
    return redirect("registry:compound_names", compound_id)


@require_POST
@staff_page(MANAGE)
def add_lane(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Let a lane lead into the compound."""
    detail = _to_change(request, compound_id)
    form = LaneForm(request.POST)
    if form.is_valid() and _done(form, lambda: _write_lane(request, detail, form)):
        messages.success(request, _("Added. The compound is found by it now."))
        return redirect("registry:compound_names", compound_id)
    return _names_page(request, detail, lane_form=form, status=422)


@require_POST
@staff_page(MANAGE)
def remove_lane(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Take a lane back."""
    _to_change(request, compound_id)
    actions.remove_lane(
        compound_id=compound_id, lane_id=_named(request), by=_by(request), at=clock.now()
    )
    messages.success(request, _("Removed. The history keeps that it was there."))
    return redirect("registry:compound_names", compound_id)


@never_cache
@require_GET
@staff_page(MANAGE)
def administration(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Which subdistrict and committee a compound belongs to, and how that is known."""
    return _administration_page(request, _to_change(request, compound_id))


@require_POST
@staff_page(MANAGE)
def override_subdistrict(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Say, with the reason, which subdistrict administers the compound."""
    detail = _to_change(request, compound_id)
    offered = {region.code: region for region in queries.subdistricts_beside(compound_id)}
    choices = [(code, region.name) for code, region in offered.items()]
    form = SubdistrictForm(request.POST, choices=choices, compound=detail)
    if form.is_valid() and _done(
        form,
        lambda: actions.override_subdistrict(
            compound_id=compound_id,
            subdistrict=offered[form.cleaned_data["code"]],
            reason=form.cleaned_data["reason"],
            by=_by(request),
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Changed. The page says that it was overridden, and why."))
        return redirect("registry:compound_administration", compound_id)
    return _administration_page(request, detail, subdistrict_form=form, status=422)


@require_POST
@staff_page(MANAGE)
def set_committee(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Say which residents' committee the compound belongs to."""
    detail = _to_change(request, compound_id)
    offered = {each.code: each for each in queries.committees_in(detail.subdistrict_code)}
    choices = [(code, region.name) for code, region in offered.items()]
    form = CommitteeForm(request.POST, choices=choices, compound=detail)
    if form.is_valid():
        actions.set_committee(
            compound_id=compound_id,
            committee=offered.get(form.cleaned_data["code"]),
            by=_by(request),
            at=clock.now(),
        )
        messages.success(request, _("Changed."))
        return redirect("registry:compound_administration", compound_id)
    return _administration_page(request, detail, committee_form=form, status=422)


def _names_page(
    request: StaffRequest,
    detail: CompoundDetail,
    *,
    alias_form: AliasForm | None = None,
    lane_form: LaneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "compound": detail,
        "names": page_of.names_of(detail),
        "alias_form": alias_form or AliasForm(),
        "lane_form": lane_form or LaneForm(),
    }
    return render(request, "registry/compounds/names.html", context, status=status)


def _administration_page(
    request: StaffRequest,
    detail: CompoundDetail,
    *,
    subdistrict_form: SubdistrictForm | None = None,
    committee_form: CommitteeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    subdistricts = [(each.code, each.name) for each in queries.subdistricts_beside(detail.id)]
    committees = [(each.code, each.name) for each in queries.committees_in(detail.subdistrict_code)]
    context = {
        "compound": detail,
        "known_as": page_of.subdistrict_words(detail),
        "suggestion": page_of.suggestion_words(queries.nearest_committee(detail.id)),
        "subdistrict_form": subdistrict_form
        or SubdistrictForm(choices=subdistricts, compound=detail),
        "committee_form": committee_form or CommitteeForm(choices=committees, compound=detail),
    }
    return render(request, "registry/compounds/administration.html", context, status=status)


def _write_alias(request: StaffRequest, detail: CompoundDetail, form: AliasForm) -> None:
    given: dict[str, Any] = form.cleaned_data
    period = None
    if given["first"] or given["last"]:
        period = period_of(given["first"], given["last"])
    actions.add_alias(
        compound_id=detail.id,
        name=given["name"],
        kind=form.kind_given,
        period=period,
        by=_by(request),
        at=clock.now(),
    )


def _write_lane(request: StaffRequest, detail: CompoundDetail, form: LaneForm) -> None:
    actions.add_lane(compound_id=detail.id, **form.cleaned_data, by=_by(request), at=clock.now())


def _done(form: forms.Form, write: Callable[[], object]) -> bool:
    """Write; what is refused for what was filled in is said beside the field."""
    try:
        write()
    except BadInput as refusal:
        form.add_error(
            refusal.field if refusal.field in form.fields else None, str(refusal.sentence)
        )
        return False
    return True


def _to_change(request: StaffRequest, compound_id: UUID) -> CompoundDetail:
    """Return a compound that the viewer may change; raises NotFound."""
    as_of = days.read({}, today=clock.today())
    detail = queries.compound_detail(compound_id, on=as_of.on, ended=_end_of(as_of))
    _allowed(request, detail, MANAGE)
    return detail


def _allowed(request: StaffRequest, detail: CompoundDetail, wanted: str) -> frozenset[str]:
    """Return what the viewer may there; raises NotFound unless that is `wanted` too."""
    allowed = permissions_over(request.person_id, detail.scope_id, on=clock.today())
    if wanted not in allowed:
        raise NotFound
    return allowed


def _named(request: StaffRequest) -> UUID:
    """Return the id of what is to be removed; raises NotThereAnyMore for anything else."""
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError:
        raise NotThereAnyMore from None


def _end_of(as_of: AsOf) -> datetime:
    """Return the instant at which the day is over in Shanghai."""
    return datetime.combine(as_of.on + timedelta(days=1), time(), clock.SHANGHAI)


def _by(request: StaffRequest) -> Actor:
    return Actor.person(request.person_id)
