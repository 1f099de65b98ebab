"""The best plan of a problem."""

from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask
from mashangban.core.contiguity.dominance import undominated
from mashangban.core.contiguity.instance import Instance, SideRow
from mashangban.core.contiguity.model.compounds import PlanInputError
from mashangban.core.contiguity.model.modes import MODES, Mode
from mashangban.core.contiguity.model.problem import Problem
from mashangban.core.contiguity.model.valuing import Worth, worth
from mashangban.core.contiguity.packing import Solution, Status, solve
from mashangban.core.contiguity.progress import Watch, keep_going


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What all clusters share: yuan for opening walls, projects a subdistrict, managers at hand."""

    walls: int | None = None
    projects_per_subdistrict: int | None = None
    managers: int | None = None

    @property
    def any(self) -> bool:
        """Say whether there is a limit at all."""
        return (self.walls, self.projects_per_subdistrict, self.managers) != (None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Compounds that are managed as one; `column` is its number in the problem.

    `yuan`: its worth over the horizon. `walls`: the pairs whose wall is opened.
    """

    column: int
    names: tuple[str, ...]
    mode: Mode
    yuan: int
    gates_closed: int
    walls: tuple[tuple[str, str], ...]
    walls_yuan: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan:
    """The clusters of the best plan, by their first compound; what proves it.

    `yuan` and `bound` are over the horizon: no plan of clusters of up to `problem.size` compounds
    is worth more than `bound`. `instance` and `solution` are what was solved; there a cluster has
    `bonus` more for each group it holds that is to be together, so that it is chosen.
    """

    problem: Problem
    clusters: tuple[Cluster, ...]
    yuan: int
    bound: int
    bonus: int
    instance: Instance
    solution: Solution

    @property
    def status(self) -> Status:
        """Return how sure it is that nothing is better."""
        return self.solution.status


NO_LIMITS = Limits()


def plan(found: Problem, *, limits: Limits = NO_LIMITS, watch: Watch = keep_going) -> Plan:
    """Return the best plan of the clusters of `found` within `limits`.

    Raises PlanInputError if not all groups that are to be together can be in one plan.
    """
    ways = _Ways.of(found, limits)
    bonus = _bonus(found, ways)
    values = ways.yuan + bonus * _groups_held(found)[ways.column]
    rows = _rows(found, ways, limits)
    keep = values > 0
    ways, values = ways.kept(keep), values[keep]
    uses = np.stack([row[keep] for _, row, _ in rows], axis=1) if rows else None
    columns = found.columns.taken(ways.column)
    needed = undominated(found.neighbours, columns, values, uses=uses)
    ways, values, columns = ways.kept(needed), values[needed], columns.kept(needed)
    instance = Instance(
        len(found.district.compounds),
        columns,
        values,
        tuple(SideRow.of(name, row[keep][needed], at_most) for name, row, at_most in rows),
    )
    solution = solve(instance, watch=watch)
    clusters = tuple(_cluster(found, ways, int(way)) for way in solution.chosen)
    extra = bonus * len(found.groups)
    _refuse_unheld(found, clusters)
    return Plan(
        problem=found,
        clusters=tuple(sorted(clusters, key=lambda cluster: cluster.names)),
        yuan=solution.objective - extra,
        bound=solution.bound - extra,
        bonus=bonus,
        instance=instance,
        solution=solution,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """Ways to form clusters: the column, its worth, mode, gates closed and yuan for walls.

    With a budget for walls each cluster has a second way, without opening any.
    """

    column: Ints
    yuan: Ints
    mode: Ints
    closed: Ints
    walls: Ints

    @staticmethod
    def of(found: Problem, limits: Limits) -> "_Ways":
        ways = _Ways._with(found, found.worth)
        if limits.walls is None:
            return ways
        closed = worth(
            found.columns, found.measures, found.openings.none(), found.rules, found.tariff
        )
        other = _Ways._with(found, closed).kept(found.worth.closed > 0)
        pairs = zip(ways._arrays(), other._arrays(), strict=True)
        return _Ways(*(np.concatenate(pair) for pair in pairs))

    @staticmethod
    def _with(found: Problem, best: Worth) -> "_Ways":
        column = np.arange(len(found.columns), dtype=np.int64)
        return _Ways(column, best.yuan, best.mode, best.closed, best.walls)

    def kept(self, mask: Mask) -> "_Ways":
        return _Ways(*(array[mask] for array in self._arrays()))

    def _arrays(self) -> tuple[Ints, ...]:
        return self.column, self.yuan, self.mode, self.closed, self.walls


def _bonus(found: Problem, ways: _Ways) -> int:
    """Return more than any plan can be worth or lose; 0 if nothing has to be together."""
    if not found.groups:
        return 0
    best = np.zeros(len(found.district.compounds), np.int64)
    column = np.repeat(np.arange(len(found.columns)), found.columns.sizes)
    most = np.zeros(len(found.columns), np.int64)
    np.maximum.at(most, ways.column, np.abs(ways.yuan))
    np.maximum.at(best, found.columns.members, most[column])
    return int(best.sum()) + 1


def _groups_held(found: Problem) -> Ints:
    """Return how many of the groups each column holds; it holds each whole or not at all."""
    held = np.zeros(len(found.columns), np.int64)
    column = np.repeat(np.arange(len(found.columns)), found.columns.sizes)
    for group in found.groups:
        held[np.unique(column[found.columns.members == group[0]])] += 1
    return held


def _rows(found: Problem, ways: _Ways, limits: Limits) -> list[tuple[str, Ints, int]]:
    rows: list[tuple[str, Ints, int]] = []
    if limits.walls is not None:
        rows.append(("walls", ways.walls, limits.walls))
    if limits.managers is not None:
        joint = ways.mode == MODES.index(Mode.JOINT)
        managers = np.where(joint, found.measures.managers[ways.column], 1)
        rows.append(("managers", managers.astype(np.int64), limits.managers))
    if limits.projects_per_subdistrict is not None:
        compounds = found.district.compounds
        first = found.columns.members[found.columns.offsets[:-1]][ways.column]
        home = np.array([compounds[node].subdistrict for node in first.tolist()], dtype=object)
        for code in sorted({compound.subdistrict for compound in compounds}):
            inside = (home == code).astype(np.int64)
            rows.append((f"projects {code}", inside, limits.projects_per_subdistrict))
    return rows


def _cluster(found: Problem, ways: _Ways, way: int) -> Cluster:
    column = int(ways.column[way])
    members = found.columns[column]
    closed = int(ways.closed[way])
    nodes = found.district.graph.nodes
    most = max(0, int(found.measures.gates[column]) - int(found.tariff.gates_kept))
    numbers = found.openings.cheapest(members, closed=closed, most=most)
    return Cluster(
        column=column,
        names=tuple(nodes[node] for node in members),
        mode=MODES[int(ways.mode[way])],
        yuan=int(ways.yuan[way]),
        gates_closed=closed,
        walls=tuple(found.openings.names(wall, nodes) for wall in numbers),
        walls_yuan=int(ways.walls[way]),
    )


def _refuse_unheld(found: Problem, clusters: tuple[Cluster, ...]) -> None:
    together = [set(cluster.names) for cluster in clusters]
    nodes = found.district.graph.nodes
    lost = [
        ", ".join(nodes[place] for place in group)
        for group in found.groups
        if not any({nodes[place] for place in group} <= names for names in together)
    ]
    if lost:
        raise PlanInputError(
            f"No plan keeps together: {'; '.join(lost)}. The rules forbid every cluster that holds "
            "them, or the wishes contradict each other: give one up, or drop a rule."
        )
