"""Compounds and the edges between them, in one order whatever order they came in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from mashangban.core.contiguity.adjacency.edges import AdjacencyError, Edge

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Graph:
    """Names of compounds and edges, both ascending; at most one edge a pair.

    Raises AdjacencyError for a name or pair that is there twice, and for an edge to nowhere.
    """

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]

    def __post_init__(self) -> None:
        if twice := _repeated(self.nodes):
            raise AdjacencyError(f'The compound "{twice[0]}" is there twice: give each one name.')
        if doubled := _repeated(edge.pair for edge in self.edges):
            raise AdjacencyError(
                f'There are two edges "{doubled[0][0]}" - "{doubled[0][1]}": keep one.'
            )
        known = set(self.nodes)
        for edge in self.edges:
            for name in edge.pair:
                if name not in known:
                    raise AdjacencyError(
                        f'The edge "{edge.one}" - "{edge.other}" names "{name}", '
                        "which is no compound of the list."
                    )

    @classmethod
    def of(cls, nodes: Iterable[str], edges: Iterable[Edge]) -> "Graph":
        """Make the graph of `nodes` and `edges` in any order."""
        return cls(tuple(sorted(nodes)), tuple(sorted(edges, key=lambda edge: edge.pair)))

    def find(self, one: str, other: str) -> Edge | None:
        """Return the edge between two compounds, in either order; None if there is none."""
        pair = (one, other) if one < other else (other, one)
        return next((edge for edge in self.edges if edge.pair == pair), None)

    def neighbours(self, node: str) -> tuple[str, ...]:
        """Return the compounds that an edge joins to `node`, ascending."""
        joined = {name for edge in self.edges if node in edge.pair for name in edge.pair}
        return tuple(sorted(joined - {node}))

    def numbered(self, edges: Iterable[Edge] | None = None) -> list[tuple[int, int]]:
        """Return `edges` (without: all) as pairs of places in `nodes`."""
        places = {name: place for place, name in enumerate(self.nodes)}
        chosen = self.edges if edges is None else edges
        return [(places[edge.one], places[edge.other]) for edge in chosen]


def _repeated(items: Iterable[Item]) -> list[Item]:
    seen: set[Item] = set()
    twice = []
    for item in items:
        if item in seen:
            twice.append(item)
        seen.add(item)
    return twice
