"""What `doctor` asks, and what must hold before anything is served, concerning keys and sign-in.

In plain English, as all findings: they are for whoever runs the installation.
"""

from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings

from mashangban.accounts.errors import NotFitToServe
from mashangban.accounts.models import User
from mashangban.accounts.queries import is_demonstration, require_key_ring, ring_keys_in_use
from mashangban.accounts.sessions import is_loopback
from mashangban.accounts.types import Finding
from mashangban.kit import crypto


def findings() -> list[Finding]:
    """Return all findings, for `doctor`."""
    return [
        key_ring(),
        keys_in_use(),
        second_factor_switch(),
        second_factors(),
        transport(),
        demonstration_data(),
    ]


def require_fit_to_serve() -> None:
    """Raise NotFitToServe when keys, second factor or data are not as they must be.

    To be asked before a server or worker starts: serving with another key ring would write data
    that the right one cannot read.
    """
    for finding in (key_ring(), second_factor_switch(), demonstration_data()):
        if not finding.ok:
            raise NotFitToServe(f"{finding.name}: {finding.said} {finding.mend}".rstrip())


def key_ring() -> Finding:
    """Check that the key ring is there and is the one this database was written with."""
    try:
        require_key_ring()
    except crypto.KeyRingLost as error:
        return Finding("key ring", ok=False, said=str(error))
    said = f"{crypto.ring_path()} fits the database, key {crypto.current_key_id().hex()}"
    return Finding("key ring", ok=True, said=said)


def keys_in_use() -> Finding:
    """Check that the ring has every key that somebody's data need."""
    needed = ring_keys_in_use()
    try:
        for key_id in needed:
            crypto.require_ring_key(key_id)
    except crypto.KeyRingLost as error:
        return Finding("keys in use", ok=False, said=str(error))
    return Finding("keys in use", ok=True, said=f"{len(needed)} of the ring, all there")


def second_factor_switch() -> Finding:
    """Check that the second factor is off only where that is harmless."""
    name = "second factor"
    if settings.SECOND_FACTOR_REQUIRED:
        return Finding(name, ok=True, said="required of everybody who signs in")
    host = urlsplit(settings.BASE_URL).hostname or ""
    if is_demonstration() and is_loopback(host):
        said = "off, for invented data on this machine only"
        return Finding(name, ok=True, said=said)
    return Finding(
        name,
        ok=False,
        said="switched off, but this is not a demonstration with invented data on 127.0.0.1.",
        mend="Unset MASHANGBAN_SECOND_FACTOR.",
    )


def second_factors() -> Finding:
    """Count who has not set up a second factor yet; they are led to it when they sign in."""
    active = User.objects.filter(is_active=True)
    enrolled = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    missing = active.exclude(pk__in=enrolled).count()
    said = f"{active.count()} sign-ins, {missing} without a second factor yet"
    return Finding("second factors set up", ok=True, said=said)


def transport() -> Finding:
    """Check that sign-ins travel under TLS, and that visitors behind a proxy are told apart."""
    name = "transport"
    if not settings.SECURE_COOKIES:
        return Finding(
            name,
            ok=settings.MODE.may_do_without_tls,
            said=f"no TLS: MASHANGBAN_BASE_URL is {settings.BASE_URL}.",
            mend="Put a proxy that ends TLS in front, and set its https:// address.",
        )
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return Finding(
            name,
            ok=False,
            said="MASHANGBAN_TRUSTED_PROXIES is 0, but TLS ends at a proxy: all visitors count as"
            " one in rate limits, and no HSTS is sent.",
            mend="Set it to the number of your own proxies in front.",
        )
    return Finding(name, ok=True, said=f"TLS, {settings.ALLAUTH_TRUSTED_PROXY_COUNT} own proxies")


def demonstration_data() -> Finding:
    """Check that production does not run on a demonstration's database, nor the other way round."""
    name = "demonstration data"
    marked = is_demonstration()
    if settings.MODE.holds_invented_data_only and not marked:
        return Finding(
            name,
            ok=False,
            said="the mode is demo, and this database was not made by `mashangban demo`.",
            mend="Set MASHANGBAN_MODE=production, and MASHANGBAN_HOME to a home of its own.",
        )
    if marked and not settings.MODE.second_factor_may_be_off:
        return Finding(
            name,
            ok=False,
            said="this database holds a demonstration, and the mode is production.",
            mend="Point DATABASE_URL and MASHANGBAN_HOME at a database and a home of their own.",
        )
    return Finding(name, ok=True, said="marked as invented" if marked else "none")
