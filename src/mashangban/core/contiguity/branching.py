"""The proof for what relaxation and cuts leave open: a tree whose leaves carry prices.

A part branches on a pair of nodes (a chosen column has both, or none has both: Ryan and Foster
1981) or, where side rows decide or no pair is left open, on one column (chosen or not). Each leaf
has integer prices that bound every plan of its branch; columns whose reduced cost at the root
already keeps them out of any better plan need no price there.
"""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np

from mashangban.core.contiguity.arrays import Floats, Ints, Mask
from mashangban.core.contiguity.duals import Prices, bound_of, integer_reduced, valid_prices
from mashangban.core.contiguity.instance import Instance
from mashangban.core.contiguity.pricing import Triples, reduced_costs
from mashangban.core.contiguity.primal import greedy, restricted
from mashangban.core.contiguity.progress import Pace, Stage, Stopped
from mashangban.core.contiguity.relaxation import Impossible, Master, Relaxed
from mashangban.core.contiguity.root import TINY, separated

ROUNDS = 8  # of cuts at one node
MOST_CUTS = 3_000
LEAST = 1e-4  # of the share of a pair, to be open


@dataclass(frozen=True, slots=True)
class Pair:
    """Some chosen column has both nodes (`yes`), or none has both."""

    one: int
    other: int


@dataclass(frozen=True, slots=True)
class Single:
    """The column (by its number in the part) is chosen (`yes`), or it is not."""

    column: int


Question = Pair | Single


@dataclass(slots=True, eq=False)
class Branch:
    """A node of the tree: a leaf has prices and no question; any other asks, and has two below."""

    path: tuple[tuple[Question, bool], ...]
    prices: Prices
    bound: int  # in 1 / scale, of every plan of this branch
    question: Question | None = None
    below: "list[Branch]" = field(default_factory=list)  # yes, no

    def leaves(self) -> "Iterator[Branch]":
        """Yield the leaves from left to right."""
        waiting = [self]
        while waiting:
            branch = waiting.pop()
            if branch.question is None:
                yield branch
            waiting += reversed(branch.below)


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """The tree, all cuts its prices count, and the best plan by then (columns of the part)."""

    tree: Branch
    cuts: Triples
    chosen: Ints


@dataclass(frozen=True, slots=True)
class Goal:
    """A plan is only better if it is worth `step` more; bounds count in 1 / scale."""

    scale: int
    step: int

    def beaten(self, bound: int, value: int) -> bool:
        """Say whether a plan within `bound` can be better than one of `value`."""
        return bound >= (value + self.step) * self.scale


def prove(
    instance: Instance,
    *,
    cuts: Triples,
    prices: Prices,
    bound: int,
    chosen: Ints,
    goal: Goal,
    most: int,
    pace: Pace,
) -> Proof:
    """Branch until no better plan is left, `most` nodes are solved or the watch stops it.

    `cuts`, `prices` and `bound` are those of the root, `chosen` the best plan so far.
    """
    search = Search(instance, cuts, prices, bound, chosen, goal, pace)
    with suppress(Stopped):
        search.run(most)
    return Proof(search.tree, search.cuts, search.chosen)


class Search:
    """Best-first search over the columns that may still be in a better plan."""

    def __init__(
        self,
        instance: Instance,
        cuts: Triples,
        prices: Prices,
        bound: int,
        chosen: Ints,
        goal: Goal,
        pace: Pace,
    ) -> None:
        self.whole = instance
        self.goal = goal
        self.pace = pace
        self.chosen = chosen
        self.value = int(instance.values[chosen].sum())
        reduced = integer_reduced(instance, cuts, prices, goal.scale)
        self.alive = np.flatnonzero(reduced >= (self.value + goal.step) * goal.scale - bound)
        self.instance = restricted(instance, self.alive)
        self.master = Master(self.instance, whole=True)
        self.master.add_cuts(cuts)
        self.has = _incidence(self.instance)
        self.tree = Branch((), prices, bound)
        self.heap: list[tuple[int, int, Branch, Floats]] = []
        self.count = 0

    @property
    def cuts(self) -> Triples:
        """Return all cuts that prices may count."""
        return self.master.cuts

    def run(self, most: int) -> None:
        """Search; leaves that stay open keep the bound they have."""
        self._visit(self.tree)
        while self.heap and self.count < most:
            bound, _, branch, shares = heapq.heappop(self.heap)
            if not self.goal.beaten(-bound, self.value):
                continue
            question = self._question(shares)
            if question is None:
                continue
            below = [
                replace(branch, path=(*branch.path, (question, answer)), below=[])
                for answer in (True, False)
            ]
            for child in below:
                self._visit(child)
            branch.question, branch.below = question, below

    def _visit(self, branch: Branch) -> None:
        """Solve the relaxation of a branch, keep its prices, and put it in line if it is open."""
        self.count += 1
        allowed, forced = self._fixed(branch.path)
        upper = allowed.astype(np.float64)
        lower = np.zeros(len(upper))
        lower[forced] = upper[forced] = 1.0
        self.master.limit(lower, upper)
        for _ in range(ROUNDS):
            self.pace.step(Stage.PROOF)
            try:
                relaxed = self.master.solve()
            except Impossible as found:
                return self._impossible(branch, found.ray, allowed, forced)
            self._better(relaxed.shares)
            self._price(branch, relaxed, allowed, forced)
            if not self.goal.beaten(branch.bound, self.value) or len(self.cuts) > MOST_CUTS:
                break
            cuts = separated(self.instance, self.master.columns, relaxed.shares)
            if not len(cuts):
                break
            self.master.add_cuts(cuts)
        if self.goal.beaten(branch.bound, self.value):
            heapq.heappush(self.heap, (-branch.bound, self.count, branch, relaxed.shares))
        return None

    def _fixed(self, path: tuple[tuple[Question, bool], ...]) -> tuple[Mask, list[int]]:
        """Return which columns may be chosen in a branch, and which must be."""
        allowed = np.ones(len(self.alive), np.bool_)
        forced = []
        for question, yes in path:
            if isinstance(question, Pair):
                one, other = self.has[question.one], self.has[question.other]
                allowed &= (one == other) if yes else ~(one & other)
            else:
                column = int(np.searchsorted(self.alive, question.column))
                allowed[column] = False
                if yes:
                    forced.append(column)
                    allowed &= ~self.has[list(self.instance.columns[column])].any(axis=0)
        return allowed, forced

    def _price(self, branch: Branch, relaxed: Relaxed, allowed: Mask, forced: list[int]) -> None:
        """Keep the prices of a solution if they bound the branch better."""
        scale = self.goal.scale
        left = restricted(self.instance, np.flatnonzero(allowed))
        prices = valid_prices(left, self.cuts, relaxed.nodes, relaxed.cuts, relaxed.rows, scale)
        bound = bound_of(left, prices)
        if forced:
            reduced = integer_reduced(self.instance, self.cuts, prices, scale)
            bound += int(reduced[forced].sum())
        if bound < branch.bound:
            branch.prices, branch.bound = prices, bound

    def _impossible(self, branch: Branch, ray: Relaxed, allowed: Mask, forced: list[int]) -> None:
        """Price what a branch breaks so high that it is worth less than nothing."""
        columns, rows = self.instance.columns, self.instance.rows
        worth = np.zeros(len(columns))
        for row, price in zip(rows, ray.rows, strict=True):
            worth[row.columns] -= price * row.coefficients
        cost = reduced_costs(
            columns.offsets, columns.members, worth, ray.nodes, self.cuts, ray.cuts
        )
        limits = sum(price * row.at_most for row, price in zip(rows, ray.rows, strict=True))
        room = ray.nodes.sum() + ray.cuts.sum() + limits + cost[forced].sum()
        if room < 0:
            dear = (2.0 * float(np.abs(self.whole.values).sum()) + 1.0) / -room
            prices = Relaxed(ray.shares, dear * ray.nodes, dear * ray.cuts, dear * ray.rows)
            self._price(branch, prices, allowed, forced)

    def _better(self, shares: Floats) -> None:
        """Take the plan that the shares round to, if it is better."""
        order = np.lexsort((-self.instance.values, -np.round(shares, 6)))
        chosen = self.alive[greedy(self.instance, order)]
        value = int(self.whole.values[chosen].sum())
        if value > self.value:
            self.chosen, self.value = np.sort(chosen), value

    def _question(self, shares: Floats) -> Question | None:
        """Return the pair of nodes, or else the column, whose share is nearest to a half."""
        broken = np.flatnonzero((shares > TINY) & (shares < 1 - TINY)).tolist()
        if not self.instance.rows:
            halves = self._open_pairs(broken, shares)
            if halves:
                return Pair(*min(halves, key=lambda pair: (halves[pair], pair)))
        if broken:
            # The column that moves the bound most: much of it is open, and it is worth a lot.
            weight = self.instance.values[broken] * np.minimum(shares[broken], 1 - shares[broken])
            return Single(int(self.alive[broken[int(np.argmax(np.round(weight, 3)))]]))
        return None

    def _open_pairs(self, broken: list[int], shares: Floats) -> dict[tuple[int, int], float]:
        """Return how far from a half the pairs are that are neither together nor apart."""
        together: dict[tuple[int, int], float] = {}
        for column in broken:
            for pair in combinations(self.instance.columns[column], 2):
                together[pair] = together.get(pair, 0.0) + float(shares[column])
        return {pair: _off(share) for pair, share in together.items() if LEAST < share < 1 - LEAST}


def _off(share: float) -> float:
    return round(abs(share - 0.5), 4)


def _incidence(instance: Instance) -> Mask:
    """Return a table of nodes and columns: which column has which node."""
    has = np.zeros((instance.nodes, len(instance.columns)), np.bool_)
    owners = np.repeat(np.arange(len(instance.columns)), instance.columns.sizes)
    has[instance.columns.members, owners] = True
    return has
