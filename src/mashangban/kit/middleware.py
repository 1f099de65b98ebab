"""What happens around every request: its log line, its preferences, its refusals."""

import time
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import activate

from mashangban.kit.errors import Refusal

GetResponse = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("mashangban.request")


class RequestLogMiddleware:
    """Writes one line per request: id, method, first path segment, route, status, milliseconds.

    The route's pattern is logged, never the path: codes and private links are secrets.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        route = request.resolver_match.route if request.resolver_match else "(none)"
        log.info(
            "request",
            request_id=request_id,
            method=request.method,
            route=route,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - started) * 1000, 1),
        )
        response.headers["X-Request-Id"] = request_id
        return response


class PreferencesMiddleware:
    """Applies what the visitor chose: language, print size, theme. Each is a plain cookie."""

    SIZES: Final = ("normal", "large")
    THEMES: Final = ("auto", "light", "dark")

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


class RefusalMiddleware:
    """Turns a `Refusal` into a page, or into JSON for whoever asked for JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        if wants_json(request):
            return JsonResponse({"error": str(error.sentence)}, status=error.status)
        template = "404.html" if error.status == HTTPStatus.NOT_FOUND else "kit/refusal.html"
        return render(request, template, {"sentence": error.sentence}, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client sent or asks for JSON rather than a page."""
    return request.content_type == "application/json" or request.headers.get(
        "Accept", ""
    ).startswith("application/json")
