"""Refusals about units, owners, rolls, votes and households."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _
from psycopg.types.range import DateRange

from mashangban.kit.errors import BadInput, Refusal
from mashangban.registry.errors.words import listed, spoken
from mashangban.registry.types import SlipState


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
