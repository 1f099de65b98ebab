"""Personal data as shown to whoever need not know it.

The number of stars is fixed: a mask does not tell how long the hidden part is.
"""

from typing import Final

_MOBILE_LENGTH: Final = 11
_LOCAL_LENGTH: Final = 7


def mask_phone(phone: str) -> str:
    """Return `138****0142` for a mobile or area number, `62****78` for a local one."""
    if len(phone) >= _MOBILE_LENGTH:
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) >= _LOCAL_LENGTH:
        return f"{phone[:2]}****{phone[-2:]}"
    return "****"


def mask_name(name: str) -> str:
    """Return `王**`: the first character of the name."""
    return f"{name[:1]}**"


def mask_email(email: str) -> str:
    """Return `w***@example.com`: the mail provider identifies nobody."""
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}***{at}{domain}" if at else "***"
