"""The codes of compounds: listed, issued, printed, withdrawn, replaced."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mashangban.accounts import permissions as grants
from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import NotFound
from mashangban.registry import actions, queries, sheets
from mashangban.registry.errors import ChoiceMissing, CodeWithdrawn
from mashangban.registry.forms.codes import IssueForm, PlaceForm, SheetForm, WithdrawForm
from mashangban.registry.permissions import MANAGE, PRINT_CODES
from mashangban.registry.presenters import codes as presenters
from mashangban.registry.tokens import address_of
from mashangban.registry.types import CodeLine, CodeTarget, SheetLayout

_LONGEST_CURSOR = 700  # a name's pinyin and an id


@never_cache
@require_safe
@staff_page(PRINT_CODES)
def code_list(request: StaffRequest) -> HttpResponse:
    """The compounds of the viewer's scopes, and how many of their places have a code."""
    on = viewer_of(request).on
    words, code = request.GET.get("q", "").strip()[:80], request.GET.get("in", "")[:9]
    page = queries.coded_compounds(
        person_id=request.person_id,
        words=words,
        subdistrict_code=code,
        after=request.GET.get("after", "")[:_LONGEST_CURSOR],
        on=on,
    )
    view = presenters.code_list(
        page,
        words=words,
        subdistrict=code,
        subdistricts=queries.subdistricts_with_codes(request.person_id, on=on),
    )
    context: dict[str, Any] = {"page": view}
    chosen = queries.subdistrict(code) if code else None
    if chosen is not None:
        allowed = grants.permissions_over(request.person_id, chosen.scope_id, on=on)
        if PRINT_CODES in allowed:
            context |= {"whole": chosen, "sheet_form": SheetForm(), "may_issue": MANAGE in allowed}
    return render(request, "registry/codes/list.html", context)


@require_POST
@staff_page(MANAGE)
def issue_in_subdistrict(request: StaffRequest, code: str) -> HttpResponse:
    """Issue a code for every compound of a subdistrict that has none."""
    on = viewer_of(request).on
    subdistrict = queries.subdistrict(code)
    if subdistrict is None:
        raise NotFound
    grants.require(request.person_id, MANAGE, subdistrict.scope_id, on=on)
    issued = actions.issue_missing_codes(
        compound_ids=queries.compounds_of_subdistrict(code, person_id=request.person_id, on=on),
        target=CodeTarget.COMPOUND,
        by=Actor.person(request.person_id),
        at=clock.now(),
    )
    messages.success(request, _issued(len(issued)))
    return redirect(f"{reverse('registry:code_list')}?in={code}")


@never_cache
@require_safe
@staff_page(PRINT_CODES)
def compound_codes(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """The codes of one compound, and what of it has none yet."""
    return _compound_page(request, compound_id, place_form=PlaceForm())


@require_POST
@staff_page(MANAGE)
def issue(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Issue what is missing: the compound's own code, or one for each entrance or facility."""
    _require(request, queries.scope_of_compound(compound_id), MANAGE)
    form = IssueForm(request.POST)
    if not form.is_valid():
        raise ChoiceMissing
    issued = actions.issue_missing_codes(
        compound_ids=[compound_id],
        target=form.cleaned_data["target"],
        by=Actor.person(request.person_id),
        at=clock.now(),
    )
    messages.success(request, _issued(len(issued)))
    return redirect("registry:compound_codes", compound_id)


@require_POST
@staff_page(MANAGE)
def issue_at(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Issue a further code of the compound that hangs at a place said by hand."""
    _require(request, queries.scope_of_compound(compound_id), MANAGE)
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return _compound_page(request, compound_id, place_form=form, status=422)
    code = actions.issue_code(
        compound=queries.compound(compound_id),
        place=form.cleaned_data["place"],
        by=Actor.person(request.person_id),
        at=clock.now(),
    )
    messages.success(request, _issued(1))
    return redirect("registry:code", code.id)


@never_cache
@require_safe
@staff_page(PRINT_CODES)
def code(request: StaffRequest, code_id: UUID) -> HttpResponse:
    """One code: to print, to withdraw, to replace."""
    return _code_page(request, code_id, withdraw_form=WithdrawForm())


@require_POST
@staff_page(MANAGE)
def withdraw(request: StaffRequest, code_id: UUID) -> HttpResponse:
    """Withdraw a code for good, with a reason; or replace it by a new one for the same place."""
    _require_code(request, code_id, MANAGE)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _code_page(request, code_id, withdraw_form=form, status=422)
    known = {
        "code_id": code_id,
        "reason": form.cleaned_data["reason"],
        "by": Actor.person(request.person_id),
        "at": clock.now(),
    }
    if "replace" in request.POST:
        new = actions.replace_code(**known)
        messages.success(request, _("Replaced. This is the new code: print it and hang it up."))
        return redirect("registry:code", new.id)
    actions.withdraw_code(**known)
    messages.success(request, _("Withdrawn. Whoever scans it is told so."))
    return redirect("registry:code", code_id)


@require_safe
@staff_page(PRINT_CODES)
def code_sheet(request: StaffRequest, code_id: UUID, layout: str) -> HttpResponse:
    """Serve the printed sheet of a code as PDF, in the language of the district's residents."""
    known = _require_code(request, code_id, PRINT_CODES)
    place = queries.place_to_print(code_id, on=viewer_of(request).on)
    if place is None:
        raise CodeWithdrawn
    pdf = sheets.render([place], language=settings.LANGUAGE_CODE, layout=SheetLayout(layout))
    return pdf_response(pdf, name=f"code-{known.token}.pdf")


def pdf_response(pdf: bytes, *, name: str) -> HttpResponse:
    """Return a PDF that the browser shows, and that nobody else keeps."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _compound_page(
    request: StaffRequest, compound_id: UUID, *, place_form: PlaceForm, status: int = 200
) -> HttpResponse:
    counted = queries.coded_compound(compound_id)
    if counted is None:
        raise NotFound
    allowed = _require(request, counted.scope_id, PRINT_CODES)
    view = presenters.compound_codes(
        compound_id, counted.name, queries.codes_of(compound_id), counted
    )
    context = {
        "page": view,
        "may_manage": MANAGE in allowed,
        "place_form": place_form,
        "sheet_form": SheetForm(),
    }
    return render(request, "registry/codes/compound.html", context, status=status)


def _code_page(
    request: StaffRequest, code_id: UUID, *, withdraw_form: WithdrawForm, status: int = 200
) -> HttpResponse:
    known = queries.code_line(code_id)
    allowed = _require(request, known.scope_id if known else None, PRINT_CODES)
    assert known is not None
    context = {
        "page": presenters.code_page(known, address=address_of(known.token), now=clock.now()),
        "may_manage": MANAGE in allowed,
        "withdraw_form": withdraw_form,
    }
    return render(request, "registry/codes/code.html", context, status=status)


def _require(request: StaffRequest, scope_id: int | None, permission: str) -> frozenset[str]:
    """Return what the viewer may in a scope. Raises NotFound without one, or `permission` in it."""
    if scope_id is None:
        raise NotFound
    allowed = grants.permissions_over(request.person_id, scope_id, on=viewer_of(request).on)
    if permission not in allowed:
        raise NotFound
    return allowed


def _require_code(request: StaffRequest, code_id: UUID, permission: str) -> CodeLine:
    """Return a code. Raises NotFound where there is none or without `permission` there."""
    known = queries.code_line(code_id)
    _require(request, known.scope_id if known else None, permission)
    assert known is not None
    return known


def _issued(count: int) -> str:
    if not count:
        return _("Everything has a code already; none was issued.")
    return ngettext("%(n)s code issued.", "%(n)s codes issued.", count) % {"n": count}
