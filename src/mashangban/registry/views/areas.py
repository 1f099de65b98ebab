"""The page of a management area, and the forms on what belongs to it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mashangban.accounts.access import StaffRequest, names_for, staff_page, viewer_of
from mashangban.accounts.queries import person_by_id
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.choices import member
from mashangban.kit.errors import NotFound, Refusal
from mashangban.registry import actions, queries
from mashangban.registry.forms.management import ContractForm, ManagerForm, ReelectionForm, TermForm
from mashangban.registry.periods import days, since
from mashangban.registry.permissions import MANAGE, VIEW
from mashangban.registry.presenters import areas as presenters
from mashangban.registry.presenters.words import (
    COMMITTEE_WORDS,
    FEE_BASIS_WORDS,
    count_areas,
    rule_note,
)
from mashangban.registry.queries import choices
from mashangban.registry.rules import AREAS_PER_MANAGER
from mashangban.registry.types import FeeBasis
from mashangban.registry.views.asking import asked_as_of, managed_area, say

_HIRING = "company"  # the matter of voting that hires and dismisses companies


@never_cache
@require_safe
@staff_page(VIEW)
def area_page(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """An area: compounds over time, contract, manager, committee, merges and splits."""
    asked = asked_as_of(request)
    found = queries.area_and_right(request.person_id, VIEW, MANAGE, area_id, on=asked.today)
    if found is None:
        raise NotFound
    area, may_manage = found
    view = queries.area_view(area, day=asked.on)
    page = presenters.area_page(
        view,
        names=names_for(request, {post.person_id for post in view.posts}),
        vote=queries.vote_on(view.committee, _HIRING, on=asked.on),
        may_manage=may_manage,
        as_of=asked,
    )
    return render(request, "registry/area.html", {"page": page})


@never_cache
@staff_page(MANAGE)
def new_contract(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """Record a contract."""
    area, today = managed_area(request, area_id), viewer_of(request).on
    near = choices.neighbours(
        area.pk, person_id=request.person_id, permission=MANAGE, day=today, on=today
    )
    contracts = {
        str(each.pk): each
        for each in choices.running_contracts((each.id for each in near), day=today)
    }
    form = ContractForm(
        request.POST or None,
        companies=[(str(key), name) for key, name in choices.company_choices()],
        bases=[(str(basis), str(word)) for basis, word in FEE_BASIS_WORDS.items()],
        contracts=[(k, f"{each.area.name} · {each.company.name}") for k, each in contracts.items()],
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.sign_contract(
                area=area,
                company=choices.company_by_id(UUID(given["company"])),
                period=days(given["first"], given["last"]),
                fee=given["fee"],
                fee_basis=member(FeeBasis, given["fee_basis"]),
                service_standard=given["service_standard"],
                number=given["number"],
                document=given["document"],
                joint_with=contracts.get(given["joint_with"]),
                duty_phone=given["duty_phone"],
                desk_hours=given["desk_hours"],
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The contract is on record."))
            return redirect("registry:area", area.pk)
    vote = queries.may_vote(area.pk, _HIRING, on=today)
    context = {
        "form": form,
        "area": area,
        "title": _("New contract"),
        "notes": tuple(filter(None, (vote.reason,))),
        "submit": _("Record the contract"),
    }
    return render(request, "registry/area_form.html", context, status=422 if form.errors else 200)


@never_cache
@staff_page(MANAGE)
def appoint_manager(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """Appoint a project manager until the contract ends."""
    area, today = managed_area(request, area_id), viewer_of(request).on
    contract = choices.contract_on(area, day=today)
    people = choices.managers_of_company(contract.company_id, day=today) if contract else []
    names = names_for(request, people)
    loads = {each.person_id: each.areas for each in queries.loads_of(people, day=today)}
    form = ManagerForm(
        request.POST or None,
        people=[
            (str(each), f"{names[each]} · {count_areas(loads.get(each, 0))}") for each in people
        ],
        initial={"first": today},
    )
    if request.method == "POST" and contract and form.is_valid():
        try:
            actions.appoint_manager(
                area=area,
                person=person_by_id(UUID(form.cleaned_data["person"])),
                period=since(contract.period, form.cleaned_data["first"]),
                relieve=True,
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except Refusal as refusal:
            say(form, refusal)
        else:
            messages.success(request, _("The project manager is appointed."))
            return redirect("registry:area", area.pk)
    context = {
        "form": form if people else None,
        "area": area,
        "title": _("Appoint manager"),
        "notes": _manager_notes(
            request, has_contract=contract is not None, has_people=bool(people)
        ),
        "submit": _("Appoint"),
    }
    return render(request, "registry/area_form.html", context, status=422 if form.errors else 200)


@never_cache
@staff_page(MANAGE)
def committee(request: StaffRequest, area_id: UUID) -> HttpResponse:
    """Record a term of the owners' committee, or that a re-election has begun."""
    area, now = managed_area(request, area_id), clock.now()
    is_reelection = "on" in request.POST
    posted = request.POST or None
    term = TermForm(None if is_reelection else posted)
    reelection = ReelectionForm(posted if is_reelection else None)
    sent: TermForm | ReelectionForm = reelection if is_reelection else term
    if request.method == "POST" and sent.is_valid():
        given, by = sent.cleaned_data, Actor.person(request.person_id)
        try:
            if is_reelection:
                actions.begin_reelection(
                    area=area, on=given["on"], document=given["paper"], by=by, at=now
                )
            else:
                actions.record_committee_term(
                    area=area,
                    period=days(given["first"], given["last"]),
                    members=given["members"],
                    document=given["document"],
                    by=by,
                    at=now,
                )
        except Refusal as refusal:
            say(sent, refusal)
        else:
            messages.success(request, _("It is on record."))
            return redirect("registry:area", area.pk)
    state = queries.committee_of(area.pk, on=viewer_of(request).on)
    context = {
        "area": area,
        "state": COMMITTEE_WORDS[state.state],
        "term": term,
        "reelection": reelection,
    }
    return render(request, "registry/committee.html", context, status=422 if sent.errors else 200)


def _manager_notes(
    request: StaffRequest, *, has_contract: bool, has_people: bool
) -> tuple[str, ...]:
    if not has_contract:
        return (_("The area has no contract today. Record the contract first."),)
    if not has_people:
        return (
            _(
                "Nobody works under a contract of this company yet. The security administrator "
                "makes a sign-in and grants it over the contract; then the person can be chosen."
            ),
        )
    notes = [
        _(
            "The appointment lasts until the contract ends. Whoever answers for the area now "
            "does so until the day before."
        ),
    ]
    rule = queries.rule_now(AREAS_PER_MANAGER, on=viewer_of(request).on)
    if rule is not None:
        notes.append(
            _("At most %(most)s areas each (%(rule)s).")
            % {"most": rule.figure, "rule": rule_note(rule)}
        )
    return tuple(notes)
