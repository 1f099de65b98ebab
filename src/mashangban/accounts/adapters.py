"""What the sign-in library asks of us."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext

from mashangban.accounts.types import SECOND_FACTOR_CONTEXT
from mashangban.kit import crypto


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-ins are made by the security administrator: nobody signs up, nothing is mailed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Count signing in a moment ago as authenticating again.

        Else everybody setting up a second factor types the password twice within a minute.
        """
        records = get_authentication_records(self.request, self.request.user)
        # The library stamps its records by the machine's clock.
        now = time.time()  # noqa: TID251
        if records and now - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: str) -> str:
        """Count the failures of a name whatever host was asked for.

        The library counts by host and port apart; the port is what the client says it is, so that
        each new one would begin a new count.
        """
        return credentials.get("username", "").lower()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seals the secrets of second factors under the key ring."""

    def encrypt(self, text: str) -> str:
        return crypto.seal(text, context=SECOND_FACTOR_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.unseal(encrypted_text, context=SECOND_FACTOR_CONTEXT)

    def get_totp_issuer(self) -> str:
        return gettext("Mashangban")

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return user.get_username()
