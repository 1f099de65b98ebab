"""From the three files to everything a plan says, ready to be written down."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.enumeration import MOST_COLUMNS
from mashangban.core.contiguity.files.settings import Settings
from mashangban.core.contiguity.files.tables import Sheets
from mashangban.core.contiguity.model import (
    Chance,
    Cluster,
    Plan,
    Price,
    Shares,
    ThreeFigures,
    chance,
    plan,
    prices,
    problem,
    rules_on,
    shares,
    three_figures,
)
from mashangban.core.contiguity.progress import Watch, keep_going
from mashangban.core.contiguity.sharing import MOST_MEMBERS
from mashangban.core.costs import packaged_parameters, tariff


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A cluster with its three figures, its shares (None beyond 12 members) and its chance."""

    cluster: Cluster
    figures: ThreeFigures
    shares: Shares | None
    chance: Chance


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """The plan, its clusters, and the prices of rules and wishes (none if not asked for)."""

    settings: Settings
    sheets: Sheets
    plan: Plan
    told: tuple[Told, ...]
    prices: tuple[Price, ...]

    @property
    def price_of(self) -> Mapping[str, int | None]:
        """Return the prices by name."""
        return {price.name: price.yuan for price in self.prices}


def planned(
    sheets: Sheets, settings: Settings, *, watch: Watch = keep_going, most: int = MOST_COLUMNS
) -> Planned:
    """Make the plan that `settings` asks for. Raises what `rules_on`, `tariff` and `plan` raise."""
    rules = rules_on(settings.on, own=settings.rules, followed=settings.followed)
    figures = tariff(
        packaged_parameters(), on=settings.on, shifts=settings.shifts, own=settings.costs
    )
    wishes, limits = settings.wishes, settings.limits
    found = problem(sheets.district, rules, figures, wishes=wishes, most=most)
    made = plan(found, limits=limits, watch=watch)
    random = np.random.default_rng(settings.seed)
    told = tuple(
        Told(
            cluster,
            three_figures(found, cluster.column),
            shares(found, cluster) if len(cluster.names) <= MOST_MEMBERS else None,
            chance(found, cluster, settings.uncertainty, random),
        )
        for cluster in made.clusters
    )
    priced: tuple[Price, ...] = ()
    if settings.prices:
        priced = prices(
            sheets.district,
            rules,
            figures,
            wishes=wishes,
            limits=limits,
            most=most,
            watch=watch,
        )
    return Planned(settings, sheets, made, told, priced)
