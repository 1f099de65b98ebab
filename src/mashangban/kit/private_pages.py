"""Pages behind a secret address: a code, a slip, a private link. No sign-in, no session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from mashangban.kit.errors import FromAnotherSite

View = Callable[..., HttpResponseBase]


def private(view: View) -> View:
    """Keep a page behind a secret address to itself: not indexed, not cached, not referred to."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return wrapped


def refuse_other_sites(view: View) -> View:
    """Refuse what the page of another site sends in a visitor's name.

    It would replace what the visitor's phone remembers, whose cookie does not come with it. Older
    browsers do not say where a form comes from.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise FromAnotherSite
        return view(request, *args, **kwargs)

    return wrapped
