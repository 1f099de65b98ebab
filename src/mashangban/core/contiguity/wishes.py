"""Wishes about a plan, what each costs, and which of them contradict each other.

A wish takes columns away or asks that a node be in some cluster. Nodes that have to be covered are
paid for with a bonus larger than any plan is worth, so that a best plan covers as many as
possible; if it misses one, no plan keeps the wishes, and the certificate proves that too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from mashangban.core.contiguity.arrays import Ints, Mask, Nodes, compiled
from mashangban.core.contiguity.columns import Columns
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.packing import solve
from mashangban.core.contiguity.primal import restricted
from mashangban.core.contiguity.progress import Watch, keep_going

MOST_WISHES = 12  # whose smallest conflict is looked for


@dataclass(frozen=True, slots=True)
class Together:
    """The nodes (two or more) are in one cluster."""

    nodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Apart:
    """No cluster has both nodes."""

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Alone:
    """The node is in no cluster: what is left of it after a "no"."""

    node: int


@dataclass(frozen=True, slots=True)
class Served:
    """The node is in some cluster."""

    node: int


@dataclass(frozen=True, slots=True)
class Without:
    """No cluster has exactly these nodes."""

    nodes: tuple[int, ...]


Wish = Together | Apart | Alone | Served | Without


class NoPlan(ValueError):
    """No plan keeps all wishes; `conflict` are the fewest of them that contradict each other."""

    def __init__(self, conflict: tuple[Wish, ...]) -> None:
        super().__init__(
            f"{len(conflict)} wishes contradict each other; give up one of them: "
            + ", ".join(map(str, conflict))
        )
        self.conflict = conflict


class Undecided(RuntimeError):
    """The search was stopped before it was known whether a plan keeps the wishes."""


@dataclass(frozen=True, slots=True, eq=False)
class Wished:
    """The best plan that keeps the wishes, in the columns and values of the instance asked about.

    `bound` is what no plan that keeps them exceeds.
    """

    chosen: Ints
    objective: int
    bound: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a wish costs: how much more the best plan without it is worth, 0 or more.

    `most` is what it may cost at most where one of the two plans is not proven.
    """

    wish: Wish
    least: int
    most: int


def with_wishes(instance: Instance, wishes: Sequence[Wish], *, watch: Watch = keep_going) -> Wished:
    """Return the best plan that keeps all `wishes`.

    Raises NoPlan with the smallest conflict, Undecided, and ValueError for a wish about a node
    that is not there.
    """
    found = _kept(instance, wishes, watch)
    if found is None:
        raise NoPlan(smallest_conflict(instance, wishes, watch=watch))
    return found


def prices(
    instance: Instance, wishes: Sequence[Wish], *, watch: Watch = keep_going
) -> tuple[Price, ...]:
    """Return what each wish costs beside all the others. Raises NoPlan."""
    with_all = with_wishes(instance, wishes, watch=watch)
    found = []
    for wish in wishes:
        others = [other for other in wishes if other is not wish]
        without = with_wishes(instance, others, watch=watch)
        least = max(0, without.objective - with_all.bound)
        found.append(Price(wish, least, without.bound - with_all.objective))
    return tuple(found)


def smallest_conflict(
    instance: Instance, wishes: Sequence[Wish], *, watch: Watch = keep_going
) -> tuple[Wish, ...]:
    """Return the fewest wishes that no plan keeps together; none if a plan keeps all.

    Among more than 12 wishes it is one from which none can be left out, not always the fewest.
    """
    if _kept(instance, wishes, watch) is not None:
        return ()
    if len(wishes) > MOST_WISHES:
        return _irreducible(instance, list(wishes), watch)
    for some in _by_size(wishes):
        if _kept(instance, some, watch) is None:
            return some
    return tuple(wishes)


def _by_size(wishes: Sequence[Wish]) -> Iterator[tuple[Wish, ...]]:
    for size in range(1, len(wishes)):
        yield from combinations(wishes, size)


def _irreducible(instance: Instance, wishes: list[Wish], watch: Watch) -> tuple[Wish, ...]:
    kept = list(wishes)
    for wish in wishes:
        fewer = [other for other in kept if other is not wish]
        if _kept(instance, fewer, watch) is None:
            kept = fewer
    return tuple(kept)


def _kept(instance: Instance, wishes: Sequence[Wish], watch: Watch) -> Wished | None:
    """Return the best plan that keeps the wishes, or None if it is proven that there is none."""
    has = Incidence(instance.columns, instance.nodes)
    allowed = np.ones(len(instance.columns), np.bool_)
    covered: set[int] = set()
    for wish in wishes:
        allowed &= has.allows(wish)
        if isinstance(wish, Together):
            covered.add(wish.nodes[0])
        elif isinstance(wish, Served):
            covered.add(wish.node)
    which = np.flatnonzero(allowed)
    left = restricted(instance, which)
    worth = largest_worth(left)
    bonus = 2 * worth + 1
    found = solve(with_bonus(left, covered, bonus), watch=watch)
    owed = bonus * len(covered)
    if covered <= set(left.columns.taken(found.chosen).members.tolist()):
        return Wished(which[found.chosen], found.objective - owed, found.bound - owed)
    if found.bound >= owed - worth:  # a plan that covers all of them is worth as much at least
        raise Undecided
    return None


def largest_worth(instance: Instance) -> int:
    """Return what no plan is worth more than, and no plan costs more than."""
    return int(_largest(instance.columns.offsets, instance.columns.members, instance.values,
                        instance.nodes))  # fmt: skip


@compiled
def _largest(offsets: Ints, members: Nodes, values: Ints, nodes: int) -> int:
    """Return the sum over the nodes of the largest absolute value of a column there."""
    most = np.zeros(nodes, np.int64)
    for column in range(len(offsets) - 1):
        for place in range(offsets[column], offsets[column + 1]):
            most[members[place]] = max(most[members[place]], abs(values[column]))
    return int(most.sum())


def with_bonus(instance: Instance, covered: set[int], bonus: int) -> Instance:
    """Return the instance with `bonus` on each column for each node of `covered` that it has."""
    wanted = np.zeros(instance.nodes, np.int64)
    wanted[list(covered)] = bonus
    starts = instance.columns.offsets[:-1]
    paid = np.add.reduceat(wanted[instance.columns.members], starts) if len(starts) else 0
    return Instance(instance.nodes, instance.columns, instance.values + paid, instance.rows)


class Incidence:
    """Which columns have which node."""

    def __init__(self, columns: Columns, nodes: int) -> None:
        self.columns = columns
        self.nodes = nodes
        self.owners = np.repeat(np.arange(len(columns)), columns.sizes)

    def having(self, node: int) -> Mask:
        """Say of each column whether it has `node`. Raises ValueError for one not there."""
        if not 0 <= node < self.nodes:
            raise ValueError(f"A wish names node {node}; there are 0 to {self.nodes - 1}.")
        mask = np.zeros(len(self.columns), np.bool_)
        mask[self.owners[self.columns.members == node]] = True
        return mask

    def allows(self, wish: Wish) -> Mask:
        """Say of each column whether a plan that keeps `wish` may choose it."""
        if isinstance(wish, Together):
            count = np.sum([self.having(node) for node in wish.nodes], axis=0)
            return np.asarray((count == 0) | (count == len(wish.nodes)))
        if isinstance(wish, Apart):
            return ~(self.having(wish.one) & self.having(wish.other))
        if isinstance(wish, Alone):
            return ~self.having(wish.node)
        if isinstance(wish, Without):
            every = np.all([self.having(node) for node in wish.nodes], axis=0)
            exactly: Mask = every & (self.columns.sizes == len(set(wish.nodes)))
            return ~exactly
        self.having(wish.node)
        return np.ones(len(self.columns), np.bool_)
