"""Compounds and edges as people keep them: CSV sheets with a heading."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO

import numpy as np

from mashangban.core.contiguity.adjacency import (
    AdjacencyError,
    Edge,
    EdgeKind,
    Graph,
    Origin,
    Plane,
)
from mashangban.core.contiguity.model import (
    Committee,
    Compound,
    District,
    Matter,
    PlanInputError,
    Share,
    Survey,
    Wall,
)
from mashangban.core.coordinates import Point

NEEDED = ("name", "subdistrict", "longitude", "latitude", "households", "area_m2", "fee", "gates")
OPTIONAL = (
    "day_gates",
    "green_m2",
    "collection_percent",
    "parking_yuan",
    "common_yuan",
    "contract_end",
    "manager_areas",
    "committee",
    "built",
    "use",
    "protected",
)
VOTES = {"join": Matter.JOIN, "merge": Matter.MERGE, "open": Matter.OPEN}
TURNOUT = ("turnout_area", "turnout_heads")
SURVEY = tuple(f"{vote}_{by}" for vote in VOTES for by in ("area", "heads"))
EDGE_NEEDED = ("one", "other", "kind")
EDGE_OPTIONAL = ("origin", "gap_m", "facing_m", "reason")
WALL = ("gates_closed", "wall_yuan", "programme_from", "programme_to")

DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,16})?")
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Sheets:
    """What two sheets say: the district, and where each compound lies (WGS84)."""

    district: District
    places: Mapping[str, Point]


def read_sheets(compounds: str, edges: str, *, on: date) -> Sheets:
    """Read both sheets for a plan made on the day `on`.

    Empty cells of columns that need not be there mean that nothing is known. Raises PlanInputError
    with sheet, row and column.
    """
    rows = _rows("COMPOUNDS", compounds, NEEDED, (*OPTIONAL, *TURNOUT, *SURVEY))
    if not rows:
        raise PlanInputError("COMPOUNDS: there is no compound.")
    places = {row.text("name"): _point(row) for row in rows}
    plane = Plane.around(places.values())
    degrees = np.array([(each.longitude, each.latitude) for each in places.values()])
    if len(places) != len(rows):
        raise PlanInputError("COMPOUNDS: a name is there twice; give each compound one of its own.")
    metres = plane.to_metres(degrees).tolist()
    found = [_compound(row, x, y, on) for row, (x, y) in zip(rows, metres, strict=True)]
    links = _rows("EDGES", edges, EDGE_NEEDED, (*EDGE_OPTIONAL, *WALL))
    try:
        graph = Graph.of([each.name for each in found], [_edge(row) for row in links])
    except AdjacencyError as error:
        raise PlanInputError(str(error)) from None
    walls = [_wall(row, on) for row in links if row.cells.get("gates_closed")]
    return Sheets(District.of(found, graph, walls), places)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sheet; `where` names sheet and line in refusals."""

    where: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        if not (value := self.cells.get(column, "")):
            raise PlanInputError(f'{self.where}: "{column}" is empty.')
        return value

    def number(self, column: str, unless: Decimal | None = None) -> Decimal:
        value = self.cells.get(column, "")
        if not value and unless is not None:
            return unless
        try:
            if not DECIMAL.fullmatch(self.text(column)):
                raise InvalidOperation
            return Decimal(value)
        except InvalidOperation:
            raise self.refusal(column, 'a number such as "1234.5"') from None

    def whole(self, column: str, unless: int | None = None) -> int:
        number = self.number(column, None if unless is None else Decimal(unless))
        if number != number.to_integral_value():
            raise self.refusal(column, "a whole number")
        return int(number)

    def day(self, column: str) -> date | None:
        value = self.cells.get(column, "")
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            raise self.refusal(column, 'a day such as "2027-06-30"') from None

    def one_of(self, column: str, known: Iterable[str], unless: str) -> str:
        value = self.cells.get(column, "") or unless
        if value not in (names := list(known)):
            raise self.refusal(column, f"one of {', '.join(names)}")
        return value

    def refusal(self, column: str, wanted: str) -> PlanInputError:
        return PlanInputError(
            f'{self.where}: "{column}" is "{self.cells.get(column, "")}"; it must be {wanted}.'
        )


def _rows(sheet: str, text: str, needed: Sequence[str], optional: Sequence[str]) -> list[_Row]:
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff")))
    heading = [name.strip() for name in reader.fieldnames or ()]
    if missing := [name for name in needed if name not in heading]:
        raise PlanInputError(f"{sheet}: the heading lacks {', '.join(missing)}.")
    if unknown := [name for name in heading if name not in (*needed, *optional)]:
        raise PlanInputError(
            f"{sheet}: unknown columns {', '.join(unknown)}; known are "
            f"{', '.join((*needed, *optional))}."
        )
    rows = []
    for cells in reader:
        where = f"{sheet}, line {reader.line_num}"
        if None in cells or None in cells.values():
            raise PlanInputError(f"{where}: it has not as many cells as the heading.")
        rows.append(_Row(where, {name.strip(): cell.strip() for name, cell in cells.items()}))
    return rows


def _point(row: _Row) -> Point:
    try:
        return Point(float(row.number("longitude")), float(row.number("latitude")))
    except ValueError as error:
        raise _at(row, error) from None


def _compound(row: _Row, x: float, y: float, on: date) -> Compound:
    fee = row.number("fee") * 100
    if fee != fee.to_integral_value():
        raise row.refusal("fee", "yuan a m² and month, to the fen")
    for column in ("area_m2", "green_m2"):
        if row.number(column, Decimal(0)) * 100 % 1:
            raise row.refusal(column, "square metres of at most two decimals")
    ends = row.day("contract_end")
    collected = row.cells.get("collection_percent", "")
    try:
        return Compound(
            name=row.text("name"),
            subdistrict=row.text("subdistrict"),
            x=x,
            y=y,
            households=row.whole("households"),
            area=row.number("area_m2"),
            fee_fen=int(fee),
            gates=row.whole("gates"),
            day_gates=row.whole("day_gates", 0),
            green=row.number("green_m2", Decimal(0)),
            collection_percent=row.whole("collection_percent") if collected else None,
            parking=row.whole("parking_yuan", 0),
            common=row.whole("common_yuan", 0),
            contract_months=months_until(ends, on) if ends else 0,
            manager_areas=row.whole("manager_areas", 1),
            committee=Committee(row.one_of("committee", Committee, Committee.SITTING)),
            built=row.whole("built") if row.cells.get("built") else None,
            use=row.cells.get("use", ""),
            protected=row.one_of("protected", (YES, NO), NO) == YES,
            survey=_survey(row),
        )
    except PlanInputError as error:
        raise _at(row, error) from None


def _survey(row: _Row) -> Survey | None:
    """Return what owners said; None where the turnout is not known."""
    if not any(row.cells.get(column) for column in TURNOUT):
        return None
    agree = {
        matter: _share(row, f"{vote}_area", f"{vote}_heads")
        for vote, matter in VOTES.items()
        if row.cells.get(f"{vote}_area") or row.cells.get(f"{vote}_heads")
    }
    return Survey(_share(row, *TURNOUT), agree)


def _share(row: _Row, area: str, heads: str) -> Share:
    return Share(int(row.number(area) * 100), int(row.number(heads) * 100))


def _edge(row: _Row) -> Edge:
    one, other = sorted((row.text("one"), row.text("other")))
    # What nobody has measured or seen is a guess.
    unless = Origin.HAND if row.cells.get("reason") else Origin.POINTS
    origin = row.one_of("origin", Origin, unless)
    try:
        return Edge(
            one=one,
            other=other,
            kind=EdgeKind(row.one_of("kind", EdgeKind, "")),
            origin=Origin(origin),
            gap_m=float(row.number("gap_m")) if row.cells.get("gap_m") else None,
            facing_m=float(row.number("facing_m")) if row.cells.get("facing_m") else None,
            reason=row.cells.get("reason", ""),
        )
    except AdjacencyError as error:
        raise _at(row, error) from None


def _wall(row: _Row, on: date) -> Wall:
    one, other = sorted((row.text("one"), row.text("other")))
    begins, ends = row.day("programme_from"), row.day("programme_to")
    return Wall(
        one=one,
        other=other,
        gates_closed=row.whole("gates_closed"),
        cost=row.whole("wall_yuan") if row.cells.get("wall_yuan") else None,
        in_programme=begins is not None and begins <= on and (ends is None or on <= ends),
    )


def _at(row: _Row, error: ValueError) -> PlanInputError:
    sentence = str(error)
    return PlanInputError(
        sentence if sentence.startswith(row.where) else f"{row.where}: {sentence}"
    )


def months_until(end: date, on: date) -> int:
    """Return the months from `on` to the day `end`, one that has begun as a whole; 0 if past."""
    months = (end.year - on.year) * 12 + end.month - on.month + (end.day > on.day)
    return max(0, months)
