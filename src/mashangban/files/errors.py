"""Why a photo was not taken, in sentences for the person who sent it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from mashangban.files.imaging import MAX_PIXELS
from mashangban.files.types import Flaw
from mashangban.kit.errors import BadInput, Refusal

_SENTENCES: Final = {
    Flaw.TOO_LARGE: _("This photo is too large (%(megabytes)s MB). Choose another one or crop it."),
    # Translators: Chinese counts pixels by the ten thousand: write %(millions)s00 万.
    Flaw.TOO_MANY_PIXELS: _(
        "This photo has more than %(millions)s million pixels. Choose another one or crop it."
    ),
    Flaw.NOT_A_PHOTO: _("This is no photo that we can open. Choose a JPEG, PNG, WebP or HEIC."),
    Flaw.MOVING: _("This is a moving picture. Choose a still photo."),
    Flaw.DAMAGED: _("This photo is damaged or did not arrive whole. Please choose it again."),
    Flaw.LOST: _("This photo can no longer be shown."),
}


class PhotoRefused(BadInput):
    """The photo cannot be used; `flaw` says why. `size` in bytes is told for TOO_LARGE."""

    def __init__(self, flaw: Flaw, *, size: int = 0) -> None:
        super().__init__(sentence(flaw, size=size), field="photos")
        self.flaw = flaw


class StoreUnavailable(Refusal):
    """The store takes nothing, as when its disk is full."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _("Photos cannot be kept at the moment. Send it without photos, or try again later.")
        )


def sentence(flaw: Flaw, *, size: int = 0) -> str:
    """Return what is wrong with a photo and what to do about it, in the language in use."""
    figures = {"megabytes": -(-size // 1_000_000), "millions": MAX_PIXELS // 1_000_000}
    return str(_SENTENCES[flaw]) % figures
