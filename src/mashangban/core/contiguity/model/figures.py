"""The three figures of a cluster: today, hired for jointly, merged with gates closed."""

from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np

from mashangban.core.contiguity.columns import Columns
from mashangban.core.contiguity.model.compounds import Compound
from mashangban.core.contiguity.model.measures import NEVER, Measures, closings
from mashangban.core.contiguity.model.modes import Mode
from mashangban.core.contiguity.model.planning import Cluster
from mashangban.core.contiguity.model.problem import Problem, bundles_alone
from mashangban.core.contiguity.model.valuing import (
    bundles,
    may_merge,
    once,
    over_horizon,
    yearly,
)
from mashangban.core.costs import (
    Income,
    OneOff,
    Running,
    Staff,
    fees,
    incentive,
    running,
    staff,
)
from mashangban.core.costs.exact import DM2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the three; yuan a year, `once` yuan, `worth` yuan over the horizon against today.

    `staff` counts guards and managers in hundredths, cleaners and fitters in halves of a person.
    `lawful`: the rules allow it. `gates` stay manned round the clock.
    """

    running: dict[str, int]
    income: dict[str, int]
    once: dict[str, int]
    staff: dict[str, int]
    gates: int
    worth: int
    lawful: bool

    @property
    def cost(self) -> int:
        """Return what it costs in a year."""
        return sum(self.running.values())

    @property
    def balance(self) -> int:
        """Return what is left of a year's income, or lacks."""
        return sum(self.income.values()) - self.cost


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeFigures:
    """Always side by side. `fee_fen`: the one fee of the merged area, per m² and month."""

    today: Figure
    joint: Figure
    merged: Figure
    fee_fen: int


def three_figures(found: Problem, column: int) -> ThreeFigures:
    """Return the three figures of one cluster of `found`."""
    one = found.columns.taken(np.array([column]))
    measures = _one(found.measures, column)
    closed = _best_closing(found, one, measures)
    lawful = bool(may_merge(measures, found.rules)[0])
    return ThreeFigures(
        today=_today(found, column),
        joint=_figure(found, one, measures, Mode.JOINT, 0, 0, lawful=True),
        merged=_figure(
            found,
            one,
            measures,
            Mode.OPENED if closed[0] else Mode.MERGED,
            *closed,
            lawful=lawful and (not closed[0] or bool(measures.open[0])),
        ),
        fee_fen=int(measures.fee_fen[0]),
    )


def figure_of(found: Problem, cluster: Cluster, *, today: bool = False) -> Figure:
    """Return the figure of `cluster` in its own mode, or of its compounds `today`."""
    if today:
        return _today(found, cluster.column)
    return _figure(
        found,
        found.columns.taken(np.array([cluster.column])),
        _one(found.measures, cluster.column),
        cluster.mode,
        cluster.gates_closed,
        cluster.walls_yuan,
        lawful=True,
    )


def _one(measures: Measures, column: int) -> Measures:
    return Measures(
        **{each.name: getattr(measures, each.name)[[column]] for each in fields(Measures)}
    )


def _best_closing(found: Problem, one: Columns, measures: Measures) -> tuple[int, int]:
    """Return the number of gates to close and the yuan for it that are worth most."""
    kept = int(found.tariff.gates_kept)
    costs = closings(one, found.openings, measures.gates, kept=kept)[0].tolist()
    choices = [(count, cost) for count, cost in enumerate(costs) if cost < NEVER]
    return max(choices, key=lambda choice: (_worth(found, measures, *choice), -choice[0]))


def _worth(found: Problem, measures: Measures, closed: int, walls: int) -> int:
    mode = Mode.OPENED if closed else Mode.MERGED
    cost = yearly(measures, mode, found.tariff, closed=np.array([closed])).total
    saved = over_horizon(measures.today - cost, measures, found.tariff)
    return int((saved - once(measures, mode, found.tariff, walls=np.array([walls])).total)[0])


def _figure(
    found: Problem,
    one: Columns,
    measures: Measures,
    mode: Mode,
    closed: int,
    walls: int,
    *,
    lawful: bool,
) -> Figure:
    tariff = found.tariff
    bundle = bundles(measures, mode, tariff, closed=np.array([closed]))
    costs = running(bundle, tariff)
    change = once(measures, mode, tariff, walls=np.array([walls]))
    saved = over_horizon(measures.today - costs.total, measures, tariff)
    members = [found.district.compounds[node] for node in one[0]]
    merged_fee = None if mode is Mode.JOINT else int(measures.fee_fen[0])
    per_m2 = tariff.incentive_joint if mode is Mode.JOINT else tariff.incentive_merged
    return Figure(
        running=_plain(costs),
        income=_income(found, members, fee_fen=merged_fee, per_m2=per_m2),
        once=_plain(change),
        staff=_plain(staff(bundle, tariff)),
        gates=int(bundle.gates[0]),
        worth=int((saved - change.total)[0]),
        lawful=lawful,
    )


def _today(found: Problem, column: int) -> Figure:
    members = [found.district.compounds[node] for node in found.columns[column]]
    alone = bundles_alone(members)
    costs, people = running(alone, found.tariff), staff(alone, found.tariff)
    return Figure(
        running=_plain(costs),
        income=_income(found, members, fee_fen=None, per_m2=Fraction(0)),
        once={},
        staff=_plain(people),
        gates=int(alone.gates.sum()),
        worth=0,
        lawful=True,
    )


def _income(
    found: Problem, members: list[Compound], *, fee_fen: int | None, per_m2: Fraction
) -> dict[str, int]:
    """Return a year's income of `members` at the one fee, or at their own where that is None."""
    area = np.array([int(each.area * DM2) for each in members])
    own = np.array([each.fee_fen for each in members])
    collected = np.array([collected_percent(each, found) for each in members])
    fee = own if fee_fen is None else np.full_like(own, fee_fen)
    return _plain(
        Income(
            fees=fees(area, fee, collected),
            parking=np.array([each.parking for each in members]),
            common=np.array([each.common for each in members]),
            incentive=incentive(area, per_m2),
        )
    )


def collected_percent(compound: Compound, found: Problem) -> int:
    """Return the percent of fees that a compound collects; the tariff's where nothing is known."""
    if compound.collection_percent is not None:
        return compound.collection_percent
    return int(found.tariff.collection)


def yuan_per_m2(yuan: int, area_dm2: int) -> Fraction:
    """Return `yuan` a year as yuan per m² and month."""
    return Fraction(yuan * DM2, 12 * area_dm2) if area_dm2 else Fraction(0)


def _plain(items: Running | Income | OneOff | Staff) -> dict[str, int]:
    """Return the items by name, added up over all bundles."""
    return {each.name: int(getattr(items, each.name).sum()) for each in fields(items)}
