"""Whether assessors can be compared: the graph of who assessed what must hang together.

A strict inspector and a bad area look the same unless somebody else saw the area as well. Where
the graph falls into parts, no method compares severities between parts, only inside each.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Vertex = tuple[int, str]  # 0 and an assessor, or 1 and a unit


@dataclass(frozen=True, slots=True)
class Part:
    """Assessors and units that are joined by common assessments; both sorted."""

    assessors: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Connectivity:
    """The parts of the graph, the largest (by units) first.

    `hinges`: assessments that alone join what lies on their two sides; a comparison across one of
    them is only as good as that single visit.
    """

    parts: tuple[Part, ...]
    hinges: tuple[tuple[str, str], ...]

    @property
    def adjustable(self) -> bool:
        """Tell whether the severities of all assessors can be compared."""
        return len(self.parts) <= 1

    @property
    def sentence(self) -> str:
        """Say what holds, and what would mend it."""
        if self.adjustable:
            return "Adjustable: every assessor is joined to every other by common units."
        one, other = self.parts[0], self.parts[1]
        return (
            f"Not adjustable: the assessments fall into {len(self.parts)} parts without a common"
            f" unit. Let {other.assessors[0]} assess a unit of {one.assessors[0]}'s as well, such"
            f" as {one.units[0]}, and so on for each part."
        )


def connectivity(assessments: Iterable[tuple[str, str]]) -> Connectivity:
    """Return how assessors and units hang together; an assessment is (assessor, unit)."""
    pairs = sorted(set(assessments))
    graph: dict[Vertex, list[Vertex]] = {}
    for assessor, unit in pairs:
        graph.setdefault((0, assessor), []).append((1, unit))
        graph.setdefault((1, unit), []).append((0, assessor))
    parts, hinges = [], []
    reached: dict[Vertex, int] = {}
    for start in sorted(graph):
        if start not in reached:
            members, bridges = _explore(graph, start, reached)
            parts.append(_part(members))
            hinges += bridges
    parts.sort(key=lambda part: (-len(part.units), part.assessors))
    return Connectivity(tuple(parts), tuple(sorted(hinges)))


def _explore(
    graph: Mapping[Vertex, list[Vertex]], start: Vertex, reached: dict[Vertex, int]
) -> tuple[list[Vertex], list[tuple[str, str]]]:
    """Return what hangs together with `start`, and the bridges in it (Tarjan 1974, a loop)."""
    reached[start] = len(reached)
    lowest = {start: reached[start]}
    path: list[tuple[Vertex, Vertex | None, int]] = [(start, None, 0)]
    bridges = []
    while path:
        here, parent, at = path.pop()
        if at < len(graph[here]):
            path.append((here, parent, at + 1))
            there = graph[here][at]
            if there not in reached:
                reached[there] = lowest[there] = len(reached)
                path.append((there, here, 0))
            elif there != parent:
                lowest[here] = min(lowest[here], reached[there])
        elif parent is not None:
            lowest[parent] = min(lowest[parent], lowest[here])
            assessor, unit = sorted((here, parent))
            # A unit that one assessor alone has seen joins nothing.
            if lowest[here] > reached[parent] and len(graph[unit]) > 1:
                bridges.append((assessor[1], unit[1]))
    return list(lowest), bridges


def _part(members: Iterable[Vertex]) -> Part:
    listed = sorted(members)
    return Part(
        tuple(name for kind, name in listed if kind == 0),
        tuple(name for kind, name in listed if kind == 1),
    )
