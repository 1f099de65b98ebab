"""What the registry refuses, each with a sentence fit for the person refused."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from mashangban.core.identifiers import IdentifierError, Problem
from mashangban.kit.errors import BadInput, Refusal
from mashangban.registry.periods import last_day
from mashangban.registry.types import SlipState


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


class CodeWithdrawn(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This code has been withdrawn already."))


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


class UnitsExist(Refusal):
    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(
            _("These units are there already: %(units)s. Leave them out.")
            % {"units": listed(numbers)}
        )


class BadArea(BadInput):
    def __init__(self, unit: str) -> None:
        super().__init__(
            _(
                "Unit %(unit)s: an exclusive area is above 0 m², with two decimals at most. "
                "Leave it empty while nobody knows it."
            )
            % {"unit": unit},
            field="area",
        )


class BadShare(BadInput):
    def __init__(self) -> None:
        super().__init__(_("A share is a fraction above 0, at most 1, such as 1/2."), field="share")


class OrganisationLabel(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please write the organisation's name; a person is entered as a person."),
            field="label",
        )


class SharesExceedWhole(Refusal):
    def __init__(self, unit: str, on: date, total: Fraction) -> None:
        super().__init__(
            _(
                "The shares of unit %(unit)s would add up to %(total)s on %(day)s, more than the "
                "whole. End or lessen another share first."
            )
            % {"unit": unit, "total": total, "day": on}
        )


class HoldingOverlaps(Refusal):
    def __init__(self, unit: str, period: DateRange) -> None:
        super().__init__(
            _(
                "This owner holds a share of unit %(unit)s for part of the time %(period)s "
                "already. End that one first."
            )
            % {"unit": unit, "period": spoken(period)}
        )


class NotHeldThen(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(
            _(
                "This share does not change hands on %(day)s: it must have begun before that day "
                "and not have ended by it. Choose another day."
            )
            % {"day": on}
        )


class RollHasGaps(Refusal):
    """Units of the area cannot be put on the roll; the sentence names the first of them."""

    def __init__(self, *, area: str, no_area: Sequence[str], no_owner: Sequence[str]) -> None:
        parts = []
        if no_area:
            parts.append(
                _("without an area: %(units)s (%(count)s in all)")
                % {"units": listed(no_area), "count": len(no_area)}
            )
        if no_owner:
            parts.append(
                _("without owners of the whole: %(units)s (%(count)s in all)")
                % {"units": listed(no_owner), "count": len(no_owner)}
            )
        super().__init__(
            _(
                "The roll of “%(area)s” cannot be frozen. There are units %(gaps)s. "
                "Fill in what is missing; the list can be downloaded."
            )
            % {"area": area, "gaps": _("; ").join(parts)}
        )


class RollEmpty(Refusal):
    def __init__(self, area: str, on: date) -> None:
        super().__init__(
            _("“%(area)s” has no unit on %(day)s. Enter its units first, or choose another day.")
            % {"area": area, "day": on}
        )


class RollOfTheFuture(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("A roll is frozen for today or an earlier day: who owns later is not known."),
            field="on",
        )


class RollRuleMissing(Refusal):
    def __init__(self, on: date) -> None:
        super().__init__(
            _("No rule that says who counts as one owner is in force on %(day)s.") % {"day": on}
        )


class RollReasonMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please write why you open the roll; the reason is kept."), field="reason"
        )


class RollAltered(Refusal):
    """What stands in the database is not what was frozen; nothing may be counted with it."""

    status = 500

    def __init__(self) -> None:
        super().__init__(
            _(
                "This roll is not the one that was frozen: its digest differs. Nothing is counted "
                "with it. Tell the system administrator."
            )
        )


class UnknownMatter(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please choose one of the matters in the list."), field="matter")


class TitleMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please write what is voted on, as on the paper."), field="title")


class MatterRuleExpired(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _(
                "The rule for this matter has expired and no other has followed. If it is still "
                "followed in practice, say so below; every page will say it too."
            ),
            field="follows_expired",
        )


class MatterRuleMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(_("No rule for this matter is in force on that day."), field="matter")


class VoteCounted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This vote has been counted. Its ballots and its result stand."))


class VoteNotCounted(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This vote has not been counted yet; there is no tally sheet."))


class NoSuchHead(BadInput):
    def __init__(self, typed: str) -> None:
        super().__init__(
            _(
                "“%(typed)s” is not on the roll. Type the number of its line, or the unit as the "
                "roll calls it."
            )
            % {"typed": typed},
            field="head",
        )


class UnitIsAmbiguous(BadInput):
    def __init__(self, typed: str) -> None:
        super().__init__(
            _("“%(typed)s” can be several units. Type the number of the line.") % {"typed": typed},
            field="head",
        )


class UnknownChoice(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please choose: for, against or abstain."), field="choice")


class HasBallot(BadInput):
    def __init__(self, number: int) -> None:
        super().__init__(
            _(
                "Line %(number)s has a ballot already. Strike that one out to correct it; if a "
                "second paper really came in, tick “second paper” below."
            )
            % {"number": number},
            field="another",
        )


class MandateWithoutProxy(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("A mandate belongs to a proxy: tick “by proxy”, or empty the number."),
            field="mandate",
        )


class MandateTooLong(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please write only the number of the mandate, 40 characters at most, no name."),
            field="mandate",
        )


class BallotStruck(Refusal):
    def __init__(self) -> None:
        super().__init__(_("This ballot has been struck out already."))


class NoUnitsForSlips(Refusal):
    def __init__(self) -> None:
        super().__init__(_("There are no units here yet. Enter them first; slips are for units."))


class SlipNotOpen(Refusal):
    """The slip cannot be used; the page says which way (`state`)."""

    def __init__(self, state: SlipState) -> None:
        super().__init__(_("This slip cannot be used. Ask the residents' committee for a new one."))
        self.state = state


class UnknownHouseholdRole(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please choose who you are in this home."), field="role")


class PhoneMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(_("Please write a telephone number."), field="phone")


class MandateMissing(BadInput):
    def __init__(self) -> None:
        super().__init__(
            _("Please write what you may do for the owner, as in the written mandate."),
            field="mandate",
        )


def listed(names: Iterable[str], *, most: int = 5) -> str:
    """Return the first few names, and that there are more."""
    taken = list(names)
    shown = _(", ").join(taken[:most])
    return _("%(names)s and others") % {"names": shown} if len(taken) > most else shown


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
