"""What happens around every request: its log line, its preferences, its refusals."""

import sys
import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import activate
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from mashangban.kit.errors import NotFound, Refusal
from mashangban.kit.failures import places

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("mashangban.request")


class RequestLogMiddleware:
    """Writes one line per request: its id, method, route, status, milliseconds.

    The route's pattern is logged, never the path: codes and private links are secrets. Whatever
    else is logged meanwhile bears the same id, which the answer names in X-Request-Id.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                route=_route(request),
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
        response.headers["X-Request-Id"] = request_id
        return response


@receiver(got_request_exception)
def log_failure(request: HttpRequest | None = None, **_: Any) -> None:
    """Write where a request broke, whether in a view, a template or a middleware.

    Instead of Django's own line, which holds the path and what the exception says.
    """
    error = sys.exception()
    if request is not None and error is not None:
        log.error(
            "failure", route=_route(request), error=type(error).__name__, places=places(error)
        )


class PreferencesMiddleware:
    """Applies what the visitor chose: language, print size, theme. Each is a plain cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        request.LANGUAGE_CODE = language if language in known else settings.LANGUAGE_CODE
        activate(request.LANGUAGE_CODE)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ["Cookie"])
        return response


class ReadableMiddleware:
    """Refuses NUL in an address or a cookie: no column takes it. Fields are the forms' business."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        queried = (value for _name, values in request.GET.lists() for value in values)
        if any("\0" in text for text in (request.path_info, *request.COOKIES.values(), *queried)):
            raise BadRequest("NUL in an address or a cookie")
        return self.get_response(request)


class RefusalMiddleware:
    """Turns a `Refusal` into a page, or into what a program or htmx can use.

    Whoever opens an address that only takes answers, by reloading a page or switching its language,
    is led one step up: /requests/7/accept/ to /requests/7/.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        not_allowed = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if not_allowed and request.method == "GET" and not wants_json(request):
            parent, _, _ = request.path.rstrip("/").rpartition("/")
            return HttpResponseRedirect(f"{parent}/")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        response = _refused(request, error)
        add_never_cache_headers(response)  # a 404 may be kept otherwise, and by then it is there
        return response


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": str(refusal.sentence)}, status=refusal.status)
    if "HX-Request" in request.headers:
        return _refused_part(request, refusal)
    # Of what is simply not there, the page itself says more than the refusal does.
    context = {} if type(refusal) is NotFound else {"sentence": refusal.sentence}
    template = "404.html" if refusal.status == HTTPStatus.NOT_FOUND else "kit/refusal.html"
    return render(request, template, context, status=refusal.status)


def _refused_part(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Have htmx load a whole page: it drops what comes with an error, and nobody would see it."""
    if request.method == "GET":
        return HttpResponseClientRedirect(request.get_full_path())
    messages.error(request, str(refusal.sentence))
    return HttpResponseClientRefresh()


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client sent or asks for JSON rather than a page."""
    return request.content_type == "application/json" or request.headers.get(
        "Accept", ""
    ).startswith("application/json")


def _route(request: HttpRequest) -> str:
    return request.resolver_match.route if request.resolver_match else "(none)"
