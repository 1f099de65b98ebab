"""What residents open: by a code, or by the private link to one request.

No sign-in and no session: the code or the link is the authority, nothing rides on a cookie, so the
forms carry no CSRF token either.
"""

import json
import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mashangban.files import responses
from mashangban.files.types import Rendition
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.choices import member
from mashangban.kit.errors import BadInput, NotFound
from mashangban.kit.middleware import wants_json
from mashangban.kit.private_pages import private, refuse_other_sites
from mashangban.registry.access import bound_on
from mashangban.registry.queries import place_of_code
from mashangban.registry.types import ReportPlace
from mashangban.service_requests import actions, presenters, queries
from mashangban.service_requests.forms import RatingForm, ReopenForm, ReportForm
from mashangban.service_requests.rules import shipped_rules
from mashangban.service_requests.types import StepInput, Submission

_REMEMBERED = 20  # reports kept on a phone
_COOKIE = "my_reports"
_SALT = "service_requests.my_reports"
_YEAR = 365 * 24 * 3600


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
@refuse_other_sites
def report(request: HttpRequest, token: str) -> HttpResponse:
    """The report page of a code, as a form or as JSON."""
    place = place_of_code(token, on=clock.today())
    if place is None:  # the landing page says why
        return redirect("web:landing", token=token)
    if request.method == "POST":
        return _receive_report(request, token, place)
    initial = {
        "category": request.GET.get("category") or _fitting_category(place),
        "idempotency_key": uuid.uuid4(),
        "spot": "here",
    }
    form = _report_form(place, initial=initial)
    return _report_page(request, token, place, form)


def _fitting_category(place: ReportPlace) -> str:
    """Return what the code of a facility is most often scanned for; of other codes nothing."""
    return shipped_rules().facilities[place.facility_kind] if place.facility_kind else ""


def _receive_report(request: HttpRequest, token: str, place: ReportPlace) -> HttpResponse:
    as_json = wants_json(request)
    sent = _json(request.body) if request.content_type == "application/json" else request.POST
    form = _report_form(place, sent, request.FILES)
    if form.is_valid():
        try:
            done = actions.report(place=place, new=form.report(), at=clock.now())
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.sentence))
        else:
            return _reported(request, done, as_json=as_json)
    if as_json:
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.BAD_REQUEST)
    return _report_page(request, token, place, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _json(body: bytes) -> dict[str, Any]:
    """Return the fields of a report that came as JSON; refuse what no form could hold."""
    try:
        sent = json.loads(body)
        if isinstance(sent, dict) and all(isinstance(v, str | int | None) for v in sent.values()):
            "".join(map(str, sent.values())).encode()  # half of a surrogate pair is no text
            return sent
    except (ValueError, RecursionError):
        pass
    raise BadInput(_("This is not JSON; send an object with the fields of the form."))


def _reported(request: HttpRequest, done: Submission, *, as_json: bool) -> HttpResponse:
    address = reverse("service_requests:follow", args=[done.follow_token])
    if as_json:
        return JsonResponse(
            {"number": done.number, "follow_url": f"{settings.BASE_URL}{address}"},
            status=HTTPStatus.CREATED,
        )
    response = redirect(f"{address}?new=1")
    _remember(request, response, done.follow_token)
    return response


def _report_form(place: ReportPlace, *bound: Any, **kwargs: Any) -> ReportForm:
    return ReportForm(*bound, tiles=queries.categories, code_place=place.place, **kwargs)


def _report_page(
    request: HttpRequest, token: str, place: ReportPlace, form: ReportForm, status: int = 200
) -> HttpResponse:
    context = {"form": form, "place": place, "back_url": reverse("web:landing", args=[token])}
    return render(request, "service_requests/report.html", context, status=status)


@private
@require_GET
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The timeline of one request, with what the resident can answer now."""
    return _follow_page(request, token, {"is_new": request.GET.get("new") == "1"})


@csrf_exempt
@private
@require_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Mended indeed."""
    detail = queries.detail_by_link(token)
    actions.confirm(request_id=detail.id, by=_resident(detail), at=clock.now())
    return redirect(f"{_address(token)}#rate")


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, token: str) -> HttpResponse:
    """Not mended: say what is still wrong."""
    sent = request.method == "POST"
    form = ReopenForm(request.POST, request.FILES) if sent else ReopenForm()
    if sent and form.is_valid():
        detail = queries.detail_by_link(token)
        try:
            actions.reopen(
                request_id=detail.id, given=form.given(), by=_resident(detail), at=clock.now()
            )
        except BadInput as error:
            form.add_error(error.field or None, str(error.sentence))
        else:
            return redirect(_address(token))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if sent else HTTPStatus.OK
    return _follow_page(request, token, {"reopen_form": form, "reopening": True}, status)


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Take the report back, after one question."""
    if request.method == "POST":
        detail = queries.detail_by_link(token)
        actions.withdraw(
            request_id=detail.id, given=StepInput(), by=_resident(detail), at=clock.now()
        )
        return redirect(_address(token))
    return _follow_page(request, token, {"withdrawing": True})


@csrf_exempt
@private
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """One to five, and a word."""
    detail = queries.detail_by_link(token)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _follow_page(request, token, {"rating_form": form}, HTTPStatus.UNPROCESSABLE_ENTITY)
    actions.rate(
        request_id=detail.id,
        score=form.cleaned_data["score"],
        words=form.cleaned_data["text"].strip(),
        binding_ids=bound_on(request),
        by=_resident(detail),
        at=clock.now(),
    )
    return redirect(_address(token))


@csrf_exempt
@private
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """Make the private link lead nowhere, for instance when it was passed on by mistake."""
    detail = queries.detail_by_link(token)
    if request.method == "GET":
        return _follow_page(request, token, {"revoking": True})
    actions.revoke_links(request_id=detail.id, by=_resident(detail), at=clock.now())
    response = render(request, "service_requests/revoked.html", {"number": detail.number})
    _forget(request, response, token)
    return response


@private
@require_GET
def photo(request: HttpRequest, token: str, photo_id: uuid.UUID, size: str) -> HttpResponse:
    """A photo of the request behind the link."""
    rendition = member(Rendition, size)
    if rendition is None or not queries.may_show_photo(queries.detail_by_link(token), photo_id):
        raise NotFound
    return responses.photo(photo_id, rendition)


@private
@require_GET
def my_reports(request: HttpRequest) -> HttpResponse:
    """The requests that were reported from this phone."""
    found = []
    for token in _remembered(request):
        try:
            found.append((_address(token), queries.detail_by_link(token)))
        except NotFound:  # revoked elsewhere, or erased
            continue
    now = clock.now()
    return render(
        request,
        "service_requests/my_reports.html",
        {"cards": [presenters.my_report(detail, link, now=now) for link, detail in found]},
    )


def _follow_page(
    request: HttpRequest, token: str, extra: dict[str, Any], status: int = 200
) -> HttpResponse:
    detail = queries.detail_by_link(token)
    link = _address(token)
    context = {
        "page": presenters.resident_detail(detail, link=link, now=clock.now()),
        "link": link,
        "full_link": f"{settings.BASE_URL}{link}",
        "rating_form": RatingForm(),
        **extra,
    }
    return render(request, "service_requests/follow.html", context, status=status)


def _address(token: str) -> str:
    return reverse("service_requests:follow", args=[token])


def _resident(detail: queries.Detail) -> Actor:
    return Actor.resident(detail.reporter_id)


def _remembered(request: HttpRequest) -> list[str]:
    try:
        tokens: list[str] = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return []
    return tokens


def _remember(request: HttpRequest, response: HttpResponse, token: str) -> None:
    others = [other for other in _remembered(request) if other != token]
    _set_cookie(response, [token, *others][:_REMEMBERED])


def _forget(request: HttpRequest, response: HttpResponse, token: str) -> None:
    _set_cookie(response, [other for other in _remembered(request) if other != token])


def _set_cookie(response: HttpResponse, tokens: list[str]) -> None:
    response.set_cookie(
        _COOKIE,
        signing.dumps(tokens, salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )
