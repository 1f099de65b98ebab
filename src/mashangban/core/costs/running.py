"""What running bundles of compounds costs in a year, item by item, in whole yuan.

A bundle is what one company runs as one: a compound alone, compounds hired for jointly, or a merged
area. One formula serves all; they differ in how many areas, gates and ways there are.
"""

from dataclasses import dataclass, fields
from fractions import Fraction

import numpy as np

from mashangban.core.costs.exact import DM2, MONTHS, PERCENT, Ints, rounded, rounded_up, total_of
from mashangban.core.costs.parameters import Tariff

HALVES = 2  # cleaners and fitters are hired by halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundles:
    """One figure a bundle in each array, all 0 or more; areas in square decimetres.

    `managers`: how many the rules on areas a manager need, each with a desk; with `sharing` such
    bundles (1 or more) they are shared, and each bears its part. `travel_minutes`: of fitters
    between the compounds, in a year. `gates` are manned round the clock, `day_gates` twelve hours a
    day.
    Raises ValueError for arrays of different lengths and for negative figures.
    """

    managers: Ints
    sharing: Ints
    area_dm2: Ints
    green_dm2: Ints
    gates: Ints
    day_gates: Ints
    travel_minutes: Ints

    def __post_init__(self) -> None:
        arrays = [getattr(self, field.name) for field in fields(self)]
        if len({array.shape for array in arrays}) != 1:
            raise ValueError("The figures of bundles are arrays of one length.")
        if any(array.size and array.min() < 0 for array in arrays):
            raise ValueError("The figures of bundles are 0 or more.")
        if (self.sharing < 1).any():
            raise ValueError("A manager answers for one bundle at least.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who serves a bundle; guards and managers in hundredths, the others in halves of a person."""

    guards_hundredths: Ints
    cleaners_halves: Ints
    fitters_halves: Ints
    managers_hundredths: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Yuan a year of each bundle, by item."""

    guards: Ints
    cleaners: Ints
    fitters: Ints
    managers: Ints
    desks: Ints
    green: Ints
    material: Ints
    overhead: Ints

    @property
    def total(self) -> Ints:
        """Return the sum of all items."""
        items: list[Ints] = [getattr(self, field.name) for field in fields(self)]
        return total_of(items)


def staff(bundles: Bundles, figures: Tariff) -> Staff:
    """Return the people that each bundle needs.

    A cleaner comes by halves, half a one at least; a fitter by halves, one at least, and the time
    on the way between compounds is his time too; a manager for so many areas and so much floor
    area.
    """
    return Staff(
        guards_hundredths=rounded(bundles.gates, PERCENT * figures.persons_round_clock)
        + rounded(bundles.day_gates, PERCENT * figures.persons_day),
        cleaners_halves=np.maximum(
            1, rounded_up(bundles.area_dm2, HALVES / (DM2 * figures.area_per_cleaner))
        ),
        fitters_halves=_fitters(bundles, figures),
        managers_hundredths=_shared(bundles, figures, Fraction(PERCENT)),
    )


def running(bundles: Bundles, figures: Tariff) -> Running:
    """Return what each bundle costs in a year; each item is rounded to whole yuan by itself."""
    people = staff(bundles, figures)
    post = MONTHS * figures.guard_wage
    costs = {
        "guards": rounded(bundles.gates, post * figures.persons_round_clock)
        + rounded(bundles.day_gates, post * figures.persons_day),
        "cleaners": rounded(people.cleaners_halves, MONTHS * figures.cleaner_wage / HALVES),
        "fitters": rounded(people.fitters_halves, MONTHS * figures.fitter_wage / HALVES),
        "managers": _shared(bundles, figures, MONTHS * figures.manager_wage),
        "desks": _shared(bundles, figures, MONTHS * figures.desk_cost),
        "green": rounded(bundles.green_dm2, figures.green_cost / DM2),
        "material": rounded(bundles.area_dm2, MONTHS * figures.material_cost / DM2),
    }
    overhead = rounded(total_of(list(costs.values())), figures.overhead / PERCENT)
    return Running(**costs, overhead=overhead)


def _shared(bundles: Bundles, figures: Tariff, each: Fraction) -> Ints:
    """Return `each` times the managers a bundle needs, by those who share them, rounded."""
    by_area = rounded_up(bundles.area_dm2, 1 / (DM2 * figures.area_per_manager))
    together = np.maximum(bundles.managers, by_area) * each.numerator
    parts = each.denominator * bundles.sharing
    return (2 * together + parts) // (2 * parts)


def _fitters(bundles: Bundles, figures: Tariff) -> Ints:
    upkeep = HALVES / (DM2 * figures.area_per_fitter)
    travel = HALVES / figures.fitter_minutes
    # Over one denominator: what is added must not be rounded before.
    together = (
        bundles.area_dm2 * upkeep.numerator * travel.denominator
        + bundles.travel_minutes * travel.numerator * upkeep.denominator
    )
    needed = -(-together // (upkeep.denominator * travel.denominator))
    least: Ints = np.maximum(HALVES, needed)
    return least
