"""Counting: quorum and approval, by area and by heads, exact (民法典 art. 278 para. 2)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from mashangban.core.voting.areas import to_cm2, to_m2
from mashangban.core.voting.areas import total as total_area
from mashangban.core.voting.ballots import Ballot, Choice, Repeat, SetAside, sift
from mashangban.core.voting.matters import MatterRule, Thresholds
from mashangban.core.voting.roll import Roll
from mashangban.core.voting.thresholds import Threshold
from mashangban.core.voting.units import Head


class Stage(StrEnum):
    QUORUM = "quorum"  # those who took part, of all
    APPROVAL = "approval"  # those who agreed, of those who took part


class Measure(StrEnum):
    AREA = "area"
    HEADS = "heads"


@dataclass(frozen=True, slots=True)
class Weight:
    """Some heads taken together: their area in m² and their number."""

    area: Decimal
    heads: int


@dataclass(frozen=True, slots=True)
class Vote:
    """A head of the roll and its ballot that counts, if it has one."""

    head: Head
    ballot: Ballot | None


@dataclass(frozen=True, slots=True)
class Check:
    """One of the four conditions; amounts are m² (Decimal) or heads (int).

    `part` of `whole` was reached, exactly `reached` (0 of nothing); `needed` is the smallest part
    of that whole that is enough, areas being whole square centimetres; `short` is what `part`
    lacks of it, 0 if it passed.
    """

    stage: Stage
    measure: Measure
    threshold: Threshold
    whole: Decimal | int
    part: Decimal | int
    needed: Decimal | int
    short: Decimal | int
    reached: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """What must be added for the vote to pass: agreement of owners who have not voted yet.

    Each is the smallest amount that meets quorum and approval in its measure (0 if they are met),
    None if fewer than that are left. Which owners reach both at once is another question.
    """

    area: Decimal | None
    heads: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """The result of a vote, with everything that it follows from; all tuples sorted by id.

    `votes` has every head of the roll. `agreed`, `against` and `abstained` add up to
    `participating`, and that and `absent` to `total`. `checks` are quorum by area and by heads,
    approval by area and by heads. `missing` is None if the vote passed.
    """

    rule: MatterRule
    roll: Roll
    votes: tuple[Vote, ...]
    repeats: tuple[Repeat, ...]
    set_aside: tuple[SetAside, ...]
    total: Weight
    participating: Weight
    agreed: Weight
    against: Weight
    abstained: Weight
    absent: Weight
    checks: tuple[Check, ...]
    missing: Missing | None

    @property
    def passed(self) -> bool:
        """Say whether all four conditions are met."""
        return all(check.passed for check in self.checks)


def count(roll: Roll, ballots: Iterable[Ballot], rule: MatterRule) -> Tally:
    """Return the tally of `ballots` by the owners on `roll`; the order of ballots does not matter.

    Who abstains takes part; who casts no ballot that counts does not, and agrees with nobody.
    Raises ValueError if two ballots have the same id.
    """
    sifted = sift(ballots, heads={head.id for head in roll.heads})
    cast = {ballot.head: ballot for ballot in sifted.counted}
    votes = tuple(Vote(head, cast.get(head.id)) for head in roll.heads)
    total = _weight(roll.heads)
    participating = _weight(vote.head for vote in votes if vote.ballot)
    chosen = {
        choice: _weight(vote.head for vote in votes if vote.ballot and vote.ballot.choice == choice)
        for choice in Choice
    }
    agreed = chosen[Choice.FOR]
    checks = (
        *_checks(Stage.QUORUM, rule.quorum, participating, total),
        *_checks(Stage.APPROVAL, rule.approval, agreed, participating),
    )
    return Tally(
        rule=rule,
        roll=roll,
        votes=votes,
        repeats=sifted.repeats,
        set_aside=sifted.set_aside,
        total=total,
        participating=participating,
        agreed=agreed,
        against=chosen[Choice.AGAINST],
        abstained=chosen[Choice.ABSTAIN],
        absent=_weight(vote.head for vote in votes if not vote.ballot),
        checks=checks,
        missing=(
            None
            if all(check.passed for check in checks)
            else _missing(rule, agreed=agreed, participating=participating, total=total)
        ),
    )


def _weight(heads: Iterable[Head]) -> Weight:
    taken = tuple(heads)
    return Weight(total_area(head.area for head in taken), len(taken))


def _checks(stage: Stage, both: Thresholds, part: Weight, whole: Weight) -> Iterator[Check]:
    yield _check(stage, Measure.AREA, both.area, part, whole)
    yield _check(stage, Measure.HEADS, both.heads, part, whole)


def _check(
    stage: Stage, measure: Measure, threshold: Threshold, part: Weight, whole: Weight
) -> Check:
    reached, of = _whole_number(part, measure), _whole_number(whole, measure)
    needed, passed = threshold.least(of), threshold.met_by(reached, of)
    return Check(
        stage=stage,
        measure=measure,
        threshold=threshold,
        whole=_amount(of, measure),
        part=_amount(reached, measure),
        needed=_amount(needed, measure),
        short=_amount(0 if passed else needed - reached, measure),
        reached=Fraction(reached, of) if of else Fraction(0),
        passed=passed,
    )


def _missing(rule: MatterRule, *, agreed: Weight, participating: Weight, total: Weight) -> Missing:
    area = _further(
        rule.quorum.area,
        rule.approval.area,
        agreed=to_cm2(agreed.area),
        participating=to_cm2(participating.area),
        total=to_cm2(total.area),
    )
    heads = _further(
        rule.quorum.heads,
        rule.approval.heads,
        agreed=agreed.heads,
        participating=participating.heads,
        total=total.heads,
    )
    return Missing(area=None if area is None else to_m2(area), heads=heads)


def _further(
    quorum: Threshold, approval: Threshold, *, agreed: int, participating: int, total: int
) -> int | None:
    """Return how much of those who have not voted must agree, None if they are too few."""
    to_quorum = 0 if quorum.met_by(participating, total) else quorum.least(total) - participating
    to_approval = approval.further(agreed, participating)
    if to_approval is None:
        return None
    further = max(to_quorum, to_approval)
    return further if further <= total - participating else None


def _whole_number(weight: Weight, measure: Measure) -> int:
    """Return the amount as heads or as square centimetres, to be compared exactly."""
    return to_cm2(weight.area) if measure is Measure.AREA else weight.heads


def _amount(number: int, measure: Measure) -> Decimal | int:
    return to_m2(number) if measure is Measure.AREA else number
