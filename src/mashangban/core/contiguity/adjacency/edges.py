"""What lies between two compounds that are near each other."""

from dataclasses import dataclass
from enum import StrEnum


class EdgeKind(StrEnum):
    """What one meets on the way from one compound to the other."""

    SHARED_WALL = "shared_wall"  # 共用围墙: one wall, or two back to back
    LANE = "lane"  # 里弄、支路: one steps across
    ARTERIAL_ROAD = "arterial_road"  # 主、次干路
    RIVER = "river"  # 河道
    WALKING_DISTANCE = "walking_distance"  # near, and nothing more is known or true


class Origin(StrEnum):
    POLYGONS = "polygons"
    POINTS = "points"  # a guess from positions alone: uncertain
    HAND = "hand"  # somebody looked


class AdjacencyError(ValueError):
    """Compounds or edges that cannot be; the sentence says which and how to mend it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Two compounds, `one` before `other`, and what lies between them.

    `gap_m`: metres between their outlines, or between their points where there is no outline; None
    if nobody measured. `facing_m`: metres along which the outlines face each other. `reason`: of a
    person who added or changed the edge. Raises AdjacencyError.
    """

    one: str
    other: str
    kind: EdgeKind
    origin: Origin
    gap_m: float | None = None
    facing_m: float | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.one >= self.other:
            raise AdjacencyError(
                f'An edge names two compounds, the lesser first: not "{self.one}", "{self.other}".'
            )
        if self.origin is Origin.HAND and not self.reason.strip():
            raise AdjacencyError(
                f'The edge "{self.one}" - "{self.other}" is set by hand: say why in "reason".'
            )
        if self.origin is Origin.POINTS and self.kind is EdgeKind.SHARED_WALL:
            raise AdjacencyError(
                f'"{self.one}" - "{self.other}": positions alone cannot show a shared wall. '
                "Give outlines, or retype the edge by hand with a reason."
            )

    @property
    def pair(self) -> tuple[str, str]:
        """Return both compounds, the lesser first."""
        return self.one, self.other

    @property
    def uncertain(self) -> bool:
        """Say whether the edge was only guessed from positions."""
        return self.origin is Origin.POINTS

    @property
    def has_wall(self) -> bool:
        """Say whether there is a wall between the two that could be opened."""
        return self.kind is EdgeKind.SHARED_WALL
