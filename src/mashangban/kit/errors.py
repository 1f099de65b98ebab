"""Refusals: exceptions whose sentence is fit for the person refused."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Refusal(Exception):
    """A rule said no. `sentence` is shown to the person; `status` is the HTTP answer."""

    status = 409

    def __init__(self, sentence: "str | _StrPromise") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """It does not exist, or the asker may not know that it does: the same answer for both."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This page does not exist."))


class BadInput(Refusal):
    """What was sent cannot be used; the sentence says what, where and how to mend it.

    `field` names the form field, "" when it concerns the whole.
    """

    status = 400

    def __init__(self, sentence: "str | _StrPromise", *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class FromAnotherSite(Refusal):
    """A form that the page of another site sent in a visitor's name."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This form came from another site. Scan the code and report it there."))
