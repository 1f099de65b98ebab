"""Contiguous management (连片管理) as an exact optimisation problem.

`adjacency` says which compounds lie beside each other and what lies between them,
`enumerate_sets` lists the clusters that may be, `undominated` drops those their parts replace.
"""

from mashangban.core.contiguity.caps import Caps, DiameterCap, RatioCap, SpreadCap, SumCap
from mashangban.core.contiguity.columns import Columns, Neighbours
from mashangban.core.contiguity.dominance import undominated
from mashangban.core.contiguity.enumeration import (
    Enumerated,
    TooManyClusters,
    enumerate_sets,
    enumerate_within,
)

__all__ = [
    "Caps",
    "Columns",
    "DiameterCap",
    "Enumerated",
    "Neighbours",
    "RatioCap",
    "SpreadCap",
    "SumCap",
    "TooManyClusters",
    "enumerate_sets",
    "enumerate_within",
    "undominated",
]
