"""Sessions of signed-in users: when they are over, and whether they have shown a second factor.

Kept in the session itself, so that a request costs no query. Stamps are taken from the machine's
clock: moving the demonstration's clock must not sign anybody out.
"""

import ipaddress
import time
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from mashangban.accounts.models import User
from mashangban.accounts.queries import is_demonstration

_STAMPS: Final = "accounts.stamps"  # [signed in, last seen, session epoch]
_PROVEN: Final = "accounts.second_factor"  # the user whose second factor was shown
_WRITE_EVERY: Final = 60  # seconds; a session row is not rewritten with every click
_PROXY_HEADERS: Final = frozenset({"X-Forwarded-For", "Forwarded", "X-Real-Ip"})

_invented_only = False


def begin(request: HttpRequest, user: User) -> None:
    """Stamp the session of somebody who has just signed in."""
    now = _machine_seconds()
    request.session[_STAMPS] = [now, now, user.session_epoch]


def is_over(request: HttpRequest, user: User) -> bool:
    """Say whether the session is too old, was idle too long, or was ended from elsewhere."""
    stamps = request.session.get(_STAMPS)
    if stamps is None:
        return True
    signed_in, last_seen, epoch = stamps
    now = _machine_seconds()
    if (
        epoch != user.session_epoch
        or now - signed_in > settings.SESSION_COOKIE_AGE
        or now - last_seen > settings.SESSION_IDLE_AGE
    ):
        return True
    if now - last_seen >= _WRITE_EVERY:
        request.session[_STAMPS] = [signed_in, now, epoch]
    return False


def prove_second_factor(request: HttpRequest, user: User) -> None:
    """Note that the user of this session has shown their second factor."""
    request.session[_PROVEN] = user.pk


def forget_second_factor(request: HttpRequest) -> None:
    """Take the note away: the factor it was about is gone."""
    request.session.pop(_PROVEN, None)


def has_proven_second_factor(request: HttpRequest, user: User) -> bool:
    """Say whether this session has shown a second factor of this user."""
    return bool(request.session.get(_PROVEN) == user.pk)


def is_second_factor_waived(request: HttpRequest) -> bool:
    """Say whether this request may do without a second factor: nowhere but in a demonstration.

    All must hold: the mode is not production, the switch is off, the request comes from this
    machine with no proxy in between, and the database is marked as holding invented data only.
    """
    return (
        not settings.SECOND_FACTOR_REQUIRED
        and settings.MODE.second_factor_may_be_off
        and _comes_from_this_machine(request)
        and _holds_invented_data_only()
    )


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _comes_from_this_machine(request: HttpRequest) -> bool:
    proxied = any(header in request.headers for header in _PROXY_HEADERS)
    return not proxied and is_loopback(request.META.get("REMOTE_ADDR", ""))


def _holds_invented_data_only() -> bool:
    """Ask the database until it says yes: the mark is never taken away."""
    global _invented_only
    _invented_only = _invented_only or is_demonstration()
    return _invented_only


def _machine_seconds() -> int:
    return int(time.time())  # noqa: TID251 - see the module's docstring
