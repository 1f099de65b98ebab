"""What each cluster is worth in its best lawful mode, for all clusters at once.

The worth is what the cluster saves against its compounds alone, from the day the last contract ends
to the end of the horizon, less what it costs once: whole yuan. A fee that moves between households
and the company is no saving and is left out.
"""

from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask
from mashangban.core.contiguity.columns import Columns
from mashangban.core.contiguity.model.measures import (
    NEVER,
    Measures,
    Openings,
    closings,
)
from mashangban.core.contiguity.model.modes import MODES, Mode
from mashangban.core.contiguity.model.rules import Code, Rules
from mashangban.core.costs import (
    Bundles,
    OneOff,
    Running,
    Tariff,
    filing,
    handover,
    harmonisation,
    rounded,
    running,
    votes,
)

UNLAWFUL = -(2**60)
FEN = 100


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """Of each cluster: yuan in its best mode, the place of that in MODES, the gates it closes.

    `walls`: the yuan, within the worth, that opening walls costs.
    """

    yuan: Ints
    mode: Ints
    closed: Ints
    walls: Ints

    def mode_of(self, column: int) -> Mode:
        """Return the best mode of one cluster."""
        return MODES[int(self.mode[column])]


def worth(
    columns: Columns, measures: Measures, openings: Openings, rules: Rules, figures: Tariff
) -> Worth:
    """Return what each cluster is worth; a looser mode wins a tie.

    Joint hiring is taken to be lawful: what forbids it keeps a cluster from being listed at all.
    """
    merged_ok = may_merge(measures, rules)
    opened_ok = merged_ok & (measures.open == 1)
    none = np.zeros(len(columns), np.int64)
    best = Worth(_value(measures, Mode.JOINT, figures, closed=none, walls=none), none, none, none)
    value = _value(measures, Mode.MERGED, figures, closed=none, walls=none)
    best = _better(best, Mode.MERGED, np.where(merged_ok, value, UNLAWFUL), none, none)
    kept = int(figures.gates_kept)
    costs = closings(columns, openings, measures.gates, kept=kept)
    for count in range(1, costs.shape[1]):
        can = opened_ok & (costs[:, count] < NEVER)
        if not can.any():
            continue
        closed, walls = np.where(can, count, 0), np.where(can, costs[:, count], 0)
        value = _value(measures, Mode.OPENED, figures, closed=closed, walls=walls)
        best = _better(best, Mode.OPENED, np.where(can, value, UNLAWFUL), closed, walls)
    return best


def may_merge(measures: Measures, rules: Rules) -> Mask:
    """Say which clusters may become one management area."""
    lawful: Mask = (measures.merge == 1) & (measures.joined == 1)
    if rules.keeps(Code.MERGE_IN_ONE_SUBDISTRICT):
        lawful &= measures.one_subdistrict == 1
    higher = rules.figure(Code.NOBODY_PAYS_MORE)
    if higher is not None:
        lawful &= measures.fee_fen <= measures.least_fee_fen + int(higher * FEN)
    return lawful


def bundles(measures: Measures, mode: Mode, figures: Tariff, *, closed: Ints) -> Bundles:
    """Return the clusters as bundles in `mode`, with so many gates `closed`."""
    metres = 2 * figures.jobs_per_household / figures.travel_speed  # there and back
    alone = np.ones_like(measures.managers)
    return Bundles(
        managers=measures.managers if mode is Mode.JOINT else alone,
        sharing=alone,
        area_dm2=measures.area_dm2,
        green_dm2=measures.green_dm2,
        gates=measures.gates - closed,
        day_gates=measures.day_gates,
        travel_minutes=rounded(measures.travel, metres),
    )


def once(measures: Measures, mode: Mode, figures: Tariff, *, walls: Ints) -> OneOff:
    """Return what it costs once to bring the clusters into `mode`."""
    none = np.zeros_like(measures.compounds)
    together = mode is not Mode.JOINT
    return OneOff(
        handover=handover(measures.compounds, figures),
        votes=votes(measures.households, figures, matters=len(mode.matters)),
        filing=filing(measures.compounds, figures) if together else none,
        harmonisation=harmonisation(measures.rise, figures) if together else none,
        walls=walls,
    )


def over_horizon(saved: Ints, measures: Measures, figures: Tariff) -> Ints:
    """Return what `saved` yuan a year come to within the horizon, rounded down."""
    months = np.maximum(0, int(figures.horizon) - measures.months)
    return saved * months // 12


def yearly(measures: Measures, mode: Mode, figures: Tariff, *, closed: Ints) -> Running:
    """Return the running costs of the clusters in `mode`."""
    return running(bundles(measures, mode, figures, closed=closed), figures)


def _value(measures: Measures, mode: Mode, figures: Tariff, *, closed: Ints, walls: Ints) -> Ints:
    saved = measures.today - yearly(measures, mode, figures, closed=closed).total
    return over_horizon(saved, measures, figures) - once(measures, mode, figures, walls=walls).total


def _better(best: Worth, mode: Mode, value: Ints, closed: Ints, walls: Ints) -> Worth:
    wins = value > best.yuan
    return Worth(
        np.where(wins, value, best.yuan),
        np.where(wins, MODES.index(mode), best.mode),
        np.where(wins, closed, best.closed),
        np.where(wins, walls, best.walls),
    )
