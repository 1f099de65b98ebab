"""Rolls, ballots and rules for tests of core.voting, in one line each."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from mashangban.core.voting import (
    Ballot,
    Check,
    Choice,
    Counting,
    HeadRule,
    MatterRule,
    Measure,
    Proxy,
    Roll,
    Source,
    Stage,
    Status,
    Tally,
    Threshold,
    Thresholds,
    Unit,
    packaged_head_rules,
)

DAY = date(2026, 11, 23)
STATUTORY = packaged_head_rules().rule_for("statutory", on=DAY)
SOURCE = Source(
    document="示例〔2026〕1号",
    article="第一条",
    status=Status.ILLUSTRATIVE,
    valid_from=date(2021, 1, 1),
)
EACH_UNIT = HeadRule(
    code="each_unit",
    name="示例",
    name_en="Every unit is a head",
    source=SOURCE,
    same_owners=Counting.EACH,
    developer_stock=Counting.EACH,
)


def matter(
    approval: str = "more than 1/2",
    quorum: str = "at least 2/3",
    *,
    approval_by_heads: str = "",
    quorum_by_heads: str = "",
) -> MatterRule:
    """Return a rule; the thresholds by heads are those by area unless given."""
    return MatterRule(
        code="example",
        name="示例事项",
        name_en="An example",
        source=SOURCE,
        quorum=both(quorum, quorum_by_heads or quorum),
        approval=both(approval, approval_by_heads or approval),
    )


def both(area: str, heads: str) -> Thresholds:
    return Thresholds(area=Threshold.parse(area), heads=Threshold.parse(heads))


def unit(name: str, area: str, *owners: str, developer_stock: bool = False) -> Unit:
    """Return a unit, owned by somebody of its own unless owners are named."""
    own = frozenset(owners or {f"owner of {name}"})
    return Unit(name, Decimal(area), own, developer_stock=developer_stock)


def roll(*units: Unit, rule: HeadRule = STATUTORY) -> Roll:
    return Roll(units, rule)


def of_areas(*areas: str) -> Roll:
    """Return a roll of one head an area, called 1, 2, … in that order."""
    return roll(*(unit(str(number), area) for number, area in enumerate(areas, 1)))


def ballot(
    head: str, choice: Choice = Choice.FOR, *, name: str = "", proxy: Proxy | None = None
) -> Ballot:
    """Return a ballot, called after its head unless named."""
    return Ballot(name or f"ballot of {head}", head, choice, proxy)


def votes(
    *, agree: Iterable[str] = (), oppose: Iterable[str] = (), abstain: Iterable[str] = ()
) -> list[Ballot]:
    """Return one ballot for each head named."""
    return [
        ballot(head, choice)
        for heads, choice in (
            (agree, Choice.FOR),
            (oppose, Choice.AGAINST),
            (abstain, Choice.ABSTAIN),
        )
        for head in heads
    ]


def check(tally: Tally, stage: Stage, measure: Measure) -> Check:
    """Return one of the four conditions."""
    return next(c for c in tally.checks if (c.stage, c.measure) == (stage, measure))


def met(tally: Tally) -> dict[str, bool]:
    """Return which of the four conditions are met, by "quorum area" and the like."""
    return {f"{c.stage} {c.measure}": c.passed for c in tally.checks}
