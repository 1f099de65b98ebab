"""What the web server runs: Django, behind a door that puts right what a client may say wrongly."""

import os
import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import BadRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mashangban.config.settings")

_CHARSET: Final = re.compile(r";\s*charset=[^;]*", re.IGNORECASE)
_django = get_wsgi_application()


class WholeBody:
    """The body of a request; refuses one that ends before the length that was announced.

    To the server, a client that went away while sending looks like one that has sent everything:
    half a photo would be taken for the whole report. Raises BadRequest.
    """

    def __init__(self, body: Any, length: int) -> None:
        self._body = body
        self._missing = length

    def read(self, size: int = -1) -> bytes:
        wanted = self._missing if size < 0 else min(size, self._missing)
        parts = []
        while wanted > 0:
            part = self._received(self._body.read(wanted))
            wanted -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, size: int = -1) -> bytes:
        return self._received(self._body.readline(size)) if self._missing > 0 else b""

    def _received(self, data: bytes) -> bytes:
        if not data:
            raise BadRequest("The client went away while it was sending.")
        self._missing -= len(data)
        return data


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer a request (PEP 3333)."""
    # We read and write UTF-8. Django would believe any name that Python has a codec for, "hex" too.
    if "charset" in environ.get("CONTENT_TYPE", "").lower():
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
    if (length := environ.get("CONTENT_LENGTH", "")).isdecimal():
        environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
    return _django(environ, start_response)
