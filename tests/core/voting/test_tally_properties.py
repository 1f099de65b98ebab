"""What holds of every vote, and the same result as a naive count in square centimetres."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.voting import (
    Ballot,
    Choice,
    Measure,
    Proxy,
    Roll,
    Stage,
    Tally,
    Unit,
    canonical_text,
    count,
    digest,
)
from tests.votes import STATUTORY, ballot, check, matter

RULES = {
    "more than 1/2": (lambda part, whole: 2 * part > whole),
    "at least 3/4": (lambda part, whole: 4 * part >= 3 * whole),
}


@dataclass(frozen=True)
class Meeting:
    """Units as (name, cm², owner, developer's stock), ballots, and the approval that is needed."""

    units: tuple[tuple[str, int, str, bool], ...]
    ballots: tuple[Ballot, ...]
    approval: str

    @property
    def roll(self) -> Roll:
        return Roll(
            tuple(
                Unit(name, Decimal(cm2).scaleb(-4), frozenset({owner}), developer_stock=stock)
                for name, cm2, owner, stock in self.units
            ),
            STATUTORY,
        )

    def tally(self) -> Tally:
        return count(self.roll, self.ballots, matter(self.approval))


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    # Few owners and few sizes, so that boundaries are hit and not only approached.
    sizes = st.sampled_from([250_000, 500_000, 500_001, 499_999, 1_000_000])
    units = tuple(
        (f"u{number}", draw(sizes), draw(st.sampled_from("abcdefgh")), draw(st.integers(0, 5)) == 0)
        for number in range(draw(st.integers(min_value=0, max_value=12)))
    )
    names = [name for name, *_ in units] + ["stranger"]
    proxies = st.sampled_from([None, None, None, Proxy("p", "m"), Proxy("p")])
    ballots = tuple(
        Ballot(
            f"b{number}", draw(st.sampled_from(names)), draw(st.sampled_from(Choice)), draw(proxies)
        )
        for number in range(draw(st.integers(min_value=0, max_value=14)))
    )
    return Meeting(units, ballots, draw(st.sampled_from(sorted(RULES))))


def naive(meeting: Meeting) -> tuple[dict[str, tuple[int, int]], list[bool]]:
    """Count by hand: cm² and heads for each choice, and whether each condition is met."""
    area: defaultdict[str, int] = defaultdict(int)
    first: dict[str, str] = {}
    for name, cm2, owner, stock in sorted(meeting.units):
        who = "the developer" if stock else owner
        first.setdefault(who, name)
        area[first[who]] += cm2
    said = defaultdict(set)
    for cast in meeting.ballots:
        mandated = cast.proxy is None or cast.proxy.mandate
        if cast.head in area and mandated:
            said[cast.head].add(cast.choice.value)
    sums = {"for": (0, 0), "against": (0, 0), "abstain": (0, 0)}
    for head, choices in said.items():
        if len(choices) == 1:
            (choice,) = choices
            cm2, heads = sums[choice]
            sums[choice] = (cm2 + area[head], heads + 1)
    total = (sum(area.values()), len(area))
    present = tuple(sum(part) for part in zip(*sums.values(), strict=True))
    enough = RULES[meeting.approval]
    quorum = [
        whole > 0 and 3 * part >= 2 * whole for part, whole in zip(present, total, strict=True)
    ]
    approval = [
        whole > 0 and enough(part, whole) for part, whole in zip(sums["for"], present, strict=True)
    ]
    return sums, quorum + approval


def in_cm2(area: Decimal) -> int:
    return int(area * 10_000)


@given(meetings())
def test_the_count_is_that_of_a_naive_count(meeting: Meeting) -> None:
    tally = meeting.tally()
    sums, conditions = naive(meeting)
    for weight, choice in (
        (tally.agreed, "for"),
        (tally.against, "against"),
        (tally.abstained, "abstain"),
    ):
        assert (in_cm2(weight.area), weight.heads) == sums[choice]
    assert [c.passed for c in tally.checks] == conditions
    assert tally.passed is all(conditions)


@given(meetings())
def test_areas_and_heads_add_up(meeting: Meeting) -> None:
    tally = meeting.tally()
    choices = (tally.agreed, tally.against, tally.abstained)
    assert sum(weight.area for weight in choices) == tally.participating.area
    assert sum(weight.heads for weight in choices) == tally.participating.heads
    assert tally.participating.area + tally.absent.area == tally.total.area
    assert tally.participating.heads + tally.absent.heads == tally.total.heads
    assert in_cm2(tally.total.area) == sum(cm2 for _, cm2, _, _ in meeting.units)
    assert tally.total.heads == len(tally.votes) == len(meeting.roll.heads)


@given(meetings())
def test_every_ballot_counts_repeats_or_is_set_aside(meeting: Meeting) -> None:
    tally = meeting.tally()
    found = [
        *(vote.ballot for vote in tally.votes if vote.ballot),
        *(again.ballot for again in tally.repeats),
        *(aside.ballot for aside in tally.set_aside),
    ]
    assert sorted(found, key=lambda cast: cast.id) == sorted(
        meeting.ballots, key=lambda cast: cast.id
    )


@given(meetings(), st.randoms(use_true_random=False))
def test_the_order_of_units_and_ballots_does_not_matter(meeting: Meeting, random: Random) -> None:
    units, ballots = list(meeting.units), list(meeting.ballots)
    random.shuffle(units)
    random.shuffle(ballots)
    shuffled = Meeting(tuple(units), tuple(ballots), meeting.approval)
    assert shuffled.tally() == meeting.tally()
    assert canonical_text(shuffled.tally()) == canonical_text(meeting.tally())
    assert digest(shuffled.tally()) == digest(meeting.tally())


@given(meetings())
def test_one_more_who_agrees_spoils_nothing(meeting: Meeting) -> None:
    before = meeting.tally()
    with_ballots = {cast.head for cast in meeting.ballots}
    for vote in before.votes:
        if vote.head.id in with_ballots:
            continue
        more = Meeting(
            meeting.units, (*meeting.ballots, ballot(vote.head.id)), meeting.approval
        ).tally()
        for old, new in zip(before.checks, more.checks, strict=True):
            assert new.passed or not old.passed


@given(meetings())
def test_the_least_that_is_needed_is_enough_and_one_step_less_is_not(meeting: Meeting) -> None:
    for c in meeting.tally().checks:
        step = Decimal("0.0001") if c.measure is Measure.AREA else 1
        assert c.passed is (c.whole > 0 and c.part >= c.needed)
        assert c.part + c.short == (c.part if c.passed else c.needed)
        if c.whole:
            assert c.threshold.met_by(int(c.needed / step), int(c.whole / step))
            assert not c.threshold.met_by(int(c.needed / step) - 1, int(c.whole / step))


@given(meetings())
def test_what_is_missing_is_the_least_that_makes_both_conditions_pass(meeting: Meeting) -> None:
    tally = meeting.tally()
    if tally.missing is None:
        assert tally.passed
        return
    assert not tally.passed
    enough = RULES[meeting.approval]

    def would_pass(agreed: int, present: int, total: int, more: int) -> bool:
        return (
            present + more > 0
            and 3 * (present + more) >= 2 * total
            and enough(agreed + more, present + more)
        )

    for measure, more in ((Measure.AREA, tally.missing.area), (Measure.HEADS, tally.missing.heads)):
        step = Decimal("0.0001") if measure is Measure.AREA else 1
        agreed, present, total = (
            int(amount / step)
            for amount in (
                check(tally, Stage.APPROVAL, measure).part,
                check(tally, Stage.APPROVAL, measure).whole,
                check(tally, Stage.QUORUM, measure).whole,
            )
        )
        if more is None:
            assert not would_pass(agreed, present, total, total - present)
        else:
            assert would_pass(agreed, present, total, int(more / step))
            assert more == 0 or not would_pass(agreed, present, total, int(more / step) - 1)
