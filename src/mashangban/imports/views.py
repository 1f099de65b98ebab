"""Pages of imports."""

import uuid
from collections.abc import Iterable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mashangban.accounts.access import StaffRequest, names_for, staff_page
from mashangban.imports import actions, presenters, queries
from mashangban.imports.forms import ColumnsForm, UploadForm
from mashangban.imports.kinds import kind_named
from mashangban.imports.permissions import IMPORT
from mashangban.imports.states import S
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.errors import BadInput


@never_cache
@require_GET
@staff_page(IMPORT)
def run_list(request: StaffRequest) -> HttpResponse:
    """The latest imports."""
    runs = queries.recent_runs()
    names = names_for(request, _persons(run.person_id for run in runs))
    table = presenters.run_list(runs, names, now=clock.now())
    return render(request, "imports/list.html", {"table": table})


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(IMPORT)
def upload(request: StaffRequest) -> HttpResponse:
    """Choose a file."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        sheet = form.cleaned_data["sheet"]
        run_id = actions.upload(
            kind=form.cleaned_data["kind"],
            file_name=sheet.name,
            content=sheet.read(),
            mapping=form.cleaned_data["mapping"],
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
        return redirect("imports:run", run_id)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "imports/upload.html", {"form": form}, status=status)


@never_cache
@require_GET
@staff_page(IMPORT)
def run(request: StaffRequest, run_id: uuid.UUID) -> HttpResponse:
    """Where an import stands, and what can be done now."""
    return _run_page(request, queries.run(run_id))


@require_POST
@staff_page(IMPORT)
def choose(request: StaffRequest, run_id: uuid.UUID) -> HttpResponse:
    """Say which column holds what."""
    found = queries.run(run_id)
    form = _columns_form(found, request.POST)
    if not form.is_valid():
        return _run_page(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        actions.choose(
            run_id=run_id,
            mapping=form.mapping(),
            skip_refused=form.cleaned_data["skip_refused"],
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
    except BadInput as error:
        form.add_error(None, str(error.sentence))
        return _run_page(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect("imports:run", run_id)


@require_POST
@staff_page(IMPORT)
def decide(request: StaffRequest, run_id: uuid.UUID, step: str) -> HttpResponse:
    """Import, choose the columns again, discard, or undo."""
    act = _STEPS[step]
    act(run_id=run_id, by=Actor.person(request.person_id), at=clock.now())
    if step == "discard":
        messages.success(request, _("Discarded. Nothing was written."))
        return redirect("imports:list")
    return redirect("imports:run", run_id)


@never_cache
@require_GET
@staff_page(IMPORT)
def report(request: StaffRequest, run_id: uuid.UUID) -> HttpResponse:
    """The whole report as CSV."""
    response = HttpResponse(queries.report(run_id), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run_id.hex[-12:]}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response


_STEPS = {
    "import": actions.start,
    "again": actions.choose_again,
    "discard": actions.discard,
    "undo": actions.undo,
}


def _run_page(
    request: StaffRequest,
    found: queries.Run,
    form: ColumnsForm | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    names = names_for(request, _persons([found.person_id]))
    if form is None and found.state == S.COLUMNS:
        form = _columns_form(found)
    context = {"page": presenters.run_page(found, names, now=clock.now()), "form": form}
    return render(request, "imports/run.html", context, status=status)


def _columns_form(found: queries.Run, *bound: object) -> ColumnsForm:
    return ColumnsForm(
        *bound, kind=kind_named(found.kind), columns=found.columns, mapping=found.mapping
    )


def _persons(ids: Iterable[uuid.UUID | None]) -> set[uuid.UUID]:
    return {person_id for person_id in ids if person_id}
