"""What staff open: the list, one request, and the steps they take."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from mashangban.accounts import actions as accounts
from mashangban.accounts import permissions as grants
from mashangban.accounts import queries as people
from mashangban.accounts.access import StaffRequest, names_for, staff_page, viewer_of
from mashangban.accounts.types import DetailKind
from mashangban.files import responses
from mashangban.files.types import Rendition
from mashangban.kit import clock
from mashangban.kit.actors import Actor, ActorKind
from mashangban.kit.choices import member
from mashangban.kit.components import Masked
from mashangban.kit.errors import BadInput, NotFound
from mashangban.kit.maps import WORK_KEEPS, geojson
from mashangban.kit.masks import mask_phone
from mashangban.registry.permissions import PRINT_CODES
from mashangban.service_requests import actions, presenters, queries
from mashangban.service_requests.forms import ReasonForm, StepForm
from mashangban.service_requests.permissions import HANDLE, SEE_CONTACT, VIEW
from mashangban.service_requests.queries import Cursor, Detail, Tab


@never_cache
@require_GET
@staff_page(VIEW)
def request_list(request: StaffRequest) -> HttpResponse:
    """The requests of the viewer's scopes, the most pressing first."""
    tab = member(Tab, request.GET.get("tab")) or Tab.OPEN
    words = request.GET.get("q", "").strip()[:80]
    now, today = clock.now(), clock.today()
    page = queries.list_requests(
        person_id=request.person_id,
        tab=tab,
        words=words,
        after=Cursor.from_text(request.GET.get("after", "")),
        on=today,
        now=now,
    )
    counts = queries.tab_counts(person_id=request.person_id, on=today, now=now)
    with_words = SEE_CONTACT in viewer_of(request).permissions
    view = presenters.list_view(
        page, counts, tab=tab, words=words, may_export_words=with_words, now=now
    )
    return render(request, "service_requests/list.html", {"page": view})


@gzip_page
@require_GET
@staff_page(VIEW)
def request_map(request: StaffRequest) -> HttpResponse:
    """How much runs in each of the viewer's compounds, as the map fetches it."""
    body = queries.running_geojson(person_id=request.person_id, on=clock.today(), now=clock.now())
    return geojson(body, keep=WORK_KEEPS)


@never_cache
@require_GET
@staff_page(VIEW)
def request_detail(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """One request: what was said, the clock and its reason, the history, the next step."""
    return _detail_page(request, request_id)


@require_POST
@staff_page(HANDLE)
def accept(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Take it on."""
    actions.accept(request_id=request_id, by=Actor.person(request.person_id), at=clock.now())
    messages.success(request, _("Accepted. The resident can see it."))
    return redirect("service_requests:detail", request_id)


@require_POST
@staff_page(HANDLE)
def start(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Set out."""
    actions.start(request_id=request_id, by=Actor.person(request.person_id), at=clock.now())
    messages.success(request, _("On the way. The resident can see it."))
    return redirect("service_requests:detail", request_id)


@require_POST
@staff_page(HANDLE)
def resolve(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """Mended: with words and photos."""
    form = StepForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.resolve(
                request_id=request_id,
                given=form.given(),
                by=Actor.person(request.person_id),
                at=clock.now(),
            )
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        else:
            messages.success(request, _("Mended. The resident is asked to have a look."))
            return redirect("service_requests:detail", request_id)
    return _detail_page(request, request_id, step_form=form, status=422)


@never_cache
@staff_page(SEE_CONTACT)
def contact(request: StaffRequest, request_id: uuid.UUID) -> HttpResponse:
    """The reporter's telephone number, for a reason that is kept."""
    detail = _detail(request, request_id)
    if not grants.may(request.person_id, SEE_CONTACT, detail.scope_id, on=clock.today()):
        raise NotFound
    form = ReasonForm(request.POST or None)
    number = ""
    if request.method == "POST" and form.is_valid():
        number = accounts.reveal(
            person_id=detail.reporter_id,
            kind=DetailKind.PHONE,
            reason=form.cleaned_data["reason"],
            by=Actor.person(request.person_id),
            at=clock.now(),
        )
    context = {"number": detail.number, "form": form, "phone": number, "id": request_id}
    return render(request, "service_requests/contact.html", context)


@require_GET
@staff_page(VIEW)
def photo(
    request: StaffRequest, request_id: uuid.UUID, photo_id: uuid.UUID, size: str
) -> HttpResponse:
    """A photo of a request within the viewer's scopes."""
    rendition = member(Rendition, size)
    if rendition is None or not queries.may_show_photo(_detail(request, request_id), photo_id):
        raise NotFound
    return responses.photo(photo_id, rendition)


def _detail(request: StaffRequest, request_id: uuid.UUID) -> Detail:
    return queries.detail_for_staff(
        person_id=request.person_id, request_id=request_id, on=clock.today()
    )


def _detail_page(
    request: StaffRequest,
    request_id: uuid.UUID,
    *,
    step_form: StepForm | None = None,
    status: int = 200,
) -> HttpResponse:
    detail = _detail(request, request_id)
    today = clock.today()
    allowed = grants.permissions_over(request.person_id, detail.scope_id, on=today)
    actors = {
        uuid.UUID(line.actor_id) for line in detail.history if line.actor_kind == ActorKind.PERSON
    }
    names = {str(key): name for key, name in names_for(request, actors).items()}
    page = presenters.staff_detail(
        detail,
        names=names,
        phone=_masked_phone(detail, may_reveal=SEE_CONTACT in allowed),
        may_handle=HANDLE in allowed,
        may_open_code=PRINT_CODES in allowed,
        now=clock.now(),
    )
    context: dict[str, Any] = {"page": page, "step_form": step_form or StepForm()}
    return render(request, "service_requests/detail.html", context, status=status)


def _masked_phone(detail: Detail, *, may_reveal: bool) -> Masked | None:
    phone = people.details_of(detail.reporter_id).phone
    if not phone:
        return None
    return Masked(mask_phone(phone), f"/requests/{detail.id}/contact/" if may_reveal else "")
