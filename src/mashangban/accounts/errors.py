"""Why accounts refuses, in sentences for the person refused."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mashangban.kit.errors import BadInput, Refusal

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class NotFitToServe(RuntimeError):
    """Serving now would do harm. The message, for whoever runs it, says why and how to mend it."""


class InvalidPhone(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Please check the phone number: a mobile has 11 figures, a landline its area code"
                " before the number."
            ),
            field="phone",
        )


class InvalidEmail(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please check the e-mail address."), field="email")


class ReasonMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please write why you need it. The reason is kept beside your name."), field="reason"
        )


class PersonErased(Refusal):
    """Nothing can be read of or added to somebody who was erased."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("This person's details were erased. They cannot be brought back."))


class DetailUnknown(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This person left no such detail."))


class UsernameTaken(BadInput):
    def __init__(self) -> None:
        super().__init__(_("This user name is taken. Please choose another."), field="username")


class InvalidUsername(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("A user name has 2 to 64 small letters, figures, dots, dashes or underscores."),
            field="username",
        )


class InvalidPassword(BadInput):
    def __init__(self, sentence: "str | _StrPromise") -> None:
        super().__init__(sentence, field="password")


class HasSignIn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This person already has a sign-in."))


class UnknownRole(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please choose one of the roles in the list."), field="role")


class UnknownScope(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please name the place: this number is unknown, or there is not just one district."),
            field="scope",
        )


class EmptyPeriod(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("The last day lies before the first. Please check the two dates."), field="period"
        )


class AlreadyGranted(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("This person already holds this role here during these days. End it first.")
        )


class AdministratorsAreThreePeople(Refusal):
    """三权分立: system, security and audit administrator are three people (GB/T 22239)."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The system, the security and the audit administrator must be three people."
                " This person already is one of them: choose somebody else."
            )
        )


class OwnGrant(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("Nobody grants a role to themselves. Ask another security administrator.")
        )


class NotDemonstration(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Only an empty database, outside production, can be marked as demonstration data:"
                " this one already knows people."
            )
        )
