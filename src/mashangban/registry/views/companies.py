"""The list of companies and the page of one."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mashangban.accounts.access import StaffRequest, names_for, staff_page, viewer_of
from mashangban.kit import as_of, slots
from mashangban.kit.choices import member
from mashangban.kit.errors import NotFound
from mashangban.registry import queries
from mashangban.registry.panels import CompanySubject
from mashangban.registry.permissions import VIEW
from mashangban.registry.presenters import companies as presenters
from mashangban.registry.queries.companies import Cursor
from mashangban.registry.types import Ownership
from mashangban.registry.views.asking import asked_as_of


@never_cache
@require_safe
@staff_page(VIEW)
def company_list(request: StaffRequest) -> HttpResponse:
    """All companies; what they serve is counted within the viewer's scopes."""
    asked = asked_as_of(request)
    words = request.GET.get("q", "").strip()[:80]
    ownership = member(Ownership, request.GET.get("ownership"))
    page = queries.company_page(
        person_id=request.person_id,
        words=words,
        ownership=ownership,
        after=Cursor.from_text(request.GET.get("after", "")),
        day=asked.on,
        on=asked.today,
    )
    view = presenters.list_view(
        page,
        queries.ownership_counts(words),
        words=words,
        ownership=ownership,
        as_of=asked,
    )
    return render(request, "registry/companies.html", {"page": view})


@never_cache
@require_safe
@staff_page(VIEW)
def company_page(request: StaffRequest, company_id: UUID) -> HttpResponse:
    """A company, drawn from the panels of the subject "company"."""
    viewer, asked = viewer_of(request), asked_as_of(request)
    facts = queries.company_facts(company_id)
    if facts is None:
        raise NotFound
    areas = queries.served_areas(company_id, person_id=viewer.person_id, day=asked.on, on=viewer.on)
    subject = CompanySubject(
        facts=facts, areas=areas, viewer=viewer, as_of=asked, names=partial(names_for, request)
    )
    context = {
        "name": facts.name,
        "as_of": as_of.bar(asked, request.path),
        "panels": slots.panels("company", subject),
    }
    return render(request, "registry/company.html", context)
