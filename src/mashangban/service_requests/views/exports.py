"""The list of requests as a file."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.accounts.exporting import hand_out
from mashangban.kit.choices import member
from mashangban.kit.errors import NotFound
from mashangban.kit.exports import Format
from mashangban.service_requests import presenters, queries
from mashangban.service_requests.forms import ReasonForm
from mashangban.service_requests.permissions import SEE_CONTACT, VIEW
from mashangban.service_requests.queries import Tab

SUBJECT = "service_requests.list"


@never_cache
@require_http_methods(["GET", "POST"])
@staff_page(VIEW)
def export(request: StaffRequest) -> HttpResponseBase:
    """Hand the list out as a file; with residents' words only for a reason."""
    form = member(Format, request.GET.get("form", Format.XLSX))
    if form not in (Format.XLSX, Format.CSV):
        raise NotFound
    with_words = request.GET.get("with_words") == "1"
    if not with_words:
        return _file(request, form)
    if SEE_CONTACT not in viewer_of(request).permissions:
        raise NotFound
    reason = ReasonForm(request.POST or None)
    if request.method == "POST" and reason.is_valid():
        return _file(request, form, with_words=True, reason=reason.cleaned_data["reason"])
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return _ask(request, reason, status)


def _ask(request: StaffRequest, reason: ReasonForm, status: int) -> HttpResponse:
    return render(request, "service_requests/export.html", {"form": reason}, status=status)


def _file(
    request: StaffRequest, form: Format, *, with_words: bool = False, reason: str = ""
) -> HttpResponseBase:
    viewer = viewer_of(request)
    tab = member(Tab, request.GET.get("tab")) or Tab.OPEN
    words = request.GET.get("q", "").strip()[:80]
    rows = queries.every_request(
        person_id=viewer.person_id,
        permission=SEE_CONTACT if with_words else VIEW,
        tab=tab,
        words=words,
        with_words=with_words,
        on=viewer.on,
        now=viewer.now,
    )
    return hand_out(
        request,
        presenters.sheet(rows, with_words=with_words, now=viewer.now),
        form=form,
        subject=SUBJECT,
        filters={"tab": tab.value, "searched": "yes" if words else "no"},
        personal=with_words,
        reason=reason,
    )
