"""Who pays what in a cluster, and how likely it still pays."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.core.contiguity.adjacency import EdgeKind
from mashangban.core.contiguity.model import (
    Chance,
    Cluster,
    Mode,
    Plan,
    Uncertainty,
    chance,
    figure_of,
    game_of,
    plan,
    problem,
    shares,
)
from tests.plans import TARIFF, district, edge, estate, pair, rules, survey

CERTAIN = Uncertainty(support=0, costs=0, unasked=100, trials=50)


def made(found) -> tuple[Plan, Cluster]:
    best = plan(problem(found, rules(), TARIFF))
    return best, best.clusters[0]


def test_a_pair_divides_its_saving_in_halves() -> None:
    best, cluster = made(pair(EdgeKind.LANE, walls=False))
    found = shares(best.problem, cluster)
    assert sum(share.saved for share in found.shares) == cluster.yuan
    one, other = (share.saved for share in found.shares)
    assert 0 <= one - other <= 1
    assert found.division.stable
    alone = figure_of(best.problem, cluster, today=True)
    assert sum(share.alone for share in found.shares) == alone.cost * 5
    assert found.cost == alone.cost * 5 - cluster.yuan


def test_a_household_before_and_after() -> None:
    best, cluster = made(pair(EdgeKind.LANE, walls=False, fee_fen=100, households=400))
    assert cluster.mode is Mode.JOINT
    found = shares(best.problem, cluster).shares[1]
    # 20,000 m² at 1 yuan, by 400 households; joint hiring leaves the fee alone.
    assert (found.paid_before, found.paid_after) == (50, 50)
    assert found.cost_before == Fraction(found.alone, 60 * 400)
    assert found.cost_after == Fraction(found.share, 60 * 400)
    assert found.cost_after < found.cost_before


def test_a_merged_area_has_one_fee() -> None:
    best, cluster = made(pair(fee_fen=100, area=Decimal(60_000)))
    assert cluster.mode is Mode.OPENED
    found = shares(best.problem, cluster)
    assert [share.fee_after for share in found.shares] == [95, 95]
    assert [share.fee_before for share in found.shares] == [80, 100]
    assert found.staff["managers_hundredths"] == 100
    assert [share.staff_alone["managers_hundredths"] for share in found.shares] == [100, 100]


def test_without_households_nobody_pays_a_month() -> None:
    best, cluster = made(pair(households=0))
    assert shares(best.problem, cluster).shares[1].paid_before is None


def test_the_game_knows_the_clusters_inside() -> None:
    best, cluster = made(
        district(
            [estate(name, x=place * 100.0) for place, name in enumerate("abc")],
            [edge("a", "b", EdgeKind.LANE), edge("b", "c", EdgeKind.LANE)],
        )
    )
    game = game_of(best.problem, cluster)
    assert game.values[0b101] == 0  # a and c are no neighbours
    assert game.values[0b011] == game.values[0b110] > 0
    assert game.whole == cluster.yuan == best.yuan


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(1, 900), st.integers(1, 90_000)), min_size=2, max_size=6))
def test_shares_add_up_to_the_cost_of_the_cluster(rows: list[tuple[int, int]]) -> None:
    names = "abcdef"[: len(rows)]
    compounds = [
        estate(name, households=households, area=Decimal(area))
        for name, (households, area) in zip(names, rows, strict=True)
    ]
    edges = [edge("a", name, EdgeKind.LANE) for name in names[1:]]
    best = plan(problem(district(compounds, edges), rules(), TARIFF))
    for cluster in best.clusters:
        found = shares(best.problem, cluster)
        today = figure_of(best.problem, cluster, today=True).cost
        assert sum(share.share for share in found.shares) == found.cost == today * 5 - cluster.yuan
        if found.division.stable:
            assert all(share.saved >= 0 for share in found.shares)


def test_what_is_certain_happens() -> None:
    best, cluster = made(pair(survey=survey()))
    assert chance(best.problem, cluster, CERTAIN, np.random.default_rng(1)) == Chance(
        50, 50, 50, 50
    )
    never = Uncertainty(support=0, costs=0, unasked=0, trials=50)
    assert chance(best.problem, cluster, never, np.random.default_rng(1)).passes == 0


def test_the_same_seed_gives_the_same_chance() -> None:
    best, cluster = made(pair(survey=survey(wall=7_600)))
    first, again, other = (
        chance(best.problem, cluster, Uncertainty(), np.random.default_rng(seed))
        for seed in (1, 1, 2)
    )
    assert first == again != other
    assert first.both <= min(first.passes, first.pays)


def test_a_close_vote_is_less_likely_than_a_clear_one() -> None:
    def passes(wall: int, support: int = 8) -> int:
        best, cluster = made(pair(survey=survey(wall=wall)))
        doubt = Uncertainty(support=support, unasked=100)
        return chance(best.problem, cluster, doubt, np.random.default_rng(1)).passes

    # At three quarters and a hair: even odds. Far above: almost sure.
    assert passes(7_501) == pytest.approx(1_000, abs=100)
    assert passes(7_501) < passes(8_500) < passes(10_000)
    assert passes(10_000) >= 1_990
    assert passes(10_000, support=0) == 2_000


def test_a_thin_saving_is_less_likely_to_pay() -> None:
    def pays(months: int) -> Chance:
        compounds = [estate(name, contract_months=months, survey=survey()) for name in "ab"]
        best, cluster = made(district(compounds, [edge("a", "b", EdgeKind.LANE)]))
        doubt = Uncertainty(costs=30, unasked=100)
        return chance(best.problem, cluster, doubt, np.random.default_rng(1))

    assert pays(0).pays > pays(58).pays > 0
