"""Who of a cluster pays what: costs over the horizon, and a household's month before and after."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from mashangban.core.contiguity.model.figures import figure_of
from mashangban.core.contiguity.model.modes import Mode
from mashangban.core.contiguity.model.planning import Cluster
from mashangban.core.contiguity.model.problem import Problem, bundles_alone
from mashangban.core.contiguity.sharing import Division, Game, divide
from mashangban.core.costs import running, staff
from mashangban.core.costs.exact import DM2

PEOPLE = ("guards_hundredths", "cleaners_halves", "fitters_halves", "managers_hundredths")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One compound's part of a cluster.

    `alone` and `share` are yuan over the horizon, without and with the others; `saved` is what lies
    between. Fees are fen per m² and month. What a household pays and costs is yuan a month, exact,
    and None without households.
    """

    name: str
    alone: int
    share: int
    fee_before: int
    fee_after: int
    paid_before: Fraction | None
    paid_after: Fraction | None
    cost_before: Fraction | None
    cost_after: Fraction | None
    staff_alone: dict[str, int]

    @property
    def saved(self) -> int:
        """Return what the compound saves over the horizon."""
        return self.alone - self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """The shares of a cluster, by name; they add up to `cost`, its yuan over the horizon.

    `division` says whether any group would do better alone, or proves that one always would.
    `staff` are the people who serve all of them.
    """

    cost: int
    shares: tuple[Share, ...]
    division: Division
    staff: dict[str, int]


def shares(found: Problem, cluster: Cluster) -> Shares:
    """Divide the costs of `cluster`. Raises SharingError for more than 12 members."""
    members = found.columns[cluster.column]
    compounds = [found.district.compounds[node] for node in members]
    division = divide(game_of(found, cluster))
    months = int(found.tariff.horizon)
    bundle = bundles_alone(compounds)
    today = running(bundle, found.tariff).total.tolist()
    people = staff(bundle, found.tariff)
    after = int(found.measures.fee_fen[cluster.column])
    rows = []
    for place, compound in enumerate(compounds):
        alone = today[place] * months // 12
        share = alone - division.parts[place]
        fee_after = compound.fee_fen if cluster.mode is Mode.JOINT else after
        area = int(compound.area * DM2)
        homes = compound.households
        rows.append(
            Share(
                name=compound.name,
                alone=alone,
                share=share,
                fee_before=compound.fee_fen,
                fee_after=fee_after,
                paid_before=_each(Fraction(compound.fee_fen * area, 100 * DM2), homes),
                paid_after=_each(Fraction(fee_after * area, 100 * DM2), homes),
                cost_before=_each(Fraction(alone, months), homes),
                cost_after=_each(Fraction(share, months), homes),
                staff_alone={name: int(getattr(people, name)[place]) for name in PEOPLE},
            )
        )
    return Shares(
        cost=sum(row.share for row in rows),
        shares=tuple(rows),
        division=division,
        staff=figure_of(found, cluster).staff,
    )


def game_of(found: Problem, cluster: Cluster) -> Game:
    """Return what every group of the members of `cluster` would save by itself."""
    members = found.columns[cluster.column]
    column = np.repeat(np.arange(len(found.columns)), found.columns.sizes)
    inside = np.isin(found.columns.members, members)
    whole = np.bincount(column[inside], minlength=len(found.columns)) == found.columns.sizes
    places = {node: place for place, node in enumerate(members)}
    worth = {
        sum(1 << places[node] for node in found.columns[part]): int(found.worth.yuan[part])
        for part in np.flatnonzero(whole).tolist()
    }
    return Game.of(len(members), worth, whole=cluster.yuan)


def _each(yuan: Fraction, households: int) -> Fraction | None:
    return yuan / households if households else None
