"""What follows when somebody signs in, fails to, or changes how: session stamps and the trail.

Receivers of signals of Django and of the sign-in library; `apps` connects them.
"""

from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from mashangban.accounts import sessions
from mashangban.accounts.models import User
from mashangban.accounts.queries import user_named
from mashangban.audit import actions as audit
from mashangban.kit import clock
from mashangban.kit.actors import Actor

SIGN_IN = Actor.system("sign-in")


def connect() -> None:
    """Connect the receivers; a second time changes nothing."""
    user_logged_in.connect(_signed_in, dispatch_uid="accounts.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="accounts.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="accounts.refused")
    authentication_failed.connect(_code_refused, dispatch_uid="accounts.code_refused")
    password_changed.connect(_password_changed, dispatch_uid="accounts.password_changed")
    authenticator_used.connect(_factor_shown, dispatch_uid="accounts.factor_shown")
    authenticator_added.connect(_factor_added, dispatch_uid="accounts.factor_added")
    authenticator_removed.connect(_factor_removed, dispatch_uid="accounts.factor_removed")
    authenticator_reset.connect(_factor_renewed, dispatch_uid="accounts.factor_renewed")


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.begin(request, user)
    _record("sign_in", user)


def _signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        _record("sign_out", user)


def _refused(credentials: dict[str, Any], **_: Any) -> None:
    # What was typed may be a password in the wrong field: it is not kept. A name that is unknown
    # leaves an entry too, else the time that the answer takes would tell which names are known.
    user = user_named(str(credentials.get("username", "")))
    if user is not None:
        _record("sign_in_refused", user, by=SIGN_IN)
    else:
        audit.record(
            by=SIGN_IN,
            at=clock.now(),
            verb="accounts.sign_in_refused",
            subject=("person", "unknown"),
        )


def _code_refused(user: User, **_: Any) -> None:
    _record("second_factor_refused", user, by=SIGN_IN)


def _password_changed(user: User, **_: Any) -> None:
    User.objects.filter(pk=user.pk).update(password_is_temporary=False)
    _record("change_password", user)


def _factor_shown(request: HttpRequest, user: User, **_: Any) -> None:
    sessions.prove_second_factor(request, user)


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        sessions.prove_second_factor(request, user)
    _record("add_second_factor", user, factor=authenticator.type)


def _factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        sessions.forget_second_factor(request)
    _record("remove_second_factor", user, factor=authenticator.type)


def _factor_renewed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _record("renew_second_factor", user, factor=authenticator.type)


def _record(verb: str, user: User, *, by: Actor | None = None, factor: str = "") -> None:
    audit.record(
        by=by or Actor.person(user.person_id),
        at=clock.now(),
        verb=f"accounts.{verb}",
        subject=("person", user.person_id),
        data={"user": user.pk} | ({"factor": factor} if factor else {}),
    )
