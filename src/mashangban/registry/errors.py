"""What the registry refuses, each with a sentence fit for the person refused."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from mashangban.core.identifiers import IdentifierError, Problem
from mashangban.kit.errors import BadInput, Refusal
from mashangban.registry.periods import last_day


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


class BadCompanyCode(BadInput):
    """The text is not a unified social credit code (USCC)."""

    def __init__(self, error: IdentifierError) -> None:
        slip = error.problem is Problem.CHECK_CHARACTER
        sentence = (
            _(
                "The code “%(code)s” does not fit its last character: a character is mistyped or "
                "two are swapped. Compare it with the business licence."
            )
            if slip
            else _(
                "“%(code)s” is not a unified social credit code: 18 digits and capitals, "
                "without I, O, S, V, Z."
            )
        )
        super().__init__(sentence % {"code": error.text}, field="uscc")


class CompanyExists(Refusal):
    def __init__(self, uscc: str) -> None:
        super().__init__(_("A company with the code %(uscc)s exists already.") % {"uscc": uscc})


class CompoundTaken(Refusal):
    def __init__(self, compound: str, period: DateRange) -> None:
        super().__init__(
            _(
                "“%(compound)s” is in another management area for part of the time %(period)s. "
                "End that membership first."
            )
            % {"compound": compound, "period": spoken(period)}
        )


class AreaTaken(Refusal):
    def __init__(self, area: str, period: DateRange) -> None:
        super().__init__(
            _(
                "“%(area)s” has a contract with a company for part of the time %(period)s. "
                "One company serves an area at a time: let the other contract end first."
            )
            % {"area": area, "period": spoken(period)}
        )


class ManagerTaken(Refusal):
    def __init__(self, area: str, period: DateRange) -> None:
        super().__init__(
            _(
                "“%(area)s” has a project manager for part of the time %(period)s. "
                "Let that appointment end first."
            )
            % {"area": area, "period": spoken(period)}
        )


class EmptyPeriod(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("The period has no day: its last day is before its first."), field="period"
        )


class CodeWithdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This code has been withdrawn already."))


class BadReplacement(Refusal):
    def __init__(self) -> None:
        super().__init__(
            _("A code is replaced by another one that is in use for the same compound.")
        )


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


def spoken(period: DateRange) -> str:
    """Return a period as people write it, with the days counted that belong to it."""
    first, last = period.lower, last_day(period)
    if first is None and last is None:
        return _("always")
    if last is None:
        return _("from %(first)s on") % {"first": first}
    if first is None:
        return _("until %(last)s") % {"last": last}
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
