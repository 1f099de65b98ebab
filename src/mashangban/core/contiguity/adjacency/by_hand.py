"""What people who know the place correct in a graph: add, cut, retype; each with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mashangban.core.contiguity.adjacency.edges import AdjacencyError, Edge, EdgeKind, Origin
from mashangban.core.contiguity.adjacency.graph import Graph


class Change(StrEnum):
    ADD = "add"
    CUT = "cut"
    RETYPE = "retype"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change of the edge between `one` and `other`; `kind` is what it is to be, unless cut.

    Raises AdjacencyError without a reason, and for a kind that is missing or too much.
    """

    change: Change
    one: str
    other: str
    reason: str
    kind: EdgeKind | None = None

    def __post_init__(self) -> None:
        where = f'The correction "{self.change}" of "{self.one}" - "{self.other}"'
        if not self.reason.strip():
            raise AdjacencyError(f"{where} has no reason: say who saw what.")
        if (self.kind is None) != (self.change is Change.CUT):
            raise AdjacencyError(
                f"{where}: an edge that is added or retyped needs a kind, one that is cut has none."
            )


def corrected(graph: Graph, corrections: Iterable[Correction]) -> Graph:
    """Return `graph` with `corrections`, one after the other.

    Raises AdjacencyError for an edge that is added although it is there, or cut or retyped although
    it is not.
    """
    edges = {edge.pair: edge for edge in graph.edges}
    for correction in corrections:
        pair = _pair(correction)
        known = edges.get(pair)
        _refuse_misfit(correction, known)
        if correction.kind is None:
            del edges[pair]
            continue
        edges[pair] = Edge(
            one=pair[0],
            other=pair[1],
            kind=correction.kind,
            origin=Origin.HAND,
            gap_m=known.gap_m if known else None,
            facing_m=known.facing_m if known else None,
            reason=correction.reason,
        )
    return Graph.of(graph.nodes, edges.values())


def _pair(correction: Correction) -> tuple[str, str]:
    one, other = sorted((correction.one, correction.other))
    return one, other


def _refuse_misfit(correction: Correction, known: Edge | None) -> None:
    where = f'"{correction.one}" - "{correction.other}"'
    if correction.change is Change.ADD and known:
        raise AdjacencyError(f"{where} is there already ({known.kind}): retype it instead.")
    if correction.change is not Change.ADD and not known:
        raise AdjacencyError(f"{where} is not there: there is nothing to {correction.change}.")
