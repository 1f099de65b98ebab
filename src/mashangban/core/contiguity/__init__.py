"""Contiguous management (连片管理) as an exact optimisation problem.

`adjacency` says which compounds lie beside each other, `model` what a cluster may be and is worth;
`enumerate_sets` lists the clusters that may be, `undominated` drops those their parts replace,
`solve` chooses among them, `certificate_files` writes what proves it; `verify_plan.py` checks that
with nothing but Python. `read_instance` reads other people's problems.
"""

from mashangban.core.contiguity.caps import Caps, DiameterCap, RatioCap, SpreadCap, SumCap
from mashangban.core.contiguity.certificate import certificate_files
from mashangban.core.contiguity.columns import Columns, Neighbours
from mashangban.core.contiguity.dominance import undominated
from mashangban.core.contiguity.enumeration import (
    Enumerated,
    TooManyClusters,
    enumerate_sets,
    enumerate_within,
)
from mashangban.core.contiguity.instance import Instance, InstanceError, SideRow
from mashangban.core.contiguity.layout import Layout, read_instance, write_npz
from mashangban.core.contiguity.packing import Solution, Status, solve
from mashangban.core.contiguity.progress import Progress, Stage

__all__ = [
    "Caps",
    "Columns",
    "DiameterCap",
    "Enumerated",
    "Instance",
    "InstanceError",
    "Layout",
    "Neighbours",
    "Progress",
    "RatioCap",
    "SideRow",
    "Solution",
    "SpreadCap",
    "Stage",
    "Status",
    "SumCap",
    "TooManyClusters",
    "certificate_files",
    "enumerate_sets",
    "enumerate_within",
    "read_instance",
    "solve",
    "undominated",
    "write_npz",
]
