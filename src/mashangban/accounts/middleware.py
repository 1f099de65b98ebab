"""What every request of a signed-in user passes: the session's end, the second factor."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from mashangban.accounts import sessions
from mashangban.accounts.models import User

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionRulesMiddleware:
    """Ends sessions that are too old, idle too long, or were ended from elsewhere.

    What somebody signed in has seen is not kept by the browser for whoever sits there next.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User) and sessions.is_over(request, request.user):
            logout(request)
        response = self.get_response(request)
        if isinstance(request.user, User):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class SecondFactorMiddleware:
    """Leads a signed-in user to what comes before anything else.

    First a second factor: setting one up, or showing it, when the session began before it existed.
    Then a password that nobody else knows.
    """

    # What somebody may do on the way there, by route name.
    _ON_THE_WAY: Final = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_reauthenticate",
            "web:preferences",
        }
    )
    # With the second factor there: its recovery codes are shown once it is set up.
    _BEFORE_THE_PASSWORD: Final = _ON_THE_WAY | {
        "account_change_password",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if not isinstance(user, User):
            return None
        route = request.resolver_match.view_name if request.resolver_match else ""
        if self._lacks_second_factor(request, user):
            return None if route in self._ON_THE_WAY else _lead(request, _to_second_factor(user))
        if user.password_is_temporary and route not in self._BEFORE_THE_PASSWORD:
            return _lead(request, "account_change_password")
        return None

    def _lacks_second_factor(self, request: HttpRequest, user: User) -> bool:
        return not (
            sessions.has_proven_second_factor(request, user)
            or sessions.is_second_factor_waived(request)
        )


def _to_second_factor(user: User) -> str:
    has_one = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if has_one else "mfa_activate_totp"


def _lead(request: HttpRequest, route: str) -> HttpResponse:
    come_back_to = request.get_full_path() if request.method == "GET" else "/"
    url = f"{reverse(route)}?{urlencode({REDIRECT_FIELD_NAME: come_back_to})}"
    if "HX-Request" in request.headers:
        # htmx would put the page into the place of the part it asked for.
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
