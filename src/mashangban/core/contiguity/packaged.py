"""What comes with this package: the stranger's check as a file, and a problem to compile with."""

from importlib import resources

import numpy as np

from mashangban.core.contiguity.columns import Columns
from mashangban.core.contiguity.instance import Instance, SideRow
from mashangban.core.contiguity.packing import solve


def checker_source() -> bytes:
    """Return verify_plan.py, which belongs beside every certificate."""
    return resources.files(__package__).joinpath("verify_plan.py").read_bytes()


def warm_up() -> None:
    """Solve a problem that needs every inner loop, so that all are compiled before a clock runs."""
    triangle = Columns.of([(0, 1), (1, 2), (0, 2)])
    values = np.array([3, 3, 3], np.int64)
    solve(Instance(3, triangle, values))
    solve(Instance(3, triangle, values, (SideRow.of("two", [2, 2, 3], 3),)))
