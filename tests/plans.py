"""Small invented districts for tests of contiguous management."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from mashangban.core.contiguity.adjacency import Edge, EdgeKind, Graph, Origin
from mashangban.core.contiguity.model import (
    Choice,
    Compound,
    District,
    Matter,
    Rules,
    Share,
    Survey,
    Wall,
    rules_on,
)
from mashangban.core.costs import Shifts, Tariff, packaged_parameters, tariff

ON = date(2026, 11, 24)
TARIFF: Tariff = tariff(packaged_parameters(), on=ON, shifts=Shifts.LEGAL_HOURS)


def rules(**own: Choice) -> Rules:
    """Return the packaged rules with a district's own choices; expired ones are followed."""
    return rules_on(ON, own=own, followed=True)


def dropped(*codes: str) -> dict[str, Choice]:
    return {code: Choice(dropped=True) for code in codes}


def estate(name: str, **other: object) -> Compound:
    """Return a compound of 300 households on 20,000 m² with one gate."""
    figures: dict[str, object] = {
        "subdistrict": "310105999",
        "x": 0.0,
        "y": 0.0,
        "households": 300,
        "area": Decimal(20_000),
        "fee_fen": 80,
        "gates": 1,
    }
    return Compound(name=name, **(figures | other))  # type: ignore[arg-type]


def edge(one: str, other: str, kind: EdgeKind = EdgeKind.SHARED_WALL) -> Edge:
    one, other = sorted((one, other))
    return Edge(one=one, other=other, kind=kind, origin=Origin.POLYGONS, gap_m=1.0)


def district(
    compounds: Iterable[Compound], edges: Iterable[Edge], walls: Iterable[Wall] = ()
) -> District:
    found = list(compounds)
    return District.of(found, Graph.of([each.name for each in found], edges), walls)


def pair(kind: EdgeKind = EdgeKind.SHARED_WALL, *, walls: bool = True, **other: object) -> District:
    """Return compounds a and b with a wall that closes one gate; `other` changes b."""
    opened = [Wall(one="a", other="b", gates_closed=1)] if walls else []
    return district([estate("a"), estate("b", **other)], [edge("a", "b", kind)], opened)


def survey(
    turnout: int = 10_000, join: int = 10_000, merge: int = 10_000, wall: int = 10_000
) -> Survey:
    """Return a survey in basis points, by area and heads alike."""
    agree = {Matter.JOIN: join, Matter.MERGE: merge, Matter.OPEN: wall}
    return Survey(
        Share(turnout, turnout),
        {matter: Share(part, part) for matter, part in agree.items()},
    )
