"""Printed codes."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.accounts.permissions import require
from mashangban.kit.errors import NotFound
from mashangban.registry import queries, sheets
from mashangban.registry.errors import CodeWithdrawn
from mashangban.registry.permissions import PRINT_CODES


@staff_page(PRINT_CODES)
def code_sheet(request: StaffRequest, code_id: UUID) -> HttpResponse:
    """Serve the printed sheet of a code as PDF, in the language of the district's residents."""
    on = viewer_of(request).on
    code = queries.code_with_compound(code_id)
    if code is None:
        raise NotFound
    require(request.person_id, PRINT_CODES, code.compound.scope_id, on=on)
    place = queries.place_of_code(code.token, on=on)
    if place is None:
        raise CodeWithdrawn
    response = HttpResponse(
        sheets.render([place], language=settings.LANGUAGE_CODE), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="code-{code.token}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
