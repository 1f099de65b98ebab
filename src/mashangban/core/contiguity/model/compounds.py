"""A compound as a plan needs it, and what owners said when they were asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mashangban.core.contiguity.adjacency import Graph

BASIS_POINTS = 10_000  # of a whole: percentages of two decimals


class PlanInputError(ValueError):
    """Compounds, walls or wishes that cannot be; the sentence says which and how to mend it."""


class Committee(StrEnum):
    SITTING = "sitting"
    REELECTION = "reelection"  # 换届改选小组 is active
    NONE = "none"


class Matter(StrEnum):
    """What owners are asked; codes of rulebooks/voting/matters.yaml."""

    JOIN = "company"  # hire the company of the cluster
    MERGE = "adjust_area"
    OPEN = "open_wall"


@dataclass(frozen=True, slots=True)
class Share:
    """Parts of a whole by area and by heads, in basis points."""

    area: int
    heads: int

    def __post_init__(self) -> None:
        if not (0 <= self.area <= BASIS_POINTS and 0 <= self.heads <= BASIS_POINTS):
            raise PlanInputError("A share is 0 to 100 percent.")


@dataclass(frozen=True, slots=True)
class Survey:
    """Who would take part in a vote, of all; who would agree to a matter, of those."""

    turnout: Share
    agree: Mapping[Matter, Share]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """One compound that is a management area of its own today.

    `x`, `y`: metres on a plane. `fee_fen`: per m² of `area` and month. `parking` and `common` are
    yuan a year. `contract_months`: until its contract ends, 0 without one. `manager_areas`: for how
    many areas its manager answers today. Unknown are None.
    """

    name: str
    subdistrict: str
    x: float
    y: float
    households: int
    area: Decimal
    fee_fen: int
    gates: int
    day_gates: int = 0
    green: Decimal = Decimal(0)
    collection_percent: int | None = None
    parking: int = 0
    common: int = 0
    contract_months: int = 0
    manager_areas: int = 1
    committee: Committee = Committee.SITTING
    built: int | None = None
    use: str = ""
    protected: bool = False
    survey: Survey | None = None

    def __post_init__(self) -> None:
        counts = (self.households, self.fee_fen, self.gates, self.day_gates)
        money_and_time = (self.parking, self.common, self.contract_months)
        if min(*counts, *money_and_time) < 0 or min(self.area, self.green) < 0:
            raise PlanInputError(f'"{self.name}": figures are 0 or more.')
        if self.manager_areas < 1:
            raise PlanInputError(f'"{self.name}": its manager answers for one area at least.')
        if self.collection_percent is not None and not 0 <= self.collection_percent <= 100:
            raise PlanInputError(f'"{self.name}": what is collected is 0 to 100 percent.')


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """A wall between two compounds that could be opened; which gates that would close.

    `gates_closed`: posts manned round the clock that are no longer needed. `cost`: yuan for this
    wall, before any programme; None takes the tariff's. `in_programme`: the works would fall into
    the window of a renovation programme.
    """

    one: str
    other: str
    gates_closed: int
    cost: int | None = None
    in_programme: bool = False

    def __post_init__(self) -> None:
        if self.one >= self.other:
            raise PlanInputError(f'A wall names two compounds, not "{self.one}", "{self.other}".')
        if self.gates_closed < 0 or (self.cost is not None and self.cost < 0):
            raise PlanInputError(f'The wall "{self.one}" - "{self.other}": figures are 0 or more.')

    @property
    def pair(self) -> tuple[str, str]:
        """Return both compounds, the lesser first."""
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class District:
    """Compounds, what lies between them, and the walls that could be opened.

    Compounds are kept by name. Raises PlanInputError for a wall where there is none to open, and
    for compounds other than those of the graph.
    """

    compounds: tuple[Compound, ...]
    graph: Graph
    walls: tuple[Wall, ...]

    @classmethod
    def of(
        cls, compounds: Iterable[Compound], graph: Graph, walls: Iterable[Wall] = ()
    ) -> "District":
        """Make the district of compounds and walls in any order."""
        return cls(
            tuple(sorted(compounds, key=lambda compound: compound.name)),
            graph,
            tuple(sorted(walls, key=lambda wall: wall.pair)),
        )

    def __post_init__(self) -> None:
        if tuple(compound.name for compound in self.compounds) != self.graph.nodes:
            raise PlanInputError("The graph and the list have different compounds.")
        openable = {edge.pair for edge in self.graph.edges if edge.has_wall}
        for wall in self.walls:
            if wall.pair not in openable:
                raise PlanInputError(
                    f'Between "{wall.one}" and "{wall.other}" no wall is known that could be '
                    "opened: give outlines, or retype the edge by hand with a reason."
                )
        if len({wall.pair for wall in self.walls}) != len(self.walls):
            raise PlanInputError("A wall is there twice: keep one.")

    def place(self, name: str) -> int:
        """Return the place of the compound `name`; raises PlanInputError."""
        try:
            return self.graph.nodes.index(name)
        except ValueError:
            raise PlanInputError(f'No compound is called "{name}".') from None
