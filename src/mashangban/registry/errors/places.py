"""Refusals about regions, compounds and what stands in them."""

from django.utils.translation import gettext as _

from mashangban.core.identifiers import IdentifierError
from mashangban.kit.errors import BadInput, Refusal


class BadRegionCode(BadInput):
    """The code is not the official code of a district, subdistrict or residents' committee."""

    def __init__(self, error: IdentifierError) -> None:
        super().__init__(
            _(
                "“%(code)s” is not an official region code: 6 digits for a district, "
                "9 for a subdistrict, 12 for a residents' committee."
            )
            % {"code": error.text},
            field="code",
        )


class NotARegionHere(BadInput):
    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "“%(code)s” is the code of a province or city; enter a district (6 digits), "
                "a subdistrict (9) or a residents' committee (12)."
            )
            % {"code": code},
            field="code",
        )


class RegionExists(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(_("A region with the code %(code)s exists already.") % {"code": code})


class ParentMissing(Refusal):
    def __init__(self, code: str, parent: str) -> None:
        super().__init__(
            _("The region %(code)s lies in %(parent)s, which is not registered. Add it first.")
            % {"code": code, "parent": parent}
        )


class NotASubdistrict(Refusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("%(code)s is not a subdistrict; a compound lies in one (9 digits).") % {"code": code}
        )


class NotItsCommittee(Refusal):
    def __init__(self, committee: str, subdistrict: str) -> None:
        super().__init__(
            _(
                "%(committee)s is not a residents' committee of the subdistrict %(subdistrict)s; "
                "its code begins otherwise. Correct one of the two."
            )
            % {"committee": committee, "subdistrict": subdistrict}
        )


class BadReplacement(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A code is replaced by another one that is in use for the same compound.")
        )


class AliasExists(BadInput):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is already a name of this compound.") % {"name": name}, field="name"
        )


class LaneExists(BadInput):
    def __init__(self, lane: str) -> None:
        super().__init__(
            _("“%(lane)s” is already a lane of this compound.") % {"lane": lane}, field="number"
        )


class NotThereAnyMore(Refusal):
    def __init__(self) -> None:
        super().__init__(_("Somebody has removed it already. Load the page anew."))


class ReasonMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Write why it is administered there, with the document if there is one."),
            field="reason",
        )
