"""Plans against a plain enumeration, and how they move when rules or rows do."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mashangban.core.contiguity.adjacency import EdgeKind
from mashangban.core.contiguity.model import (
    Choice,
    Code,
    Compound,
    District,
    Limits,
    Mode,
    Rules,
    Wall,
    plan,
    prices,
    problem,
    three_figures,
)
from mashangban.core.contiguity.packing import Status
from mashangban.core.costs import rounded, running, wall
from mashangban.core.costs.running import Bundles
from tests.plans import TARIFF, district, dropped, edge, estate, rules

# ── a second way to the same figures: one cluster at a time, with fractions ──


def half_up(exact: Fraction) -> int:
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def cost_of(managers: int, area: int, gates: int, minutes: int, sharing: int = 1) -> int:
    one = {"managers": managers, "area_dm2": area, "gates": gates, "travel_minutes": minutes}
    figures = one | {"green_dm2": 0, "day_gates": 0, "sharing": sharing}
    made = Bundles(**{name: np.array([figure]) for name, figure in figures.items()})
    return int(running(made, TARIFF).total[0])


def joined(members: tuple[Compound, ...], found: District, kinds: tuple[EdgeKind, ...]) -> bool:
    names = {compound.name for compound in members}
    reached, new = set(), {members[0].name}
    while new:
        reached |= new
        new = {
            name
            for each in found.graph.edges
            if each.kind in kinds and set(each.pair) <= names and set(each.pair) & reached
            for name in each.pair
        } - reached
    return reached == names


def fewest_managers(members: tuple[Compound, ...], found: District, kinds, most: int) -> int:
    if not members:
        return 0
    first, rest = members[0], members[1:]
    best = len(members)
    for size in range(min(most, len(members))):
        for others in combinations(rest, size):
            if joined((first, *others), found, kinds):
                left = tuple(each for each in rest if each not in others)
                best = min(best, 1 + fewest_managers(left, found, kinds, most))
    return best


def value_of(members: tuple[Compound, ...], found: District, kept: Rules) -> int | None:
    """Return the worth of a cluster in its best lawful mode; None if it may not be."""
    across = kept.kept[Code.JOINT_ACROSS].kinds
    if not joined(members, found, across):
        return None
    for code, figure in (
        (Code.MOST_COMPOUNDS, len(members)),
        (Code.MOST_HOUSEHOLDS, sum(each.households for each in members)),
        (Code.MOST_AREA, sum(each.area for each in members)),
    ):
        if (cap := kept.figure(code)) is not None and figure > cap:
            return None
    area = sum(int(each.area * 100) for each in members)
    gates = sum(each.gates for each in members)
    households = sum(each.households for each in members)
    today = sum(
        cost_of(1, int(each.area * 100), each.gates, 0, each.manager_areas) for each in members
    )
    way = min(
        sum(
            half_up(Fraction(round(Decimal((a.x - b.x) ** 2 + (a.y - b.y) ** 2).sqrt(), 9)))
            * a.households
            for a in members
        )
        for b in members
    )
    minutes = half_up(way * 2 * TARIFF.jobs_per_household / TARIFF.travel_speed)
    managers = fewest_managers(members, found, across, int(kept.figure(Code.AREAS_PER_MANAGER)))
    count = len(members)
    values = [
        (today - cost_of(managers, area, gates, minutes)) * 5 - 20_000 * count - 10 * households
    ]
    if not joined(members, found, kept.kept[Code.MERGE_ACROSS].kinds):
        return values[0]
    if len({each.subdistrict for each in members}) > 1:
        return values[0]
    fee = half_up(Fraction(sum(int(each.area * 100) * each.fee_fen for each in members), area))
    rise = sum(max(0, fee - each.fee_fen) * int(each.area * 100) for each in members)
    base = 35_000 * count + half_up(Fraction(rise * 12, 10_000))
    values.append((today - cost_of(1, area, gates, minutes)) * 5 - base - 20 * households)
    names = {each.name for each in members}
    walls = [each for each in found.walls if set(each.pair) <= names]
    for size in range(1, len(walls) + 1):
        for opened in combinations(walls, size):
            closed = min(gates - 1, sum(each.gates_closed for each in opened))
            paid = sum(wall(TARIFF, in_programme=w.in_programme, own=w.cost) for w in opened)
            saved = (today - cost_of(1, area, gates - max(0, closed), minutes)) * 5
            if closed > 0:
                values.append(saved - base - 30 * households - paid)
    return max(values)


def best_of_all(found: District, kept: Rules) -> int:
    compounds = found.compounds
    worths = {}
    for size in range(2, len(compounds) + 1):
        for members in combinations(range(len(compounds)), size):
            worth = value_of(tuple(compounds[place] for place in members), found, kept)
            if worth is not None:
                worths[frozenset(members)] = worth

    def best(left: frozenset[int]) -> int:
        if not left:
            return 0
        first = min(left)
        alone = best(left - {first})
        return max(
            [alone]
            + [
                worth + best(left - members)
                for members, worth in worths.items()
                if first in members and members <= left
            ]
        )

    return best(frozenset(range(len(compounds))))


# ── invented districts ──


@st.composite
def districts(draw: st.DrawFn, most: int = 5) -> District:
    count = draw(st.integers(2, most))
    names = "abcdefgh"[:count]
    compounds = [
        estate(
            name,
            x=float(draw(st.integers(0, 400))),
            y=float(draw(st.integers(0, 400))),
            households=draw(st.integers(1, 900)),
            area=Decimal(draw(st.integers(100_000, 9_000_000))) / 100,
            gates=draw(st.integers(0, 3)),
            fee_fen=draw(st.integers(60, 150)),
            manager_areas=draw(st.integers(1, 3)),
            subdistrict=draw(st.sampled_from(["310105998", "310105999"])),
        )
        for name in names
    ]
    edges, walls = [], []
    for one, other in combinations(names, 2):
        kind = draw(st.sampled_from([None, *EdgeKind]))
        if kind is None:
            continue
        edges.append(edge(one, other, kind))
        if kind is EdgeKind.SHARED_WALL:
            cost = draw(st.integers(0, 2_000_000))
            closes = draw(st.integers(0, 2))
            walls.append(Wall(one=one, other=other, gates_closed=closes, cost=cost))
    return district(compounds, edges, walls)


FREE = dropped("joint_in_one_subdistrict", "diameter", "similar_age", "fee_spread")


@settings(deadline=None, max_examples=60)
@given(districts(), st.integers(2, 5), st.integers(300, 4_000), st.integers(1, 4))
def test_the_plan_is_what_trying_everything_finds(
    found: District, size: int, households: int, areas: int
) -> None:
    own = {
        "most_compounds": Choice(figure=Fraction(size)),
        "most_households": Choice(figure=Fraction(households)),
        "areas_per_manager": Choice(figure=Fraction(areas)),
    }
    kept = rules(**(FREE | own))
    made = plan(problem(found, kept, TARIFF))
    assert made.status is Status.CERTIFIED
    assert made.yuan == made.bound == best_of_all(found, kept)
    assert made.yuan == sum(cluster.yuan for cluster in made.clusters)
    used = [name for cluster in made.clusters for name in cluster.names]
    assert len(used) == len(set(used))


@settings(deadline=None, max_examples=60)
@given(districts(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(found: District, random) -> None:
    compounds, walls, edges = list(found.compounds), list(found.walls), list(found.graph.edges)
    for rows in (compounds, walls, edges):
        random.shuffle(rows)
    again = district(compounds, edges, walls)
    assert again == found
    first, second = (plan(problem(each, rules(**FREE), TARIFF)) for each in (found, again))
    assert first.clusters == second.clusters


CAPS = (
    Code.MOST_COMPOUNDS,
    Code.MOST_HOUSEHOLDS,
    Code.MOST_AREA,
    Code.DIAMETER,
    Code.CONTRACT_WINDOW,
    Code.FEE_SPREAD,
    Code.AREAS_PER_MANAGER,
)


@settings(deadline=None, max_examples=60)
@given(districts(), st.sampled_from(CAPS), st.data())
def test_a_looser_cap_never_lowers_the_best(found: District, code: Code, data) -> None:
    kept = rules(joint_in_one_subdistrict=Choice(dropped=True))
    figure = kept.figure(code)
    assert figure is not None
    most = max(2, int(figure))
    least = 2 if code is Code.MOST_COMPOUNDS else 1
    tight, loose = sorted(data.draw(st.tuples(*[st.integers(least, most)] * 2)))

    def best(at_most: int) -> int:
        rule = replace(kept.kept[code], figure=Fraction(at_most))
        return plan(problem(found, replace(kept, kept={**kept.kept, code: rule}), TARIFF)).yuan

    assert best(tight) <= best(loose) <= plan(problem(found, kept.without(code), TARIFF)).yuan


@settings(deadline=None, max_examples=10)
@given(districts())
def test_no_rule_has_a_negative_price(found: District) -> None:
    for price in prices(found, rules(), TARIFF):
        assert price.yuan is not None
        assert price.yuan >= 0


@settings(deadline=None, max_examples=60)
@given(districts())
def test_three_figures_are_those_the_plan_counts_with(found: District) -> None:
    listed = problem(found, rules(**FREE), TARIFF)
    for column in range(len(listed.columns)):
        three = three_figures(listed, column)
        lawful = [each.worth for each in (three.joint, three.merged) if each.lawful]
        assert listed.worth.yuan[column] >= max(lawful)
        if listed.worth.mode_of(column) is Mode.JOINT:
            assert three.joint.worth == listed.worth.yuan[column]
        elif three.merged.lawful:
            assert three.merged.worth == listed.worth.yuan[column]
        for each in (three.today, three.joint, three.merged):
            assert each.balance == sum(each.income.values()) - sum(each.running.values())
        saved = three.today.cost - three.joint.cost
        assert three.joint.worth == saved * 5 - sum(three.joint.once.values())
        assert three.today.income["fees"] == three.joint.income["fees"]


# ── limits of the whole plan ──


def two_pairs() -> District:
    return district(
        [estate("a"), estate("b"), estate("c"), estate("d", gates=4)],
        [edge("a", "b"), edge("c", "d")],
        [
            Wall(one="a", other="b", gates_closed=1),
            Wall(one="c", other="d", gates_closed=2, in_programme=True),
        ],
    )


def modes(limits: Limits) -> list[tuple[str, Mode]]:
    made = plan(problem(two_pairs(), rules(), TARIFF), limits=limits)
    assert made.status is Status.CERTIFIED
    return [("".join(cluster.names), cluster.mode) for cluster in made.clusters]


@pytest.mark.parametrize(
    ("budget", "opened"),
    [(112_000, ["ab", "cd"]), (111_999, ["cd"]), (32_000, ["cd"]), (31_999, [])],
)
def test_a_budget_for_walls(budget: int, opened: list[str]) -> None:
    found = modes(Limits(walls=budget))
    assert [names for names, mode in found if mode is Mode.OPENED] == opened
    # Without the wall they still hire jointly.
    assert [names for names, _ in found] == ["ab", "cd"]


def test_projects_and_managers_are_limited() -> None:
    assert [names for names, _ in modes(Limits(projects_per_subdistrict=1))] == ["cd"]
    assert [names for names, _ in modes(Limits(managers=1))] == ["cd"]
    assert modes(Limits(projects_per_subdistrict=0)) == []


def test_a_plan_says_which_walls_it_opens() -> None:
    made = plan(problem(two_pairs(), rules(), TARIFF))
    assert [cluster.walls for cluster in made.clusters] == [(("a", "b"),), (("c", "d"),)]
    assert [cluster.gates_closed for cluster in made.clusters] == [1, 2]
    assert [cluster.walls_yuan for cluster in made.clusters] == [80_000, 32_000]


def test_rounding_is_to_the_nearest() -> None:
    assert rounded(np.array([1, 2, 3]), Fraction(1, 2)).tolist() == [1, 1, 2]
