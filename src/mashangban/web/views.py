"""Home, landing page of a code, preferences, health, and the pages for what went wrong."""

import re
import sys
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from mashangban.accounts.access import StaffRequest, staff_page, viewer_of
from mashangban.events import actions as events
from mashangban.events import presenters as event_pages
from mashangban.events import queries as event_queries
from mashangban.events.permissions import MANAGE as MANAGE_EVENTS
from mashangban.kit import clock, maps, slots
from mashangban.kit.actors import Actor
from mashangban.registry import queries as registry
from mashangban.registry.permissions import VIEW as VIEW_REGISTRY
from mashangban.registry.queries import place_of_code, read_code, token_of_legacy
from mashangban.registry.types import ReadState
from mashangban.web import presenters

_CODE_STATUS = {
    ReadState.MISTYPED: HTTPStatus.NOT_FOUND,
    ReadState.FORGED: HTTPStatus.NOT_FOUND,
    ReadState.UNKNOWN: HTTPStatus.NOT_FOUND,
    ReadState.WITHDRAWN: HTTPStatus.GONE,
}
_PRINTED_ADDRESS: Final = re.compile(r"/c/([^/?#]+)")
_YEAR = 365 * 24 * 3600
_ASK_AGAIN_SECONDS: Final = 60
_PREFERENCES = {
    "size": ("normal", "large"),
    "theme": ("auto", "light", "dark"),
    settings.LANGUAGE_COOKIE_NAME: tuple(code for code, _name in settings.LANGUAGES),
}


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs the viewer today; strangers find where to type a code and where staff sign in."""
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    viewer = viewer_of(request)
    view = presenters.home(slots.todos(viewer), now=viewer.now)
    context = {"page": view, "panels": slots.panels("home", viewer)}
    return render(request, "web/home.html", context)


@require_safe
def landing(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a scanned code, or a plain page that says what is wrong with it."""
    reading = read_code(token)
    if reading.state is not ReadState.GENUINE:
        page = presenters.code_problem(reading)
        return render(
            request, "web/code_problem.html", {"page": page}, status=_CODE_STATUS[reading.state]
        )
    if token != reading.token:  # typed with blanks or small letters: one address for one code
        return redirect("web:landing", token=reading.token)
    place = place_of_code(reading.token, on=clock.today())
    assert place is not None
    context = {"place": place, "panels": slots.panels("code", place)}
    return render(request, "web/landing.html", context)


@never_cache
@require_safe
def legacy(request: HttpRequest, key: str = "") -> HttpResponse:
    """Lead a link of the system before this one to the page of its code.

    The key is the end of the path or the query's `id`, as `registry.links` reads it. Browsers are
    not to remember where it led: the link may be registered for another code.
    """
    token = token_of_legacy(request.get_full_path())
    if token is not None:
        return redirect("web:landing", token=token)
    page = presenters.unknown_legacy_link()
    return render(request, "web/code_problem.html", {"page": page}, status=HTTPStatus.NOT_FOUND)


@require_safe
def find_code(request: HttpRequest) -> HttpResponse:
    """Lead a typed code, or a whole address that was pasted, to its page."""
    typed = request.GET.get("code", "").strip()
    pasted = _PRINTED_ADDRESS.search(typed)
    token = pasted[1] if pasted else typed.replace("/", "-")
    return redirect("web:landing", token=token) if token else redirect("web:home")


@never_cache
@require_safe
@staff_page(VIEW_REGISTRY)
def district_map(request: StaffRequest) -> HttpResponse:
    """The map of the viewer's compounds, and the list that says the same in words."""
    viewer = viewer_of(request)
    asked = presenters.PlacesAsked.read(request.GET)
    subdistricts = registry.subdistrict_counts(viewer.person_id, on=viewer.on)
    page = registry.listed_places(
        viewer.person_id,
        words=asked.words,
        subdistrict_code=asked.subdistrict,
        after=asked.after,
        on=viewer.on,
    )
    columns = maps.columns_of("compound", viewer.permissions)
    ids = [row.id for row in page.rows]
    cells = [(str(each.heading), each.cells(viewer, ids)) for each in columns]
    pages = presenters.subject_pages()
    drawn = maps.district_map(_("Map of the district"), viewer.permissions, pages=pages)
    view = presenters.map_page(page, subdistricts, cells, asked=asked, drawn=drawn, pages=pages)
    return render(request, "web/district_map.html", {"page": view})


@csrf_exempt
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the visitor's choice of print size, theme or language in a cookie, and go back.

    Exempt from CSRF: the worst a stranger could do is enlarge somebody's print.
    """
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    for name, allowed in _PREFERENCES.items():
        if (value := request.POST.get(name)) in allowed:
            response.set_cookie(
                name,
                str(value),
                max_age=_YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.SECURE_COOKIES,
            )
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How a resident's information is kept."""
    return render(request, "web/privacy.html")


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the web server has its database, 503 otherwise."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever it is, the answer is the same
        return JsonResponse({"status": "no database"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
@staff_page(MANAGE_EVENTS)
def undelivered_events(request: StaffRequest) -> HttpResponse:
    """Events that some handler has not taken yet."""
    view = event_pages.undelivered(event_queries.undelivered(), now=clock.now())
    return render(request, "events/undelivered.html", {"page": view})


@require_POST
@staff_page(MANAGE_EVENTS)
def retry_delivery(request: StaffRequest, delivery_id: int) -> HttpResponse:
    """Hand an event to its handler once more."""
    events.retry(delivery_id=delivery_id, by=Actor.person(request.person_id), at=clock.now())
    return redirect(reverse("web:undelivered_events"))


@require_POST
@staff_page(MANAGE_EVENTS)
def retry_all_deliveries(request: StaffRequest) -> HttpResponse:
    """Hand every waiting event to its handlers once more."""
    events.retry_all(by=Actor.person(request.person_id), at=clock.now())
    return redirect(reverse("web:undelivered_events"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"sentence": getattr(exception, "sentence", "")}
    return render(request, "400.html", context, status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke may be the database, so the page is drawn without user, session and messages."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        response = HttpResponse(
            render_to_string("503.html", {"request": request}),
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
        response.headers["Retry-After"] = str(_ASK_AGAIN_SECONDS)
        return response
    return HttpResponse(
        render_to_string("500.html", {"request": request}),
        status=HTTPStatus.INTERNAL_SERVER_ERROR,
    )
