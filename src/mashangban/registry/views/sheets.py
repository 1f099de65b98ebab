"""Sheets of a whole compound or subdistrict: asked for, waited for, fetched."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from mashangban.accounts import permissions as grants
from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.kit import clock
from mashangban.kit.errors import NotFound
from mashangban.registry import actions, queries
from mashangban.registry.errors import ChoiceMissing, SheetsNotReady
from mashangban.registry.forms.codes import SheetForm
from mashangban.registry.permissions import PRINT_CODES
from mashangban.registry.presenters import sheets as presenters
from mashangban.registry.types import SheetOrder
from mashangban.registry.views.codes import pdf_response

_SHOWN = 50


@never_cache
@require_safe
@staff_page(PRINT_CODES)
def sheet_orders(request: StaffRequest) -> HttpResponse:
    """The latest orders in the viewer's scopes."""
    scopes = grants.permitted_scope_ids(request.person_id, PRINT_CODES, on=viewer_of(request).on)
    table = presenters.order_table(queries.sheet_orders(scopes, most=_SHOWN))
    return render(request, "registry/codes/orders.html", {"table": table})


@require_POST
@staff_page(PRINT_CODES)
def ask_for_compound(request: StaffRequest, compound_id: UUID) -> HttpResponse:
    """Have the sheets of a compound's codes drawn."""
    return _ask(request, queries.scope_of_compound(compound_id))


@require_POST
@staff_page(PRINT_CODES)
def ask_for_subdistrict(request: StaffRequest, code: str) -> HttpResponse:
    """Have the sheets of all codes of a subdistrict drawn."""
    subdistrict = queries.subdistrict(code)
    return _ask(request, subdistrict.scope_id if subdistrict else None)


@never_cache
@require_safe
@staff_page(PRINT_CODES)
def sheet_order(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """How an order stands."""
    order = _require_order(request, order_id)
    page = presenters.order_page(order, now=clock.now())
    return render(request, "registry/codes/order.html", {"page": page})


@require_safe
@staff_page(PRINT_CODES)
def sheets_pdf(request: StaffRequest, order_id: UUID) -> HttpResponse:
    """The sheets of an order."""
    order = _require_order(request, order_id)
    try:
        pdf = queries.sheets_pdf(order_id, at=clock.now())
    except NotFound:
        raise SheetsNotReady from None
    return pdf_response(pdf, name=f"codes-{order.asked_at:%Y%m%d}-{order.layout}.pdf")


def _ask(request: StaffRequest, scope_id: int | None) -> HttpResponse:
    if scope_id is None:
        raise NotFound
    grants.require(request.person_id, PRINT_CODES, scope_id, on=viewer_of(request).on)
    form = SheetForm(request.POST)
    if not form.is_valid():
        raise ChoiceMissing
    order_id = actions.ask_for_sheets(
        scope_id=scope_id,
        layout=form.cleaned_data["layout"],
        target=form.cleaned_data["target"],
        person_id=request.person_id,
        at=clock.now(),
    )
    return redirect("registry:sheet_order", order_id)


def _require_order(request: StaffRequest, order_id: UUID) -> SheetOrder:
    """Return an order. Raises NotFound where there is none or without the right to print there."""
    order = queries.sheet_order(order_id)
    if order is None:
        raise NotFound
    grants.require(request.person_id, PRINT_CODES, order.scope_id, on=viewer_of(request).on)
    return order
