"""Addresses whose views fail in every way, below a segment that is a secret."""

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mashangban.kit.errors import BadInput, NotFound, Refusal
from mashangban.kit.phones import canonical_phone

log = structlog.get_logger("tests.pages")


def fine(request: HttpRequest, secret: str) -> HttpResponse:
    log.info("at work")
    return HttpResponse("fine")


@csrf_exempt
def refuse(request: HttpRequest, secret: str) -> HttpResponse:
    raise Refusal(gettext_lazy("This page does not exist."))


def refuse_input(request: HttpRequest, secret: str) -> HttpResponse:
    raise BadInput(f"“{secret}” is no number.")


def hide(request: HttpRequest, secret: str) -> HttpResponse:
    raise NotFound


def lose(request: HttpRequest, secret: str) -> HttpResponse:
    raise Http404(secret)


def forbid(request: HttpRequest, secret: str) -> HttpResponse:
    raise PermissionDenied(secret)


@csrf_exempt
def break_in_view(request: HttpRequest, secret: str) -> HttpResponse:
    canonical_phone(f"{secret}x")
    raise AssertionError("it should have choked")


def break_in_template(request: HttpRequest, secret: str) -> HttpResponse:
    return HttpResponse(Template("{% url secret %}").render(Context({"secret": secret})))


@csrf_exempt
@require_POST
def answer_only(request: HttpRequest, secret: str) -> HttpResponse:
    return HttpResponse("answered")


urlpatterns = [
    path("t/<str:secret>/", fine),
    path("t/<str:secret>/refuse/", refuse),
    path("t/<str:secret>/input/", refuse_input),
    path("t/<str:secret>/hide/", hide),
    path("t/<str:secret>/lose/", lose),
    path("t/<str:secret>/forbid/", forbid),
    path("t/<str:secret>/break/", break_in_view),
    path("t/<str:secret>/template/", break_in_template),
    path("t/<str:secret>/answer/", answer_only),
    path("", include("mashangban.config.urls")),
]
handler400 = "mashangban.web.views.bad_request"
handler403 = "mashangban.web.views.forbidden"
handler404 = "mashangban.web.views.not_found"
handler500 = "mashangban.web.views.server_error"
