"""The best plan of an instance, part by part, with what proves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from mashangban.core.contiguity.arrays import Ints
from mashangban.core.contiguity.branching import Branch, Goal, prove
from mashangban.core.contiguity.duals import Prices, integer_reduced, scale_for
from mashangban.core.contiguity.instance import Instance, Part, parts
from mashangban.core.contiguity.pricing import Triples
from mashangban.core.contiguity.primal import best_of, greedy, restricted
from mashangban.core.contiguity.progress import Pace, Stage, Stopped, Watch, keep_going
from mashangban.core.contiguity.root import Root, relax

PROMISING = 1_500  # columns that HiGHS looks at first
MOST_SURVIVORS = 6_000  # columns it looks at in the end
HIGHS_NODES = 500
SHORT = 16  # nodes of our tree before HiGHS is asked
MOST_BRANCHES = 4_000


class Status(StrEnum):
    CERTIFIED = "certified"  # the bound was checked, and no plan is better
    BOUNDED = "bounded"  # the bound was checked; a better plan up to it may exist
    CLAIMED = "claimed"  # nothing was checked


@dataclass(frozen=True, slots=True, eq=False)
class PartProof:
    """What proves the bound of one part: root prices, and the tree where they do not suffice.

    Prices count in 1 / scale; all numbers of nodes, columns and cuts are those of the part.
    """

    part: Part
    scale: int
    step: int  # all values are multiples of it
    cuts: Triples
    root: Prices
    root_bound: int
    tree: Branch | None
    chosen: Ints
    objective: int
    bound: int  # in units of the values


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """The chosen columns, ascending, their value, and a bound that no plan exceeds."""

    chosen: Ints
    objective: int
    bound: int
    proofs: tuple[PartProof, ...]

    @property
    def status(self) -> Status:
        """Certified if nothing better exists, else bounded; prices are valid as they are made."""
        return Status.CERTIFIED if self.objective == self.bound else Status.BOUNDED

    @property
    def gap(self) -> int:
        """Return how much better a plan could be at most."""
        return self.bound - self.objective


def solve(
    instance: Instance, *, watch: Watch = keep_going, most_branches: int = MOST_BRANCHES
) -> Solution:
    """Return the best plan of an instance, each independent part by itself.

    `watch` is told of every step and may stop: what is open then keeps the bound it has.
    `most_branches` limits the tree of each part. Same input, same result.
    """
    found = tuple(_proofs(instance, watch, most_branches))
    chosen = [proof.part.columns[proof.chosen] for proof in found]
    return Solution(
        np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, np.int64),
        sum(proof.objective for proof in found),
        sum(proof.bound for proof in found),
        found,
    )


def _proofs(instance: Instance, watch: Watch, most_branches: int) -> Iterator[PartProof]:
    split = parts(instance)
    for number, part in enumerate(split, start=1):
        yield solve_part(part, Pace(watch, number, len(split)), most_branches)


def solve_part(part: Part, pace: Pace, most_branches: int) -> PartProof:
    """Relax, cut, look for a plan, and branch on what is left."""
    problem = part.problem
    goal = Goal(scale_for(problem), _step(problem))
    root = relax(problem, goal.scale, pace)
    chosen = _rounded(problem, root)
    tree, cuts, bound = None, root.cuts, root.bound
    # A short search closes most parts; only for others is it worth to ask HiGHS for a plan.
    for most in (min(SHORT, most_branches), most_branches):
        if not (root.finished and goal.beaten(bound, _worth(problem, chosen))):
            break
        if most > SHORT:
            try:
                chosen = _sought(problem, root, goal, chosen, pace)
            except Stopped:
                break
        proof = prove(
            problem,
            cuts=root.cuts,
            prices=root.prices,
            bound=root.bound,
            chosen=chosen,
            goal=goal,
            most=most,
            pace=pace,
        )
        chosen = proof.chosen
        proven = max(leaf.bound for leaf in proof.tree.leaves())
        if tree is None or proven < bound:  # a longer search that was stopped may prove less
            tree, cuts, bound = proof.tree, proof.cuts, proven
    worth = _worth(problem, chosen)
    unit = goal.scale * goal.step
    return PartProof(
        part,
        goal.scale,
        goal.step,
        cuts,
        root.prices,
        root.bound,
        tree,
        chosen,
        worth,
        max(worth, bound // unit * goal.step),
    )


def _step(problem: Instance) -> int:
    return max(1, int(np.gcd.reduce(problem.values)))


def _worth(problem: Instance, chosen: Ints) -> int:
    return int(problem.values[chosen].sum())


def _rounded(problem: Instance, root: Root) -> Ints:
    """Return the better of two greedy plans: by shares, and by value a node."""
    values = problem.values.astype(np.float64)
    density = values / problem.columns.sizes
    plans = [
        greedy(problem, np.lexsort((-density, -np.round(root.shares, 6)))),
        greedy(problem, np.argsort(-density, kind="stable")),
    ]
    return max(plans, key=lambda plan: _worth(problem, plan))


def _sought(problem: Instance, root: Root, goal: Goal, chosen: Ints, pace: Pace) -> Ints:
    """Let HiGHS look: first at the most promising columns, then at all that could be better."""
    reduced = integer_reduced(problem, root.cuts, root.prices, goal.scale)
    promising = np.argsort(-reduced, kind="stable")[:PROMISING]
    chosen = _tried(problem, root, promising, chosen, pace)
    short = (_worth(problem, chosen) + goal.step) * goal.scale - root.bound
    survivors = np.flatnonzero(reduced >= short)
    if PROMISING < len(survivors) <= MOST_SURVIVORS:
        chosen = _tried(problem, root, survivors, chosen, pace)
    return chosen


def _tried(problem: Instance, root: Root, columns: Ints, chosen: Ints, pace: Pace) -> Ints:
    pace.step(Stage.PLAN)
    columns = np.sort(columns)
    found = columns[best_of(restricted(problem, columns), root.cuts, nodes=HIGHS_NODES)]
    return found if _worth(problem, found) > _worth(problem, chosen) else chosen
