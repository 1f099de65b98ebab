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


class Comparison:
    """What the scores of one indicator were compared with, looked up once for all units."""

    def __init__(self, rule: Score, treated: Floats, table: Table) -> None:
        self._rule = rule
        self._table = table
        self._facts: dict[str, dict[str, float]] = {}
        self._peers: tuple[str, ...] = ("",) * len(table.units)
        if isinstance(rule, RELATIVE):
            if rule.within is not None:
                self._peers = table.texts(rule.within)
            for rows in table.peers(rule.within):
                x = treated[rows][~np.isnan(treated[rows])]
                if len(x):
                    self._facts[self._peers[rows[0]]] = _facts(x, rule)

    def with_what(self, row: int) -> dict[str, float]:
        """Return the numbers that the score of a unit depends on besides its own value."""
        rule, table = self._rule, self._table
        if isinstance(rule, Goalposts):
            return {"low": rule.low, "high": rule.high}
        if isinstance(rule, RatioToPlan) and isinstance(rule.plan, str):
            text = table.texts(rule.plan)[row]
            return {"plan": table.number(text, rule.plan, row)} if text else {}
        if isinstance(rule, RatioToPlan):
            return {"plan": float(rule.plan)}
        return self._facts.get(self._peers[row], {})


def _facts(x: Floats, rule: Score) -> dict[str, float]:
    facts = {"units": float(len(x)), "least": float(x.min()), "greatest": float(x.max())}
    if isinstance(rule, ZScore):
        facts |= {"mean": float(x.mean())}
        if len(x) > rule.ddof:
            facts |= {"standard_deviation": float(x.std(ddof=rule.ddof))}
    return facts
