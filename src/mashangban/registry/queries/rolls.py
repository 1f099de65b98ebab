"""Frozen rolls, the votes taken by them, and their ballots."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F

from mashangban.accounts import queries as people
from mashangban.core.voting import (
    Ballot,
    Choice,
    HeadRule,
    MatterRule,
    NoRuleInForce,
    Proxy,
    Tally,
    packaged_head_rules,
    packaged_matters,
)
from mashangban.core.voting import Roll as CoreRoll
from mashangban.core.voting import count as count_ballots
from mashangban.core.voting import digest as tally_digest
from mashangban.kit.errors import NotFound
from mashangban.registry.errors import RollAltered
from mashangban.registry.models import OwnerParty, OwnersBallot, OwnersVote, Roll, RollUnit
from mashangban.registry.rolling import canonical_text, core_roll, digest, unit_name
from mashangban.registry.types import PartyKind, RollLine, VoteState

MANDATED = "proxy"  # who a proxy is stands on the written mandate, not here


@dataclass(frozen=True, slots=True)
class RollSummary:
    """A roll as lists show it; `area_total` in m²."""

    id: uuid.UUID
    on: date
    frozen_at: datetime
    units_total: int
    heads_total: int
    area_total: Decimal
    digest: str


@dataclass(frozen=True, slots=True)
class VoteSummary:
    id: uuid.UUID
    title: str
    matter: str
    state: VoteState
    passed: bool | None
    opened_at: datetime
    roll_on: date


@dataclass(frozen=True, slots=True)
class FrozenRoll:
    """A roll, checked against its digest."""

    summary: RollSummary
    area_id: uuid.UUID
    area_name: str
    lines: tuple[RollLine, ...]
    core: CoreRoll

    @property
    def rule(self) -> HeadRule:
        return self.core.rule


@dataclass(frozen=True, slots=True)
class BallotLine:
    """A ballot as it was entered."""

    id: uuid.UUID
    number: int
    head: int
    choice: Choice
    by_proxy: bool
    mandate: str
    recorded_by: str
    recorded_at: datetime
    struck: bool


@dataclass(frozen=True, slots=True)
class VoteDetail:
    """A vote with its roll, its ballots (latest first) and what they come to by now."""

    id: uuid.UUID
    title: str
    state: VoteState
    rule: MatterRule
    rule_on: date
    opened_at: datetime
    counted_at: datetime | None
    digest: str
    roll: FrozenRoll
    ballots: tuple[BallotLine, ...]
    tally: Tally


def rolls_of(area_id: uuid.UUID) -> list[RollSummary]:
    """Return the rolls of an area, the latest first."""
    return [_summary(row) for row in Roll.objects.filter(area=area_id).order_by("-frozen_at")]


def votes_of(area_id: uuid.UUID) -> list[VoteSummary]:
    """Return the votes of an area, the open ones first, then the latest."""
    rows = OwnersVote.objects.filter(roll__area=area_id).select_related("roll")
    found = [
        VoteSummary(
            id=row.pk,
            title=row.title,
            matter=row.matter,
            state=VoteState(row.state),
            passed=row.passed,
            opened_at=row.opened_at,
            roll_on=row.roll.on,
        )
        for row in rows.order_by("-opened_at", "-id")
    ]
    return sorted(found, key=lambda vote: vote.state is not VoteState.OPEN)


def frozen_roll(roll_id: uuid.UUID) -> FrozenRoll:
    """Return a roll as it was frozen. Raises NotFound, and RollAltered if it is not that one."""
    row = Roll.objects.select_related("area").filter(pk=roll_id).first()
    if row is None:
        raise NotFound
    return _frozen(row)


def line_of(head_id: uuid.UUID) -> RollLine:
    """Return the first line of a head, by which it is called."""
    unit = RollUnit.objects.get(head=head_id, number=F("head__number"))
    return _line(unit)


def vote_detail(vote_id: uuid.UUID) -> VoteDetail:
    """Return a vote. Raises NotFound, RollAltered: also when a counted result no longer follows."""
    vote = OwnersVote.objects.select_related("roll__area").filter(pk=vote_id).first()
    if vote is None:
        raise NotFound
    roll = _frozen(vote.roll)
    ballots = ballots_of(vote)
    rule = matter_rule(vote.matter, on=vote.rule_on, follows_expired=vote.follows_expired)
    tally = count_ballots(roll.core, map(_core_ballot, standing(ballots)), rule)
    if vote.state == VoteState.COUNTED and tally_digest(tally) != vote.digest:
        raise RollAltered
    return VoteDetail(
        id=vote.pk,
        title=vote.title,
        state=VoteState(vote.state),
        rule=rule,
        rule_on=vote.rule_on,
        opened_at=vote.opened_at,
        counted_at=vote.counted_at,
        digest=vote.digest,
        roll=roll,
        ballots=ballots,
        tally=tally,
    )


def matter_rule(code: str, *, on: date, follows_expired: bool) -> MatterRule:
    """Return the rule of a matter as in force on a day. Raises NoRuleInForce."""
    return packaged_matters().rule_for(code, on=on, expired_ok=follows_expired)


def matters_on(on: date) -> list[MatterRule]:
    """Return the matters that can be voted on, in the order of the rulebook, expired ones too."""
    found = []
    for code in packaged_matters().codes:
        try:
            found.append(matter_rule(code, on=on, follows_expired=True))
        except NoRuleInForce:  # not yet in force
            continue
    return found


def owner_names(party_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what owners are called; whoever calls this has written who looked and why."""
    parties = list(OwnerParty.objects.filter(pk__in=party_ids))
    names = people.name_of(party.person_id for party in parties if party.person_id)
    return {
        party.pk: names[party.person_id] if party.person_id else party.label for party in parties
    }


def organisation_labels(party_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the names of those owners that are organisations; they are nobody's secret."""
    rows = OwnerParty.objects.filter(pk__in=party_ids).exclude(kind=PartyKind.PERSON)
    return dict(rows.values_list("pk", "label"))


def standing(ballots: tuple[BallotLine, ...]) -> list[BallotLine]:
    """Return the ballots that were not struck out."""
    return [ballot for ballot in ballots if not ballot.struck]


def ballots_of(vote: OwnersVote) -> tuple[BallotLine, ...]:
    """Return the ballots of a vote, the latest first."""
    rows = OwnersBallot.objects.filter(vote=vote).select_related("head").order_by("-number")
    return tuple(
        BallotLine(
            id=row.pk,
            number=row.number,
            head=row.head.number,
            choice=Choice(row.choice),
            by_proxy=row.by_proxy,
            mandate=row.mandate,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            struck=row.struck_at is not None,
        )
        for row in rows
    )


def _core_ballot(ballot: BallotLine) -> Ballot:
    return Ballot(
        id=f"{ballot.number:06d}",
        head=unit_name(ballot.head),
        choice=ballot.choice,
        proxy=Proxy(MANDATED, ballot.mandate) if ballot.by_proxy else None,
    )


def _summary(row: Roll) -> RollSummary:
    return RollSummary(
        id=row.pk,
        on=row.on,
        frozen_at=row.frozen_at,
        units_total=row.units_total,
        heads_total=row.heads_total,
        area_total=row.area_total,
        digest=row.digest,
    )


def _line(unit: RollUnit) -> RollLine:
    return RollLine(
        number=unit.number,
        unit_id=unit.unit_id,
        label=unit.label,
        area=unit.area,
        owners=tuple(unit.owners),
        developer_stock=unit.developer_stock,
    )


def _frozen(row: Roll) -> FrozenRoll:
    lines = tuple(map(_line, RollUnit.objects.filter(roll=row).order_by("number")))
    rule = packaged_head_rules().rule_for(row.head_rule, on=row.on)
    core = core_roll(lines, rule)
    text = canonical_text(area_id=row.area_id, on=row.on, rule=rule, lines=lines, roll=core)
    if digest(text) != row.digest:
        raise RollAltered
    return FrozenRoll(_summary(row), row.area_id, row.area.name, lines, core)
