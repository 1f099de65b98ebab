"""Sheets and settings of a plan are read exactly, or refused with place and remedy."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from mashangban.core.contiguity.adjacency import EdgeKind, Origin
from mashangban.core.contiguity.files import Sheets, read_settings, read_sheets
from mashangban.core.contiguity.files.tables import months_until
from mashangban.core.contiguity.model import (
    Choice,
    Committee,
    Limits,
    Matter,
    PlanInputError,
    Share,
    Uncertainty,
    Wall,
)
from mashangban.core.coordinates import Point
from mashangban.core.costs import Shifts
from mashangban.core.datafiles import DataError

ON = date(2026, 11, 24)
HEADING = "name,subdistrict,longitude,latitude,households,area_m2,fee,gates"
COMPOUNDS = (
    f"{HEADING}\na,310105999,121.40,31.20,300,20000,0.80,1\nb,310105999,121.41,31.20,0,0.01,0,0\n"
)
EDGES = "one,other,kind\nb,a,lane\n"


def read(compounds: str = COMPOUNDS, edges: str = EDGES) -> Sheets:
    return read_sheets(compounds, edges, on=ON)


def test_the_least_that_must_be_there() -> None:
    found = read("\ufeff" + COMPOUNDS)
    first, second = found.district.compounds
    assert (first.name, first.households, first.area, first.fee_fen) == ("a", 300, 20_000, 80)
    assert (second.area, second.gates, second.fee_fen) == (Decimal("0.01"), 0, 0)
    assert first.collection_percent is None
    assert first.survey is None
    assert (first.contract_months, first.manager_areas, first.committee) == (0, 1, "sitting")
    # A hundredth of a degree of longitude at this latitude.
    assert second.x - first.x == pytest.approx(953, abs=1)
    assert found.places["a"] == Point(121.40, 31.20)
    edge = found.district.graph.edges[0]
    assert (edge.pair, edge.kind, edge.origin) == (("a", "b"), EdgeKind.LANE, Origin.POINTS)


def test_everything_that_can_be_there() -> None:
    more = {
        "day_gates": "2",
        "green_m2": "120.50",
        "collection_percent": "86",
        "parking_yuan": "1000",
        "common_yuan": "2000",
        "contract_end": "2027-03-31",
        "manager_areas": "3",
        "committee": "reelection",
        "built": "1986",
        "use": "residential",
        "protected": "yes",
        "turnout_area": "66.67",
        "turnout_heads": "70",
        "join_area": "51",
        "join_heads": "52.5",
    }
    sheet = (
        f"{HEADING},{','.join(more)}\na,310105999,121.4,31.2,1,2,3,4,{','.join(more.values())}\n"
    )
    one = read(sheet, "one,other,kind\n").district.compounds[0]
    assert (one.day_gates, one.green, one.collection_percent) == (2, Decimal("120.50"), 86)
    assert (one.parking, one.common, one.contract_months) == (1_000, 2_000, 5)
    assert (one.manager_areas, one.committee, one.built) == (3, Committee.REELECTION, 1986)
    assert (one.use, one.protected) == ("residential", True)
    assert one.survey is not None
    assert one.survey.turnout == Share(6_667, 7_000)
    assert dict(one.survey.agree) == {Matter.JOIN: Share(5_100, 5_250)}


def test_walls_and_the_windows_of_programmes() -> None:
    def wall(begins: str, ends: str, cost: str = "") -> Wall:
        heading = "one,other,kind,origin,gates_closed,wall_yuan,programme_from,programme_to"
        edges = f"{heading}\nb,a,shared_wall,polygons,2,{cost},{begins},{ends}\n"
        return read(edges=edges).district.walls[0]

    assert wall("", "") == Wall(one="a", other="b", gates_closed=2)
    assert wall("2026-11-24", "", "5000") == Wall(
        one="a", other="b", gates_closed=2, cost=5_000, in_programme=True
    )
    assert wall("2026-01-01", "2026-11-24").in_programme
    assert not wall("2026-01-01", "2026-11-23").in_programme
    assert not wall("2026-11-25", "2026-12-31").in_programme


@pytest.mark.parametrize(
    ("end", "months"),
    [
        ("2026-11-24", 0),
        ("2026-11-25", 1),
        ("2026-12-24", 1),
        ("2027-12-25", 14),
        ("2020-01-01", 0),
    ],
)
def test_a_month_that_has_begun_counts(end: str, months: int) -> None:
    assert months_until(date.fromisoformat(end), ON) == months


def row(**cells: str) -> str:
    usual = dict(
        zip(HEADING.split(","), ["a", "s", "121.4", "31.2", "1", "2", "0.8", "1"], strict=True)
    )
    found = usual | cells
    return f"{','.join(found)}\n{','.join(found.values())}\n"


@pytest.mark.parametrize(
    ("compounds", "edges", "sentence"),
    [
        ("name\na\n", EDGES, "COMPOUNDS: the heading lacks subdistrict, longitude"),
        (f"{HEADING},dogs\n", EDGES, "COMPOUNDS: unknown columns dogs"),
        (f"{HEADING}\n", EDGES, "there is no compound"),
        (f"{HEADING}\na,b\n", EDGES, "line 2: it has not as many cells"),
        (row() + "a,s,121.4,31.2,1,2,0.8,1\n", EDGES, "a name is there twice"),
        (row(households=""), EDGES, 'line 2: "households" is empty'),
        (row(households="1.5"), EDGES, '"households" is "1.5"; it must be a whole number'),
        (row(area_m2="1e4"), EDGES, '"area_m2" is "1e4"; it must be a number'),
        (row(area_m2="1.234"), EDGES, "at most two decimals"),
        (row(fee="0.805"), EDGES, "to the fen"),
        (row(gates="-1"), EDGES, "line 2: .*figures are 0 or more"),
        (row(longitude="221"), EDGES, "line 2: .*are not degrees"),
        (row(contract_end="31.3.2027"), EDGES, 'a day such as "2027-06-30"'),
        (row(committee="gone"), EDGES, "one of sitting, reelection, none"),
        (row(protected="maybe"), EDGES, "one of yes, no"),
        (row(manager_areas="0"), EDGES, "answers for one area at least"),
        (row(turnout_area="80"), EDGES, '"turnout_heads" is empty'),
        (row(turnout_area="101", turnout_heads="80"), EDGES, "0 to 100 percent"),
        (COMPOUNDS, "one,other\n", "EDGES: the heading lacks kind"),
        (COMPOUNDS, "one,other,kind\na,b,tunnel\n", "one of shared_wall, lane"),
        (COMPOUNDS, "one,other,kind\na,c,lane\n", 'names "c", which is no compound'),
        (COMPOUNDS, "one,other,kind\na,b,lane\nb,a,lane\n", "two edges"),
        (COMPOUNDS, "one,other,kind\na,b,shared_wall\n", "positions alone cannot show"),
        (COMPOUNDS, "one,other,kind,origin\na,b,lane,hand\n", 'say why in "reason"'),
        (COMPOUNDS, "one,other,kind,gates_closed\na,b,lane,1\n", "no wall is known"),
    ],
)
def test_what_cannot_be_is_refused(compounds: str, edges: str, sentence: str) -> None:
    with pytest.raises(PlanInputError, match=sentence):
        read(compounds, edges)


def test_the_least_that_must_be_set() -> None:
    found = read_settings("day: 2026-11-24", origin="p.yaml")
    assert (found.on, found.shifts, found.followed, found.seed) == (
        ON,
        Shifts.LEGAL_HOURS,
        False,
        1,
    )
    assert (found.rules, found.costs, found.limits) == ({}, {}, Limits())
    assert (found.uncertainty, found.prices) == (Uncertainty(), True)


def test_everything_that_can_be_set() -> None:
    found = read_settings(
        """
        day: 2026-11-24
        shifts: market_shifts
        follow_expired: true
        rules: {most_compounds: 5, similar_age: drop, nobody_pays_more: keep, fee_spread: "0.60"}
        costs: {wall_cost: "90000.5"}
        together: [[a, b, c]]
        apart: [[a, d]]
        limits: {walls: 1, projects_per_subdistrict: 2, managers: 3}
        uncertainty: {support: 1, costs: 2, unasked: 3, trials: 4}
        seed: 7
        prices: false
        """,
        origin="p.yaml",
    )
    assert (found.shifts, found.followed, found.seed, found.prices) == (
        Shifts.MARKET_SHIFTS,
        True,
        7,
        False,
    )
    assert found.rules == {
        "most_compounds": Choice(figure=Fraction(5)),
        "similar_age": Choice(dropped=True),
        "nobody_pays_more": Choice(),
        "fee_spread": Choice(figure=Fraction(3, 5)),
    }
    assert found.costs == {"wall_cost": Fraction(180_001, 2)}
    assert found.wishes.together == (("a", "b", "c"),)
    assert found.wishes.apart == (("a", "d"),)
    assert found.limits == Limits(walls=1, projects_per_subdistrict=2, managers=3)
    assert found.uncertainty == Uncertainty(support=1, costs=2, unasked=3, trials=4)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("seed: 1", '"day" is missing'),
        ("day: today", "must be of type date"),
        ("{day: 2026-11-24, dog: 1}", "unknown 'dog'"),
        ("{day: 2026-11-24, shifts: night}", 'shifts "night" is none of'),
        ("{day: 2026-11-24, rules: {diameter: far}}", '"far" is not a number'),
        ("{day: 2026-11-24, limits: {walls: -1}}", '"walls" is 0 or more'),
        ("{day: 2026-11-24, limits: {dogs: 1}}", "unknown 'dogs'"),
        ("{day: 2026-11-24, together: [[a]]}", "2 or more different compounds"),
        ("{day: 2026-11-24, together: [[a, 1]]}", "2 or more different compounds"),
        ("{day: 2026-11-24, apart: [[a, b, c]]}", "two compounds are kept apart, not 3"),
    ],
)
def test_settings_that_cannot_be_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        read_settings(text, origin="p.yaml")
