"""The linear relaxation, solved by pricing: only columns that can improve it enter.

HiGHS runs in one thread and is never started before a process forks.
"""

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from mashangban.core.contiguity.arrays import Floats, Ints
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.pricing import NO_CUTS, Triples, entries

INFINITY = highspy.kHighsInf
LARGEST_COST = 1e6  # values are divided so that tolerances mean the same everywhere


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """A solution of the columns in the master: shares and real prices, in units of the values.

    Where nothing is possible there are no shares, and the prices are a ray: whatever is chosen
    costs more than all there is.
    """

    shares: Floats
    nodes: Floats
    cuts: Floats
    rows: Floats


class Quiet(highspy.Highs):
    """HiGHS without its callbacks: turning them on greets on standard output."""

    def enableCallbacks(self) -> None:  # noqa: N802 - overrides that of highspy
        """Leave them off; none is used."""


def quiet_solver() -> highspy.Highs:
    """Return a HiGHS that prints nothing and uses this thread only."""
    solver: highspy.Highs = Quiet()  # type: ignore[no-untyped-call]
    for option, setting in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, setting)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    return solver


class Impossible(Exception):
    """The bounds of the columns leave no solution; `ray` has prices that show it."""

    def __init__(self, ray: Relaxed) -> None:
        super().__init__()
        self.ray = ray


class Master:
    """The relaxation over some columns of an instance; rows: nodes, side rows, then cuts."""

    def __init__(self, instance: Instance, *, whole: bool = False) -> None:
        self.instance = instance
        self.cuts: Triples = NO_CUTS
        self.columns: Ints = np.zeros(0, np.int64)
        self.inside = np.zeros(len(instance.columns), np.bool_)
        self._unit = max(1.0, float(np.abs(instance.values).max(initial=1)) / LARGEST_COST)
        self._solver = quiet_solver()
        self._solver.setOptionValue("presolve", "off")
        limits = [1.0] * instance.nodes + [float(row.at_most) for row in instance.rows]
        self._add_rows(np.array(limits), np.zeros(len(limits), np.int32), NOTHING, np.zeros(0))
        if whole:
            self.add(np.arange(len(instance.columns)))

    def add(self, columns: Ints) -> None:
        """Let `columns` (numbers in the instance) in, as far as they are not in yet."""
        columns = columns[~self.inside[columns]]
        if not len(columns):
            return
        self.inside[columns] = True
        self.columns = np.concatenate([self.columns, columns])
        taken = self.instance.columns.taken(columns)
        first = self.instance.nodes + len(self.instance.rows)
        starts, rows = entries(taken.offsets, taken.members, self.cuts, self.instance.nodes, first)
        figures = np.ones(len(rows))
        if self.instance.rows:
            starts, rows, figures = self._with_side_rows(columns, starts, rows)
        self._solver.addCols(
            len(columns),
            self.instance.values[columns] / self._unit,
            np.zeros(len(columns)),
            np.full(len(columns), INFINITY),
            len(rows),
            starts[:-1].astype(np.int32),
            rows.astype(np.int32),
            figures,
        )

    def _with_side_rows(self, columns: Ints, starts: Ints, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """Add the entries of side rows to those of nodes and cuts."""
        owner = [np.repeat(np.arange(len(columns)), np.diff(starts))]
        where, figures = [rows], [np.ones(len(rows))]
        place = np.full(len(self.instance.columns), -1, np.int64)
        place[columns] = np.arange(len(columns))
        for number, row in enumerate(self.instance.rows):
            here = place[row.columns] >= 0
            owner.append(place[row.columns[here]])
            where.append(np.full(int(here.sum()), self.instance.nodes + number))
            figures.append(row.coefficients[here].astype(np.float64))
        owners = np.concatenate(owner)
        order = np.argsort(owners, kind="stable")
        ends = np.cumsum(np.bincount(owners, minlength=len(columns)))
        return (
            np.concatenate([[0], ends]),
            np.concatenate(where)[order],
            np.concatenate(figures)[order],
        )

    def add_cuts(self, cuts: Triples) -> None:
        """Add subset-row cuts on triples of nodes."""
        self.cuts = np.concatenate([self.cuts, cuts])
        taken = self.instance.columns.taken(self.columns)
        nodes = self.instance.nodes
        starts, rows = entries(taken.offsets, taken.members, cuts, nodes, nodes)
        owners = np.repeat(np.arange(len(self.columns)), np.diff(starts))
        mine = rows >= nodes
        cut, column = rows[mine] - nodes, owners[mine]
        order = np.argsort(cut, kind="stable")
        begins = np.searchsorted(cut[order], np.arange(len(cuts)))
        self._add_rows(
            np.ones(len(cuts)),
            begins.astype(np.int32),
            column[order].astype(np.int32),
            np.ones(len(order)),
        )

    def limit(self, lower: Floats, upper: Floats) -> None:
        """Set the least and largest share of each column inside."""
        count = len(self.columns)
        self._solver.changeColsBounds(count, np.arange(count, dtype=np.int32), lower, upper)

    def solve(self) -> Relaxed:
        """Solve to optimality. Raises Impossible, and RuntimeError if HiGHS fails."""
        if not len(self.columns):
            return self._priced(np.zeros(0), np.zeros(self._height))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            _, _, ray = self._solver.getDualRay()  # type: ignore[attr-defined]
            raise Impossible(self._priced(np.zeros(0), np.abs(ray)))
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS ended with {status}.")
        solution = self._solver.getSolution()
        return self._priced(np.array(solution.col_value), np.array(solution.row_dual) * self._unit)

    @property
    def _height(self) -> int:
        return self.instance.nodes + len(self.instance.rows) + len(self.cuts)

    def _priced(self, shares: Floats, prices: Floats) -> Relaxed:
        nodes, rows = self.instance.nodes, len(self.instance.rows)
        return Relaxed(shares, prices[:nodes], prices[nodes + rows :], prices[nodes : nodes + rows])

    def integral(self, *, nodes: int, seconds: float = INFINITY) -> Ints:
        """Return the columns of the best whole solution that `nodes` nodes of HiGHS find, or none.

        Where `seconds` end the search before the nodes do, two runs may differ.

        The master is of no further use then.
        """
        count = len(self.columns)
        whole = np.full(count, highspy.HighsVarType.kInteger)
        self._solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), whole)
        for option, setting in (
            ("presolve", "on"),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.9 / self._unit),
            ("time_limit", seconds),
            ("mip_max_nodes", nodes),
            ("mip_max_stall_nodes", nodes),
        ):
            self._solver.setOptionValue(option, setting)
        self._solver.run()
        shares = np.array(self._solver.getSolution().col_value)
        return np.sort(self.columns[shares > 0.5]) if len(shares) == count else self.columns[:0]

    def _add_rows(
        self, limits: Floats, starts: npt.NDArray[np.int32], columns: npt.NDArray[np.int32],
        figures: Floats,
    ) -> None:  # fmt: skip
        lower = np.full(len(limits), -INFINITY)
        self._solver.addRows(len(limits), lower, limits, len(columns), starts, columns, figures)


NOTHING = np.zeros(0, np.int32)
