"""Refusals about codes on paper."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mashangban.kit.errors import BadInput, Refusal


class CodeWithdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This code has been withdrawn already."))


class CodeExists(Refusal):
    def __init__(self, place: str) -> None:
        super().__init__(
            _("“%(place)s” has a code in use already. Replace that one, or print it again.")
            % {"place": place}
        )


class NotInCompound(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This entrance or facility stands in another compound."))


class PlaceExists(BadInput):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("There is “%(name)s” here already. Choose another name, or retire that one.")
            % {"name": name},
            field="name",
        )


class PlaceRetired(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(_("“%(name)s” is retired; it can no longer be changed.") % {"name": name})


class NameMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Write what it is called."), field="name")


class ChoiceMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Choose one of the answers that are offered."))


class SheetsNotReady(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("These sheets are not ready, or they have been deleted. Have them drawn again.")
        )


class Unprintable(Refusal):
    """The font has no picture for some characters; `found` names the places and characters."""

    def __init__(self, found: Sequence[tuple[str, str]]) -> None:
        listed = "; ".join(f"{where}: {characters}" for where, characters in found)
        super().__init__(
            _(
                "The font of the sheets lacks characters of these names: %(listed)s. Write the "
                "names with other characters, then print again."
            )
            % {"listed": listed}
        )
        self.found = tuple(found)
