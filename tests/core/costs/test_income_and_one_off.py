"""What bundles bring, the one fee of a merged area, and what changing costs once."""

from datetime import date
from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mashangban.core.costs import (
    Income,
    OneOff,
    Shifts,
    fees,
    filing,
    handover,
    harmonisation,
    incentive,
    one_fee,
    packaged_parameters,
    tariff,
    votes,
    wall,
)

FIGURES = tariff(packaged_parameters(), on=date(2026, 11, 24), shifts=Shifts.LEGAL_HOURS)


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_the_reported_revenue_of_a_compound() -> None:
    # 60,000 m² at 0.8 yuan and 86 % collected: 495 thousand a year; at 1.0 and 95 %: 684 thousand.
    assert fees(ints(6_000_000, 6_000_000), ints(80, 100), ints(86, 95)).tolist() == [
        495_360,
        684_000,
    ]


def test_an_incentive_is_paid_by_area() -> None:
    assert incentive(ints(1_000_050), Fraction("0.3")).tolist() == [36_002]


def test_the_one_fee_is_the_mean_by_area() -> None:
    assert one_fee(ints(300, 100), ints(80, 120)) == 90
    assert one_fee(ints(100, 100), ints(80, 81)) == 81  # a half goes up
    assert one_fee(ints(0, 0), ints(80, 120)) == 120


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(0, 900)), min_size=1, max_size=8))
def test_all_pay_together_what_they_paid_before(compounds: list[tuple[int, int]]) -> None:
    area, fee = (ints(*column) for column in zip(*compounds, strict=True))
    whole = one_fee(area, fee)
    assert abs(int(area.sum()) * whole - int((area * fee).sum())) * 2 <= int(area.sum())
    assert fee.min() <= whole <= fee.max()


def test_what_it_costs_once() -> None:
    assert handover(ints(3), FIGURES).tolist() == [60_000]
    assert votes(ints(500), FIGURES, matters=2).tolist() == [10_000]
    assert filing(ints(2), FIGURES).tolist() == [30_000]
    # 10,000 m² whose fee rises by 0.20 yuan, for twelve months.
    assert harmonisation(ints(1_000_000 * 20), FIGURES).tolist() == [24_000]


def test_a_wall_is_cheaper_inside_a_programme() -> None:
    assert wall(FIGURES, in_programme=False) == 80_000
    assert wall(FIGURES, in_programme=True) == 32_000
    assert wall(FIGURES, in_programme=True, own=55_555) == 22_222


def test_totals_are_sums() -> None:
    income = Income(fees=ints(1), parking=ints(2), common=ints(4), incentive=ints(8))
    assert income.total.tolist() == [15]
    once = OneOff(
        handover=ints(1), votes=ints(2), filing=ints(4), harmonisation=ints(8), walls=ints(16)
    )
    assert once.total.tolist() == [31]
