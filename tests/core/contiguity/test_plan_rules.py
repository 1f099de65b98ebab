"""Every rule has a case that it forbids, and allows the same case without it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from mashangban.core.contiguity.adjacency import EdgeKind, from_points
from mashangban.core.contiguity.model import (
    Choice,
    Code,
    Committee,
    District,
    Matter,
    Mode,
    PlanInputError,
    Rules,
    Share,
    Survey,
    Wall,
    Wishes,
    packaged_rules,
    plan,
    problem,
    rules_on,
)
from mashangban.core.datafiles import DataError
from mashangban.core.voting import NoRuleInForce, Status
from tests.plans import ON, TARIFF, district, dropped, edge, estate, pair, rules, survey


def modes(found: District, kept: Rules, wishes: Wishes | None = None) -> list[tuple[str, Mode]]:
    made = plan(problem(found, kept, TARIFF, wishes=wishes or Wishes()))
    return [("".join(cluster.names), cluster.mode) for cluster in made.clusters]


def test_nothing_hinders_a_pair_beside_each_other() -> None:
    assert modes(pair(), rules()) == [("ab", Mode.OPENED)]
    assert modes(pair(walls=False), rules()) == [("ab", Mode.JOINT)]


@pytest.mark.parametrize(
    ("code", "case"),
    [
        (Code.REELECTION_BARS, pair(committee=Committee.REELECTION)),
        (Code.SURVEY_SUPPORT, pair(survey=survey(join=5_000))),
        (Code.JOINT_ACROSS, pair(EdgeKind.RIVER, walls=False)),
        (Code.JOINT_IN_ONE_SUBDISTRICT, pair(subdistrict="310105998")),
        (Code.MOST_HOUSEHOLDS, pair(households=3_701)),
        (Code.MOST_AREA, pair(area=Decimal("380000.01"))),
        (Code.DIAMETER, pair(x=1_201.0)),
        (Code.CONTRACT_WINDOW, pair(contract_months=25)),
        (Code.FEE_SPREAD, pair(fee_fen=231)),
        (Code.SIMILAR_USE, pair(use="office")),
    ],
)
def test_a_rule_forbids_every_way(code: Code, case: District) -> None:
    kept = rules()
    # Where they are dear, joining must still pay once the rule is gone.
    assert modes(case, kept) == []
    assert [names for names, _ in modes(case, kept.without(code))] == ["ab"]


@pytest.mark.parametrize(
    "case",
    [
        pair(households=3_700),
        pair(area=Decimal(380_000)),
        pair(x=1_200.0),
        pair(contract_months=24),
        pair(fee_fen=230),
    ],
)
def test_a_cap_includes_its_figure(case: District) -> None:
    assert [names for names, _ in modes(case, rules())] == ["ab"]


def test_buildings_of_like_age() -> None:
    old = district(
        [estate("a", built=1950), estate("b", built=1976)], [edge("a", "b", EdgeKind.LANE)]
    )
    assert modes(old, rules()) == []
    assert modes(old, rules().without(Code.SIMILAR_AGE)) == [("ab", Mode.JOINT)]
    unknown = district([estate("a", built=1950), estate("b")], [edge("a", "b", EdgeKind.LANE)])
    assert modes(unknown, rules()) == [("ab", Mode.JOINT)]


@pytest.mark.parametrize(
    ("code", "case"),
    [
        (Code.MERGE_ACROSS, pair(EdgeKind.SHARED_WALL)),
        (Code.MERGE_IN_ONE_SUBDISTRICT, pair(subdistrict="310105998")),
        (Code.SURVEY_SUPPORT, pair(survey=survey(merge=5_000))),
        (Code.NOBODY_PAYS_MORE, pair(fee_fen=90)),
    ],
)
def test_a_rule_leaves_only_joint_hiring(code: Code, case: District) -> None:
    free = rules(nobody_pays_more=Choice(), **dropped("joint_in_one_subdistrict"))
    if code is not Code.NOBODY_PAYS_MORE:
        free = free.without(Code.NOBODY_PAYS_MORE)
    if code is Code.MERGE_ACROSS:
        across = replace(free.kept[code], kinds=(EdgeKind.LANE,))
        free = replace(free, kept={**free.kept, code: across})
    assert modes(case, free) == [("ab", Mode.JOINT)]
    assert modes(case, free.without(code)) == [("ab", Mode.OPENED)]


def test_a_road_between_them_forbids_merging() -> None:
    kept = rules(areas_per_manager=Choice(figure=Fraction(1)))
    case = pair(EdgeKind.ARTERIAL_ROAD, walls=False)
    # With a manager each, joint hiring saves less than merging would; across a road there is no
    # merging.
    assert modes(pair(EdgeKind.LANE, walls=False), kept) == [("ab", Mode.MERGED)]
    assert Mode.MERGED not in [mode for _, mode in modes(case, kept)]


@pytest.mark.parametrize(
    ("asked", "mode"),
    [
        ({"join": 5_001, "merge": 5_001, "wall": 7_500}, Mode.OPENED),
        ({"wall": 7_499}, Mode.JOINT),  # 3/4 is "at least"
        ({"merge": 5_000}, Mode.JOINT),  # 过半数 leaves the half out
        ({"join": 5_000}, None),
        ({"turnout": 6_667}, Mode.OPENED),
        ({"turnout": 6_666}, None),  # two thirds must take part
    ],
)
def test_the_survey_is_held_against_the_votes(asked: dict[str, int], mode: Mode | None) -> None:
    found = modes(pair(survey=survey(**asked)), rules())
    assert found == ([("ab", mode)] if mode else [])


def test_area_and_heads_must_both_agree() -> None:
    for agree in (Share(10_000, 5_000), Share(5_000, 10_000)):
        asked = Survey(Share(10_000, 10_000), {Matter.JOIN: agree})
        assert modes(pair(survey=asked), rules()) == []
    # Nobody was asked about merging: it is not supported.
    asked = Survey(Share(10_000, 10_000), {Matter.JOIN: Share(9_000, 9_000)})
    assert modes(pair(survey=asked), rules()) == [("ab", Mode.JOINT)]


def test_a_margin_is_taken_off_the_survey() -> None:
    careful = rules(survey_support=Choice(figure=Fraction(5)))
    assert modes(pair(survey=survey(join=5_500)), careful) == []
    assert modes(pair(survey=survey(join=5_501)), careful) == [("ab", Mode.OPENED)]


def test_walls_of_protected_buildings_stay() -> None:
    assert modes(pair(protected=True), rules()) == [("ab", Mode.JOINT)]
    assert modes(pair(protected=True), rules().without(Code.PROTECTED_WALLS)) == [
        ("ab", Mode.OPENED)
    ]


def row(count: int, **other: object) -> District:
    names = "abcdefgh"[:count]
    return district(
        [estate(name, x=place * 100.0, **other) for place, name in enumerate(names)],
        [edge(one, two, EdgeKind.LANE) for one, two in pairwise(names)],
    )


def test_a_manager_answers_for_three_neighbouring_areas() -> None:
    def managers(found: District, kept: Rules) -> int:
        listed = problem(found, kept, TARIFF)
        whole = [column for column, names in enumerate(listed.columns) if len(names) == 4]
        return int(listed.measures.managers[whole[0]])

    assert managers(row(4), rules()) == 2
    assert managers(row(4), rules().without(Code.AREAS_PER_MANAGER)) == 1
    star = district(
        [estate(name) for name in "abcd"],
        [edge("a", other, EdgeKind.LANE) for other in "bcd"],
    )
    # The one area that is left is a group of its own: 3 + 1.
    assert managers(star, rules()) == 2
    # Pairs only: around the middle one, the other two are no neighbours of each other.
    assert managers(star, rules(areas_per_manager=Choice(figure=Fraction(2)))) == 3


def test_a_cluster_has_at_most_so_many_compounds() -> None:
    few = rules(most_compounds=Choice(figure=Fraction(2)))
    assert [len(names) for names, _ in modes(row(4), few)] == [2, 2]


def test_wishes_keep_apart_and_together() -> None:
    apart = Wishes(apart=(("a", "b"),))
    assert modes(pair(), rules(), apart) == []
    # b and c pay less together than a and b; told to, a goes with b.
    three = district(
        [estate("a"), estate("b"), estate("c")],
        [edge("a", "b", EdgeKind.LANE), edge("b", "c", EdgeKind.LANE)],
    )
    two = rules(most_compounds=Choice(figure=Fraction(2)))
    for names in ("ab", "bc"):
        wish = Wishes(together=(tuple(names),))
        assert modes(three, two, wish) == [(names, Mode.JOINT)]


def test_wishes_that_cannot_be_are_refused() -> None:
    three = row(3)
    two = rules(most_compounds=Choice(figure=Fraction(2)))
    with pytest.raises(PlanInputError, match="No plan keeps together: a, c"):
        modes(three, two, Wishes(together=(("a", "c"),)))
    with pytest.raises(PlanInputError, match="contradict each other"):
        modes(three, two, Wishes(together=(("a", "b"), ("b", "c"))))
    with pytest.raises(PlanInputError, match='No compound is called "x"'):
        modes(three, two, Wishes(apart=(("a", "x"),)))


def test_together_even_where_it_does_not_pay() -> None:
    dear = pair(EdgeKind.LANE, walls=False, contract_months=59)
    kept = rules(**dropped("contract_window"))
    assert modes(dear, kept) == []
    made = plan(problem(dear, kept, TARIFF, wishes=Wishes(together=(("a", "b"),))))
    assert [cluster.names for cluster in made.clusters] == [("a", "b")]
    assert made.yuan == made.bound == made.clusters[0].yuan < 0


def test_positions_alone_offer_no_wall() -> None:
    graph = from_points({"a": (0.0, 0.0), "b": (100.0, 0.0)}, within_m=300)
    compounds = [estate("a"), estate("b", x=100.0)]
    with pytest.raises(PlanInputError, match="no wall is known"):
        District.of(compounds, graph, [Wall(one="a", other="b", gates_closed=1)])
    assert modes(District.of(compounds, graph), rules()) == [("ab", Mode.JOINT)]


def test_an_expired_rule_must_be_followed_or_dropped() -> None:
    with pytest.raises(NoRuleInForce, match="ended on 2026-06-30"):
        rules_on(ON)
    kept = rules_on(ON, followed=True)
    assert kept.kept[Code.AREAS_PER_MANAGER].expired
    assert not kept.kept[Code.MOST_AREA].expired
    expired = ("areas_per_manager", "merge_in_one_subdistrict", "merge_across")
    assert Code.MERGE_ACROSS not in rules_on(ON, own=dropped(*expired)).kept
    with pytest.raises(NoRuleInForce, match="not in force on 2025-01-01"):
        rules_on(date(2025, 1, 1), followed=True)


def test_choices_about_rules_that_do_not_exist_are_refused() -> None:
    with pytest.raises(DataError, match="No rule of plans is called most_dogs"):
        rules(most_dogs=Choice(dropped=True))
    with pytest.raises(DataError, match="has no figure to replace"):
        rules(similar_use=Choice(figure=Fraction(1)))


def test_every_rule_is_packaged_with_its_status() -> None:
    found = {rule.code: rule for rule in packaged_rules().rules}
    assert set(found) == set(Code)
    verified = {code for code, rule in found.items() if rule.source.status is Status.VERIFIED}
    assert verified == {"areas_per_manager", "merge_in_one_subdistrict", "reelection_bars"}
    assert found["areas_per_manager"].figure == 3
