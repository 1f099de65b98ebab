"""Votes of an owners' assembly: opened on a frozen roll, ballots entered or struck out, counted."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from mashangban.audit.actions import record
from mashangban.core.voting import Absence, Choice, NoRuleInForce, canonical_text, digest
from mashangban.kit import clock
from mashangban.kit.actors import Actor
from mashangban.kit.choices import member
from mashangban.kit.errors import NotFound
from mashangban.kit.ids import new_id
from mashangban.registry.errors import (
    BallotStruck,
    HasBallot,
    MandateTooLong,
    MandateWithoutProxy,
    MatterRuleExpired,
    MatterRuleMissing,
    NoSuchHead,
    TitleMissing,
    UnitIsAmbiguous,
    UnknownChoice,
    UnknownMatter,
    VoteCounted,
)
from mashangban.registry.models import OwnersBallot, OwnersVote, Roll, RollHead, RollUnit
from mashangban.registry.queries.rolls import matter_rule, vote_detail
from mashangban.registry.types import NewBallot, VoteState

_LONGEST_MANDATE: Final = 40
_ROLL_NUMBER: Final = 7  # digits; a roll has fewer lines than that


@transaction.atomic
def open_vote(
    *, roll_id: UUID, matter: str, title: str, follows_expired: bool, by: Actor, at: datetime
) -> OwnersVote:
    """Put one matter to the owners on a roll, under the rule in force on the day.

    Raises NotFound, TitleMissing, UnknownMatter, MatterRuleMissing, and MatterRuleExpired unless
    `follows_expired` says that an expired rule is still followed in practice.
    """
    roll = Roll.objects.filter(pk=roll_id).first()
    if roll is None:
        raise NotFound
    if not title.strip():
        raise TitleMissing
    today = clock.local_date(at)
    try:
        rule = matter_rule(matter, on=today, follows_expired=follows_expired)
    except NoRuleInForce as error:
        raise _ABSENT[error.absence]() from None
    vote = OwnersVote(
        id=new_id(at),
        roll=roll,
        matter=rule.code,
        rule_on=today,
        follows_expired=rule.expired,
        title=title.strip(),
        state=VoteState.OPEN,
        opened_at=at,
    )
    vote.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.open_vote",
        subject=("vote", vote.id),
        data={"roll": str(roll_id), "matter": rule.code, "expired": rule.expired},
    )
    return vote


@transaction.atomic
def record_ballot(*, vote_id: UUID, new: NewBallot, by: Actor, at: datetime) -> OwnersBallot:
    """Enter a paper. A proxy's without a mandate is entered too: the count sets it aside.

    Raises NotFound, VoteCounted, NoSuchHead, UnitIsAmbiguous, UnknownChoice, HasBallot,
    MandateWithoutProxy, MandateTooLong.
    """
    vote = _lock(vote_id)
    head = find_head(vote.roll_id, new.head)
    choice = member(Choice, new.choice)
    if choice is None:
        raise UnknownChoice
    mandate = new.mandate.strip()
    if mandate and not new.by_proxy:
        raise MandateWithoutProxy
    if len(mandate) > _LONGEST_MANDATE:
        raise MandateTooLong
    earlier = OwnersBallot.objects.filter(vote=vote)
    if not new.another and earlier.filter(head=head, struck_at__isnull=True).exists():
        raise HasBallot(head.number)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    ballot = OwnersBallot(
        id=new_id(at),
        vote=vote,
        head=head,
        number=last + 1,
        choice=choice.value,
        by_proxy=new.by_proxy,
        mandate=mandate,
        recorded_by=by.id,
        recorded_at=at,
    )
    ballot.save(force_insert=True)
    record(
        by=by,
        at=at,
        verb="registry.record_ballot",
        subject=("vote", vote.id),
        data={"ballot": ballot.number, "head": head.number},
    )
    return ballot


@transaction.atomic
def strike_ballot(*, ballot_id: UUID, vote_id: UUID, by: Actor, at: datetime) -> OwnersBallot:
    """Strike out a ballot that was entered wrongly. Raises NotFound, VoteCounted, BallotStruck."""
    vote = _lock(vote_id)
    ballot = OwnersBallot.objects.filter(pk=ballot_id, vote=vote).first()
    if ballot is None:
        raise NotFound
    if ballot.struck_at is not None:
        raise BallotStruck
    ballot.struck_at, ballot.struck_by = at, by.id
    ballot.save(update_fields=["struck_at", "struck_by"])
    record(
        by=by,
        at=at,
        verb="registry.strike_ballot",
        subject=("vote", vote.id),
        data={"ballot": ballot.number},
    )
    return ballot


@transaction.atomic
def count_vote(*, vote_id: UUID, by: Actor, at: datetime) -> OwnersVote:
    """Count a vote for good; its result is stored with its digest.

    Raises NotFound, VoteCounted, and RollAltered if the roll is not the one that was frozen.
    """
    vote = _lock(vote_id)
    tally = vote_detail(vote_id).tally
    vote.state = VoteState.COUNTED
    vote.counted_at = at
    vote.passed = tally.passed
    vote.result = canonical_text(tally)
    vote.digest = digest(tally)
    vote.save(update_fields=["state", "counted_at", "passed", "result", "digest"])
    record(
        by=by,
        at=at,
        verb="registry.count_vote",
        subject=("vote", vote.id),
        data={"digest": vote.digest, "passed": tally.passed},
    )
    return vote


def find_head(roll_id: UUID, typed: str) -> RollHead:
    """Return the head of what was typed: the number of any of its lines, or its unit's name.

    A unit may be typed without blanks, or by the end of its name where only one ends so.
    Raises NoSuchHead, UnitIsAmbiguous.
    """
    words = "".join(typed.split())
    units = RollUnit.objects.select_related("head").filter(roll=roll_id)
    if words.isascii() and words.isdigit() and len(words) <= _ROLL_NUMBER:
        found = units.filter(number=int(words)).first()
        if found is None:
            raise NoSuchHead(typed)
        return found.head
    ends = [unit for unit in units if "".join(unit.label.split()).endswith(words)] if words else []
    if not ends:
        raise NoSuchHead(typed)
    if len({unit.head_id for unit in ends}) > 1:
        raise UnitIsAmbiguous(typed)
    return ends[0].head


_ABSENT: Final = {
    Absence.UNKNOWN: UnknownMatter,
    Absence.NOT_YET: MatterRuleMissing,
    Absence.EXPIRED: MatterRuleExpired,
}


def _lock(vote_id: UUID) -> OwnersVote:
    """Return an open vote; who enters a ballot waits for who counts."""
    vote = OwnersVote.objects.select_for_update().filter(pk=vote_id).first()
    if vote is None:
        raise NotFound
    if vote.state != VoteState.OPEN:
        raise VoteCounted
    return vote
