"""What bundles cost in a year."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.costs import Bundles, Shifts, packaged_parameters, running, staff, tariff

ON = date(2026, 11, 24)
LEGAL = tariff(packaged_parameters(), on=ON, shifts=Shifts.LEGAL_HOURS)
MARKET = tariff(packaged_parameters(), on=ON, shifts=Shifts.MARKET_SHIFTS)


def bundle(area: int, gates: int, *, managers: int = 1, **other: int) -> Bundles:
    figures = {"green_dm2": 0, "day_gates": 0, "travel_minutes": 0, "sharing": 1} | other
    return Bundles(
        managers=np.array([managers]),
        area_dm2=np.array([area * 100]),
        gates=np.array([gates]),
        **{name: np.array([figure]) for name, figure in figures.items()},
    )


def test_a_compound_item_by_item() -> None:
    cost = running(
        bundle(60_000, 1, green_dm2=1_000_000, day_gates=1, travel_minutes=27_000), LEGAL
    )
    assert cost.guards.tolist() == [12 * 6500 * 42 // 10 + 12 * 6500 * 21 // 10]
    assert cost.cleaners.tolist() == [6 * 4800 * 12]
    # 60,000 m² keep 1.5 fitters busy, the way a quarter of one: 1.75, so 2.
    assert cost.fitters.tolist() == [2 * 8000 * 12]
    assert cost.managers.tolist() == [12_000 * 12]
    assert cost.desks.tolist() == [6_000 * 12]
    assert cost.green.tolist() == [50_000]
    assert cost.material.tolist() == [60_000 * 12 * 8 // 100]
    items = 491_400 + 345_600 + 192_000 + 144_000 + 72_000 + 50_000 + 57_600
    assert cost.overhead.tolist() == [items // 10]
    assert cost.total.tolist() == [items + items // 10]


def per_m2(area: int, gates: int, **other: int) -> float:
    return float(running(bundle(area, gates, **other), LEGAL).total[0]) / area / 12


@pytest.mark.parametrize(
    ("area", "gates", "reported"),
    [
        (60_000, 1, 1.59),
        (60_000, 2, 2.09),
        (9_300, 1, 6.99),
        (35_000, 1, 2.23),
        (105_000, 2, 1.52),
    ],
)
def test_the_model_gives_what_the_field_reports(area: int, gates: int, reported: float) -> None:
    # Yuan a m² and month at legal hours, from runs of a like model; merged areas have one manager.
    assert per_m2(area, gates) == pytest.approx(reported, rel=0.15)


def test_a_third_of_a_manager_is_what_joining_saves_the_smallest() -> None:
    alone = running(bundle(9_300, 1), LEGAL).total[0] * 3
    together = running(bundle(27_900, 3), LEGAL)
    assert together.managers.tolist() == [144_000]
    assert together.total[0] < alone


def test_people_come_in_halves_and_large_areas_need_more_managers() -> None:
    people = staff(bundle(210_000, 2, day_gates=1), MARKET)
    assert people.guards_hundredths.tolist() == [500]
    assert people.cleaners_halves.tolist() == [42]
    assert people.fitters_halves.tolist() == [11]
    assert people.managers_hundredths.tolist() == [200]
    least = staff(bundle(1, 0), MARKET)
    assert (least.cleaners_halves[0], least.fitters_halves[0], least.managers_hundredths[0]) == (
        1,
        2,
        100,
    )


figures = st.fixed_dictionaries(
    {
        "managers": st.integers(1, 6),
        "sharing": st.integers(1, 3),
        "area_dm2": st.integers(0, 60_000_000),
        "green_dm2": st.integers(0, 20_000_000),
        "gates": st.integers(0, 20),
        "day_gates": st.integers(0, 20),
        "travel_minutes": st.integers(0, 500_000),
    }
)


def made(*rows: dict[str, int]) -> Bundles:
    return Bundles(**{name: np.array([row[name] for row in rows]) for name in rows[0]})


@given(figures, st.sampled_from(sorted(Bundles.__slots__)), st.integers(1, 1_000_000))
def test_more_of_anything_never_costs_less(row: dict[str, int], name: str, more: int) -> None:
    cost = running(made(row, row | {name: row[name] + more}), LEGAL).total
    # A manager who is shared by more is the one thing that costs each of them less.
    assert cost[0] >= cost[1] if name == "sharing" else cost[0] <= cost[1]


@given(figures)
def test_an_item_is_the_exact_figure_rounded(row: dict[str, int]) -> None:
    cost = running(made(row), MARKET)
    exact = Fraction(row["area_dm2"], 100) * 12 * Fraction(8, 100)
    assert abs(cost.material[0] - exact) <= Fraction(1, 2)
    exact = Fraction(row["area_dm2"], 100) / 40_000 + Fraction(row["travel_minutes"], 108_000)
    halves = max(2, -(-exact * 2 // 1))
    assert cost.fitters[0] == halves * 8000 * 12 / 2


def test_a_manager_who_is_shared_costs_each_a_part() -> None:
    cost = running(bundle(9_300, 1, sharing=3), LEGAL)
    assert (cost.managers[0], cost.desks[0]) == (48_000, 24_000)
    assert staff(bundle(9_300, 1, sharing=3), LEGAL).managers_hundredths.tolist() == [33]
    # Reported for 9,300 m² whose manager answers for three: 5.54 yuan a m² and month.
    assert per_m2(9_300, 1, sharing=3) == pytest.approx(5.54, rel=0.01)


def test_bundles_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        bundle(-1, 1)
    with pytest.raises(ValueError, match="one length"):
        Bundles(**{name: np.zeros(1 + (name == "gates")) for name in Bundles.__slots__})
    with pytest.raises(ValueError, match="one bundle at least"):
        bundle(1, 1, sharing=0)
