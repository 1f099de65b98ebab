"""Photos as HTTP answers. The caller mounts them on a path of its own and asks permission there."""

import uuid
from functools import cache
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse

from mashangban.files import imaging, queries
from mashangban.files.types import PhotoState, Rendition

# The bytes are ours by now, but whatever they should turn out to be, a browser may only draw them.
_HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'inline; filename="photo.jpg"',
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}
# Long enough to leaf through a request, short enough for an erased photo to be gone the same day.
_KEEP_SECONDS: Final = 3600
_ASK_AGAIN_SECONDS: Final = 5


def photo(photo_id: uuid.UUID, rendition: Rendition) -> HttpResponse:
    """Return the photo as a JPEG, or three dots (202) while it is not ready yet.

    Raises NotFound for one that does not exist or was refused.
    """
    if queries.state_of(photo_id) is PhotoState.WAITING:
        response = _jpeg(_placeholder())
        response.status_code = HTTPStatus.ACCEPTED
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = str(_ASK_AGAIN_SECONDS)
        return response
    response = _jpeg(queries.read(photo_id, rendition))
    response.headers["Cache-Control"] = f"private, max-age={_KEEP_SECONDS}"
    return response


def _jpeg(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="image/jpeg", headers=dict(_HEADERS))


@cache
def _placeholder() -> bytes:
    return imaging.placeholder()
