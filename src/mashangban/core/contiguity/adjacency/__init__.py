"""Which compounds lie beside each other, and what lies between them.

`from_polygons` measures outlines, `from_points` guesses from positions, `corrected` applies what
people saw. A `Graph` is the same whatever order the compounds came in.
"""

from mashangban.core.contiguity.adjacency.barriers import Barriers
from mashangban.core.contiguity.adjacency.by_hand import Change, Correction, corrected
from mashangban.core.contiguity.adjacency.edges import AdjacencyError, Edge, EdgeKind, Origin
from mashangban.core.contiguity.adjacency.graph import Graph
from mashangban.core.contiguity.adjacency.plane import Plane
from mashangban.core.contiguity.adjacency.points import from_points
from mashangban.core.contiguity.adjacency.polygons import Reach, from_polygons

__all__ = [
    "AdjacencyError",
    "Barriers",
    "Change",
    "Correction",
    "Edge",
    "EdgeKind",
    "Graph",
    "Origin",
    "Plane",
    "Reach",
    "corrected",
    "from_points",
    "from_polygons",
]
