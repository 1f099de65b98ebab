"""A vote of an owners' assembly: its rule, how far it got, its ballots, its tally."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mashangban.core.voting import Check, Fault, Tally, rows
from mashangban.kit import components as ui
from mashangban.kit.when import stamp
from mashangban.registry.presenters.owners import vote_state
from mashangban.registry.presenters.voting_words import (
    CHECK_WORDS,
    CHOICE_WORDS,
    FAULT_WORDS,
    LINE_WORDS,
    amount,
    expired_words,
    rule_name,
    rule_source,
    share,
    square_metres,
    threshold_words,
)
from mashangban.registry.queries.rolls import BallotLine, VoteDetail
from mashangban.registry.types import RollLine, VoteState

_LATEST_BALLOTS: Final = 100


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One of the four conditions in words; amounts beside percentages."""

    title: str
    reached: str
    needed: str
    percent: str
    passed: bool
    verdict: str

    @property
    def sentence(self) -> str:
        return _("%(title)s: %(reached)s (%(percent)s); %(needed)s") % {
            "title": self.title,
            "reached": self.reached,
            "percent": self.percent,
            "needed": self.needed,
        }


@dataclass(frozen=True, slots=True)
class AsideLine:
    """A ballot that does not count, and why."""

    ballot: str
    head: str
    choice: str
    reason: str


@dataclass(frozen=True, slots=True)
class VotePage:
    """The page of a vote, and what its tally sheet prints."""

    id: uuid.UUID
    title: str
    area: str
    area_id: uuid.UUID
    roll_id: uuid.UUID
    roll_on: str
    state: str
    is_open: bool
    passed: bool
    verdict: str
    expired: str
    facts: tuple[ui.Fact, ...]
    totals: ui.Table
    checks: tuple[CheckLine, ...]
    set_aside: tuple[AsideLine, ...]
    ballots: ui.Table | None
    ballots_more: int
    digest: str
    counted: str


def vote_page(vote: VoteDetail, *, recorders: Mapping[str, str]) -> VotePage:
    """Return the page of a vote; `recorders` names who entered ballots."""
    counted = vote.state is VoteState.COUNTED
    lines = {line.number: line for line in vote.roll.lines}
    return VotePage(
        id=vote.id,
        title=vote.title,
        area=vote.roll.area_name,
        area_id=vote.roll.area_id,
        roll_id=vote.roll.summary.id,
        roll_on=vote.roll.summary.on.isoformat(),
        state=vote_state(vote.state, passed=vote.tally.passed),
        is_open=not counted,
        passed=vote.tally.passed,
        verdict=_verdict(vote.tally, counted=counted),
        expired=expired_words(vote.rule),
        facts=_facts(vote),
        totals=_totals(vote.tally),
        checks=tuple(map(_check, vote.tally.checks)),
        set_aside=_set_aside(vote.tally),
        ballots=_ballots(vote, lines, recorders) if vote.ballots else None,
        ballots_more=max(0, len(vote.ballots) - _LATEST_BALLOTS),
        digest=vote.digest,
        counted=stamp(vote.counted_at) if vote.counted_at else "",
    )


def recorded_words(line: RollLine, *, choice: str) -> str:
    """Return what was just entered, to be compared with the paper."""
    return _("Line %(number)s (%(unit)s, %(area)s): %(choice)s.") % {
        "number": line.number,
        "unit": line.label,
        "area": square_metres(line.area),
        "choice": choice,
    }


def _facts(vote: VoteDetail) -> tuple[ui.Fact, ...]:
    rule = vote.rule
    facts = [
        ui.Fact(_("Matter by law"), rule_name(rule)),
        ui.Fact(_("Source"), rule_source(rule)),
        ui.Fact(
            _("Must take part"),
            _("area: %(area)s; owners: %(heads)s")
            % {
                "area": threshold_words(rule.quorum.area),
                "heads": threshold_words(rule.quorum.heads),
            },
        ),
        ui.Fact(
            _("Of them must agree"),
            _("area: %(area)s; owners: %(heads)s")
            % {
                "area": threshold_words(rule.approval.area),
                "heads": threshold_words(rule.approval.heads),
            },
        ),
        ui.Fact(_("Rule as of"), vote.rule_on.isoformat()),
        ui.Fact(_("Opened"), stamp(vote.opened_at)),
    ]
    if rule.in_each_area:
        facts.append(
            ui.Fact(
                _("Several areas"),
                _("Each area concerned votes by itself; it must pass in every one."),
            )
        )
    if vote.counted_at:
        facts.append(ui.Fact(_("Counted"), stamp(vote.counted_at)))
        facts.append(ui.Fact(_("Digest (SHA-256)"), vote.digest))
    return tuple(facts)


def _verdict(tally: Tally, *, counted: bool) -> str:
    if counted:
        return _("Passed.") if tally.passed else _("Not passed.")
    if tally.passed:
        return _("By what has been entered it would pass.")
    missing = tally.missing
    if missing is None or missing.area is None or missing.heads is None:
        return _("It can no longer pass: too few owners have not voted yet.")
    return _("To pass it still takes the agreement of %(area)s and %(heads)s.") % {
        "area": amount(missing.area),
        "heads": amount(missing.heads),
    }


def _totals(tally: Tally) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Item"), labelled=False),
            ui.Column(_("Exclusive area"), "num msb-nowrap"),
            ui.Column(_("Part of the area"), "num"),
            ui.Column(_("Owners"), "num"),
            ui.Column(_("Part of the owners"), "num"),
        ),
        rows=[
            (
                str(LINE_WORDS[row.line]),
                square_metres(row.weight.area),
                share(row.area_share),
                f"{row.weight.heads:,}",
                share(row.heads_share),
            )
            for row in rows(tally)
        ],
    )


def _check(check: Check) -> CheckLine:
    return CheckLine(
        title=str(CHECK_WORDS[check.stage, check.measure]),
        reached=_("%(part)s of %(whole)s")
        % {"part": amount(check.part), "whole": amount(check.whole)},
        needed=_("%(threshold)s: %(needed)s")
        % {"threshold": threshold_words(check.threshold), "needed": amount(check.needed)},
        percent=share(check.reached),
        passed=check.passed,
        verdict=_("met")
        if check.passed
        else _("not met, %(short)s short") % {"short": amount(check.short)},
    )


def _set_aside(tally: Tally) -> tuple[AsideLine, ...]:
    return tuple(
        AsideLine(
            ballot=str(int(aside.ballot.id)),
            head=str(int(aside.ballot.head)),
            choice=str(CHOICE_WORDS[aside.ballot.choice]),
            reason=_reason(aside.fault, aside.contradicts),
        )
        for aside in tally.set_aside
    )


def _reason(fault: Fault, contradicts: tuple[str, ...]) -> str:
    words = str(FAULT_WORDS[fault])
    if contradicts:
        others = _(", ").join(str(int(other)) for other in contradicts)
        words = _("%(reason)s (ballot %(others)s)") % {"reason": words, "others": others}
    return words


def _ballots(
    vote: VoteDetail, lines: Mapping[int, RollLine], recorders: Mapping[str, str]
) -> ui.Table:
    return ui.Table(
        columns=(
            ui.Column(_("Ballot"), "ell", labelled=False),
            ui.Column(_("Line"), "num"),
            ui.Column(_("Unit"), "msb-nowrap"),
            ui.Column(_("Says")),
            ui.Column(_("Entered"), "muted msb-nowrap"),
            ui.Column(_("By")),
        ),
        rows=[
            (
                _ballot_cell(vote, ballot),
                f"{ballot.head:,}",
                lines[ballot.head].label,
                _says(ballot),
                stamp(ballot.recorded_at),
                recorders.get(ballot.recorded_by, ""),
            )
            for ballot in vote.ballots[:_LATEST_BALLOTS]
        ],
    )


def _ballot_cell(vote: VoteDetail, ballot: BallotLine) -> ui.Cell:
    name = _("No. %(number)s") % {"number": ballot.number}
    if ballot.struck:
        return _("%(ballot)s, struck out") % {"ballot": name}
    if vote.state is VoteState.COUNTED:
        return name
    address = reverse("registry:strike_ballot", args=[vote.id, ballot.id])
    return ui.Matter(address, name, _("correct"))


def _says(ballot: BallotLine) -> str:
    words = str(CHOICE_WORDS[ballot.choice])
    if not ballot.by_proxy:
        return words
    mandate = ballot.mandate or _("no mandate")
    return _("%(choice)s, by proxy (%(mandate)s)") % {"choice": words, "mandate": mandate}
