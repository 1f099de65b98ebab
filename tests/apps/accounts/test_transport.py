"""What doctor says of TLS and of the proxies in front."""

from typing import Any

import pytest

from mashangban.accounts import checks
from mashangban.config.environment import Mode


@pytest.mark.parametrize(
    ("mode", "tls", "proxies", "ok"),
    [
        (Mode.PRODUCTION, True, 1, True),
        (Mode.PRODUCTION, True, 0, False),
        (Mode.PRODUCTION, False, 0, False),
        (Mode.PRODUCTION, False, 1, False),
        (Mode.DEMO, False, 0, True),
    ],
)
def test_staff_sign_in_under_tls(
    settings: Any, mode: Mode, tls: bool, proxies: int, ok: bool
) -> None:
    settings.MODE = mode
    settings.SECURE_COOKIES = tls
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    finding = checks.transport()
    assert finding.ok is ok
    assert bool(finding.mend) >= (not ok)
