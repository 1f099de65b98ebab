"""Why a file is refused as a whole, and why an import cannot be undone."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from mashangban.kit.errors import BadInput, Refusal

_NAMED: Final = 5


class UnreadableFile(BadInput):
    """Nothing of the file was imported; the sentence says what, where and how to mend it."""


class CannotUndo(Refusal):
    """Something has come to depend on what was imported; nothing was undone."""


class ChangedSince(CannotUndo):
    """What was imported is not any more what the import made of it."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(
            _(
                "The import cannot be undone: since then this was changed: %(labels)s. Undo that"
                " first, or change it by hand."
            )
            % {"labels": _some(labels)}
        )


class StillUsed(CannotUndo):
    """What was imported is referred to by other records."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(
            _(
                "The import cannot be undone: other records hang on this by now: %(labels)s. Remove"
                " those first."
            )
            % {"labels": _some(labels)}
        )


def _some(labels: Sequence[str]) -> str:
    more = len(labels) - _NAMED
    named = ", ".join(labels[:_NAMED])
    return named if more <= 0 else _("%(named)s and %(more)d more") % {"named": named, "more": more}
