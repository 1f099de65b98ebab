"""Addresses that an older system printed (一码知小区)."""

import re
from typing import Final
from urllib.parse import unquote

LONGEST_KEY: Final = 200
# Names under which older systems hand over which code it is, in the order they are looked for.
_PARAMETERS: Final = ("id", "code", "qr", "key")
_SCHEME: Final = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*", re.IGNORECASE)


def legacy_key(text: str) -> str:
    """Return the part of an old address that tells one code from another, "" if there is none.

    That is the value of `id` (`code`, `qr`, `key`), else the last part of the path; a text that is
    no address is the key itself. Hosts and schemes do not count: they change, paper does not.
    """
    path, _, query = _SCHEME.sub("", text.strip()).partition("#")[0].partition("?")
    values = {
        name.lower(): value
        for name, _, value in (part.partition("=") for part in query.split("&"))
        if value
    }
    found = next((values[name] for name in _PARAMETERS if name in values), "")
    if not found:
        parts = [part for part in path.split("/") if part]
        found = parts[-1] if parts else ""
    found = unquote(found).strip()
    return found if len(found) <= LONGEST_KEY and found.isprintable() else ""
