"""What a relative score took from the other units."""

import numpy as np

from mashangban.core.grading.plan import Floats
from mashangban.core.grading.rulebook.scores import (
    DistanceToBest,
    Goalposts,
    MinMax,
    PartOf,
    Percentile,
    RankScore,
    RatioToPlan,
    Score,
    ZScore,
)
from mashangban.core.grading.table import Table

RELATIVE = (MinMax, ZScore, Percentile, RankScore, DistanceToBest, PartOf)


def compared_with(rule: Score, treated: Floats, row: int, table: Table) -> dict[str, float]:
    """Return the numbers that the score of a unit depends on besides its own value."""
    if isinstance(rule, Goalposts):
        return {"low": rule.low, "high": rule.high}
    if isinstance(rule, RatioToPlan):
        plan = rule.plan if isinstance(rule.plan, float | int) else table.numbers(rule.plan)[row]
        return {"plan": float(plan)}
    if not isinstance(rule, RELATIVE):
        return {}
    peers = next(rows for rows in table.peers(rule.within) if row in rows)
    x = treated[peers][~np.isnan(treated[peers])]
    if not len(x):
        return {}
    facts = {"units": float(len(x)), "least": float(x.min()), "greatest": float(x.max())}
    if isinstance(rule, ZScore):
        facts |= {"mean": float(x.mean())}
        if len(x) > rule.ddof:
            facts |= {"standard_deviation": float(x.std(ddof=rule.ddof))}
    return facts
