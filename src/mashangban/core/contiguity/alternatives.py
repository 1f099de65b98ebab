"""Other plans: the k best, and the one that changes least after a "no"."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Ints
from mashangban.core.contiguity.instance import Instance, Part, SideRow, parts
from mashangban.core.contiguity.packing import Solution, solve
from mashangban.core.contiguity.progress import Watch, keep_going
from mashangban.core.contiguity.wishes import Wish, Wished, largest_worth, with_wishes


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """A plan, what it is worth, and whether it is proven that no other comes before it."""

    chosen: Ints
    objective: int
    proven: bool


def k_best(instance: Instance, k: int, *, watch: Watch = keep_going) -> tuple[Ranked, ...]:
    """Return up to `k` different plans, from the best down.

    A plan that only adds columns worth nothing to one before it is left out.
    """
    lines = [Line(part, watch) for part in parts(instance)]
    if not lines:
        return (Ranked(np.zeros(0, np.int64), 0, proven=True),)[:k]
    first = (0,) * len(lines)
    seen = {first}
    waiting = [(-sum(line.at(0).objective for line in lines), first)]
    found: list[Ranked] = []
    while waiting and len(found) < k:
        loss, ranks = heapq.heappop(waiting)
        plans = [line.at(rank) for line, rank in zip(lines, ranks, strict=True)]
        chosen = [line.part.columns[plan.chosen] for line, plan in zip(lines, plans, strict=True)]
        proven = all(line.proven(rank) for line, rank in zip(lines, ranks, strict=True))
        found.append(Ranked(np.sort(np.concatenate(chosen)), -loss, proven))
        for place, line in enumerate(lines):
            after = (*ranks[:place], ranks[place] + 1, *ranks[place + 1 :])
            if after not in seen and line.reaches(after[place]):
                seen.add(after)
                step = line.at(ranks[place]).objective - line.at(after[place]).objective
                heapq.heappush(waiting, (loss + step, after))
    return tuple(found)


class Line:
    """The plans of one part from the best down, found as they are asked for."""

    def __init__(self, part: Part, watch: Watch) -> None:
        self.part = part
        self.watch = watch
        self.plans: list[Solution] = []
        self.rows: list[SideRow] = []

    def at(self, rank: int) -> Solution:
        """Return the plan of that rank, from 0; `reaches` says whether there is one."""
        if not self.reaches(rank):
            raise IndexError(rank)
        return self.plans[rank]

    def proven(self, rank: int) -> bool:
        """Say whether this plan and all before it are proven to be the next."""
        return all(plan.gap == 0 for plan in self.plans[: rank + 1])

    def reaches(self, rank: int) -> bool:
        """Find plans up to that rank; say whether there are as many."""
        while len(self.plans) <= rank:
            if self.plans and not self._forbid(self.plans[-1]):
                return False
            problem = self.part.problem
            rows = (*problem.rows, *self.rows)
            again = Instance(problem.nodes, problem.columns, problem.values, rows)
            self.plans.append(solve(again, watch=self.watch))
        return True

    def _forbid(self, plan: Solution) -> bool:
        """Add a row that leaves out at least one column of `plan`; False for the empty plan."""
        if not len(plan.chosen):
            return False
        ones = np.ones(len(plan.chosen), np.int64)
        self.rows.append(SideRow("not again", plan.chosen, ones, len(plan.chosen) - 1))
        return True


def replan(
    instance: Instance,
    before: Ints,
    wishes: Sequence[Wish],
    *,
    loyalty: int | None = None,
    watch: Watch = keep_going,
) -> Wished:
    """Return the plan that keeps `wishes` and as many columns of the plan `before` as it can.

    A column of it is kept for `loyalty` more yuan than it is worth, without it at any price; among
    plans that change as little, the best. Raises as `with_wishes` does.
    """
    bonus = 2 * largest_worth(instance) + 1 if loyalty is None else loyalty
    values = instance.values.copy()
    values[before] += bonus
    kept = with_wishes(
        Instance(instance.nodes, instance.columns, values, instance.rows), wishes, watch=watch
    )
    paid = bonus * int(np.isin(kept.chosen, before).sum())
    worth = int(instance.values[kept.chosen].sum())
    return Wished(kept.chosen, worth, max(worth, kept.bound - paid))
