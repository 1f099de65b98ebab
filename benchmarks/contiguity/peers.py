"""Other ways to the same objective: plain HiGHS, greedy merging, simulated annealing."""

import math
import random
import time

import numpy as np

from mashangban.core.contiguity import Instance, Neighbours
from mashangban.core.contiguity.relaxation import Master

Cluster = frozenset[int]


def plain_highs(instance: Instance, *, seconds: float) -> int:
    """Return what HiGHS finds by itself on all columns in so many seconds; 0 if nothing."""
    master = Master(instance, whole=True)
    chosen = master.integral(nodes=2**31 - 1, seconds=seconds)
    return int(instance.values[chosen].sum())


class Worths:
    """The value of each cluster that may be; a node alone is worth 0."""

    def __init__(self, instance: Instance) -> None:
        self.of = {
            frozenset(nodes): value
            for nodes, value in zip(instance.columns, instance.values.tolist(), strict=True)
        }

    def __call__(self, cluster: Cluster) -> int | None:
        """Return the value; None of what may not be."""
        return 0 if len(cluster) < 2 else self.of.get(cluster)


def greedy_merge(graph: Neighbours, worths: Worths) -> int:
    """Return what joining the two neighbouring clusters that gain most gives, again and again."""
    clusters: dict[int, Cluster] = {node: frozenset([node]) for node in range(len(graph))}
    home = list(range(len(graph)))
    edges = {
        (min(node, other), max(node, other))
        for node in range(len(graph))
        for other in graph.members[graph.offsets[node] : graph.offsets[node + 1]].tolist()
    }
    while True:
        best: tuple[int, int, int] | None = None
        for pair in {tuple(sorted((home[a], home[b]))) for a, b in edges if home[a] != home[b]}:
            one, other = clusters[pair[0]], clusters[pair[1]]
            joined = worths(one | other)
            if joined is None:
                continue
            gain = joined - (worths(one) or 0) - (worths(other) or 0)
            if best is None or (gain, -pair[0], -pair[1]) > (best[0], -best[1], -best[2]):
                best = gain, pair[0], pair[1]
        if best is None or best[0] <= 0:
            return sum(worths(cluster) or 0 for cluster in clusters.values())
        _, one_name, other_name = best
        clusters[one_name] |= clusters.pop(other_name)
        for node in clusters[one_name]:
            home[node] = one_name


def annealing(graph: Neighbours, worths: Worths, *, steps: int, seed: int) -> int:
    """Return the best plan that moving single nodes between neighbouring clusters comes to."""
    rng = random.Random(seed)
    clusters: dict[int, Cluster] = {node: frozenset([node]) for node in range(len(graph))}
    home = list(range(len(graph)))
    free = len(graph)
    value = best = 0
    for step in range(steps):
        heat = 60_000 * (1 - step / steps) + 1
        node = rng.randrange(len(graph))
        near = graph.members[graph.offsets[node] : graph.offsets[node + 1]]
        old = home[node]
        new = (
            home[int(near[rng.randrange(len(near))])] if len(near) and rng.random() < 0.9 else free
        )
        if new == old:
            continue
        left, joined = clusters[old] - {node}, clusters.get(new, frozenset()) | {node}
        after, other = worths(left), worths(joined)
        if after is None or other is None:
            continue
        change = (
            after
            + other
            - (worths(clusters[old]) or 0)
            - (worths(clusters.get(new, frozenset())) or 0)
        )
        if change < 0 and rng.random() >= math.exp(change / heat):
            continue
        clusters[old], clusters[new] = left, joined
        home[node] = new
        if not left:
            del clusters[old]
        free += new == free
        value += change
        best = max(best, value)
    return best


def timed(function: "object", *args: object, **options: object) -> tuple[int, float]:
    """Return what the function returns, and its seconds."""
    began = time.monotonic()
    result = function(*args, **options)  # type: ignore[operator]
    return int(np.int64(result)), time.monotonic() - began
