"""Why a request could not be changed, in sentences for the person refused."""

from django.utils.translation import gettext_lazy as _

from mashangban.kit.errors import BadInput, Refusal


class StepNotPossible(Refusal):
    """The request stands elsewhere by now: somebody was quicker, or the page is old."""

    def __init__(self) -> None:
        super().__init__(
            _("This request has moved on meanwhile. The page now shows where it stands.")
        )


class WordsMissing(BadInput):
    """A step that must be explained came without words."""

    def __init__(self) -> None:
        super().__init__(
            _("Please write a sentence, so that the other side knows what to expect."), field="text"
        )


class UnknownCategory(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please choose what it is about."), field="category")


class AlreadyRated(Refusal):
    def __init__(self) -> None:
        super().__init__(_("You have already rated this repair. Thank you."))


class NotRateable(Refusal):
    def __init__(self) -> None:
        super().__init__(_("You can rate the repair once it is done."))
