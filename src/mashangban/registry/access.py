"""Which homes a phone is bound to: a signed cookie, as for the reports it remembers."""

import uuid
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

_REMEMBERED: Final = 5  # homes kept on a phone
_COOKIE: Final = "my_homes"
_SALT: Final = "registry.my_homes"
_YEAR: Final = 365 * 24 * 3600


def bound_on(request: HttpRequest) -> list[uuid.UUID]:
    """Return the bindings that the phone remembers, the latest first; whether they last is open."""
    try:
        kept: list[str] = signing.loads(request.COOKIES.get(_COOKIE, ""), salt=_SALT)
    except signing.BadSignature:
        return []
    return [uuid.UUID(text) for text in kept]


def remember_home(request: HttpRequest, response: HttpResponse, binding_id: uuid.UUID) -> None:
    """Let the phone remember one more binding, the latest before the others."""
    others = [each for each in bound_on(request) if each != binding_id]
    _set_cookie(response, [binding_id, *others][:_REMEMBERED])


def forget_home(request: HttpRequest, response: HttpResponse, binding_id: uuid.UUID) -> None:
    """Let the phone forget a binding."""
    _set_cookie(response, [each for each in bound_on(request) if each != binding_id])


def _set_cookie(response: HttpResponse, binding_ids: list[uuid.UUID]) -> None:
    response.set_cookie(
        _COOKIE,
        signing.dumps([str(each) for each in binding_ids], salt=_SALT),
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )
