"""Refusals about companies, areas, contracts, managers and committees."""

from datetime import date

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from mashangban.core.identifiers import IdentifierError, Problem
from mashangban.kit.errors import BadInput, Refusal
from mashangban.registry.errors.words import spoken


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


class CommitteeTaken(Refusal):
    def __init__(self, area: str, period: DateRange) -> None:
        super().__init__(
            _(
                "“%(area)s” has a term of its owners' committee that begins later than "
                "%(period)s or meets it. Correct the days."
            )
            % {"area": area, "period": spoken(period)}
        )


class NoTermYet(Refusal):
    def __init__(self, area: str) -> None:
        super().__init__(
            _(
                "“%(area)s” had no owners' committee in office by that day. Record its term first; "
                "a re-election is for a committee that is in office or whose term has run out."
            )
            % {"area": area}
        )


class BadHeadcount(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("A committee has an odd number of members, three at least."), field="members"
        )


class TooManyAreas(Refusal):
    """The manager answers for as many areas on `day` as the rule lets one person have.

    `rule` is the document, `expired` its last day where it is only followed in practice.
    """

    def __init__(self, *, most: int, day: date, document: str, expired: date | None) -> None:
        values = {"most": most, "day": day, "document": document, "expired": expired}
        sentence = (
            _(
                "This manager answers for %(most)s areas on %(day)s already, the most that "
                "%(document)s allows. Choose somebody else, or let one of those appointments end."
            )
            if expired is None
            else _(
                "This manager answers for %(most)s areas on %(day)s already, the most that "
                "%(document)s allows (expired on %(expired)s, followed in practice). Choose "
                "somebody else, or let one of those appointments end."
            )
        )
        super().__init__(sentence % values)


class NotWithinContract(BadInput):
    def __init__(self, period: DateRange) -> None:
        super().__init__(
            _("The contract runs %(period)s; its new last day lies within, before its old one.")
            % {"period": spoken(period)},
            field="last",
        )


class JointHiringDiffers(BadInput):
    def __init__(self, company: str) -> None:
        super().__init__(
            _(
                "The other area's contract is with “%(company)s”. Areas that hire jointly hire the "
                "same company."
            )
            % {"company": company},
            field="joint_with",
        )


class BranchOfABranch(Refusal):
    def __init__(self, company: str) -> None:
        super().__init__(
            _("“%(company)s” is itself a branch. Name the head office that it belongs to.")
            % {"company": company}
        )


class GroupExists(Refusal):
    def __init__(self, group: str) -> None:
        super().__init__(_("A group called “%(group)s” exists already.") % {"group": group})


class RenamedThatDay(Refusal):
    def __init__(self, company: str, day: date) -> None:
        super().__init__(
            _("A former name of “%(company)s” that ended on %(day)s is on record already.")
            % {"company": company, "day": day}
        )


class SuccessionExists(Refusal):
    def __init__(self, predecessor: str, successor: str) -> None:
        super().__init__(
            _("That “%(successor)s” came out of “%(predecessor)s” is on record already.")
            % {"predecessor": predecessor, "successor": successor}
        )


class SuccessionCircle(Refusal):
    def __init__(self, predecessor: str, successor: str) -> None:
        super().__init__(
            _(
                "“%(predecessor)s” itself came out of “%(successor)s”. Exchange the two, or "
                "correct what is on record."
            )
            % {"predecessor": predecessor, "successor": successor}
        )


class NothingToMerge(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Choose at least one other area that is to go into this one."), field="others"
        )


class NothingToSplit(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _(
                "Choose the compounds that leave, and let at least one stay. An area of a single "
                "compound cannot be split."
            ),
            field="compounds",
        )


class AreaWithoutCompounds(Refusal):
    def __init__(self, area: str, day: date) -> None:
        super().__init__(
            _("No compound belongs to “%(area)s” on %(day)s. Choose another day or area.")
            % {"area": area, "day": day}
        )


class LaterOnRecord(BadInput):
    """Something of the area begins on the day or after it: the change would cut across it."""

    def __init__(self, area: str, begins: date) -> None:
        super().__init__(
            _(
                "Something of “%(area)s” (a compound, contract, manager or committee) is on record "
                "as beginning on %(begins)s. Choose a later day, or correct that first."
            )
            % {"area": area, "begins": begins},
            field="on",
        )


class DifferentSubdistricts(Refusal):
    def __init__(self, *, area: str, other: str, document: str, expired: date | None) -> None:
        values = {"area": area, "other": other, "document": document, "expired": expired}
        sentence = (
            _(
                "“%(area)s” and “%(other)s” lie in different subdistricts. %(document)s lets areas "
                "of one subdistrict be merged only."
            )
            if expired is None
            else _(
                "“%(area)s” and “%(other)s” lie in different subdistricts. %(document)s "
                "(expired on %(expired)s, followed in practice) lets areas of one subdistrict be "
                "merged only."
            )
        )
        super().__init__(sentence % values)


class NotAnExpiredRule(Refusal):
    def __init__(self, name: str) -> None:
        super().__init__(
            _("“%(name)s” is in force: whether to follow it is not for the district to choose.")
            % {"name": name}
        )


class EmptyPeriod(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("The period has no day: its last day is before its first."), field="period"
        )
