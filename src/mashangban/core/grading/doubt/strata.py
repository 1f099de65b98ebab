"""How much the units of a stratum differ in truth: the two numbers that shrinkage rests on.

They are not estimated and then taken for known: with few units that claims too much certainty.
Their posterior is worked out on a grid and carried through, so that intervals and risks keep what
they promise. The grid starts out over everything possible and closes in on where the mass is.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import (
    betainc,
    betaincinv,
    betaln,
    gammainc,
    gammaincinv,
    gammaln,
    xlogy,
)

from mashangban.core.grading.doubt.arrays import Floats

POINTS = 12  # per side of the grid
ZOOMS = 6
NEGLIGIBLE = 1e-3  # of the highest density


@dataclass(frozen=True)
class Nodes:
    """Points of the grid that carry mass: the stratum's mean, its concentration, their weight.

    The concentration is in trials (or in exposure times the mean): as many imagined cases stand
    beside a unit's own.
    """

    mean: Floats
    concentration: Floats
    weight: Floats


class Family(ABC):
    """Counts `x` out of `size`, and what is believed of each unit's true figure."""

    @abstractmethod
    def likelihood(self, x: Floats, size: Floats, mean: Floats, concentration: Floats) -> Floats:
        """Return the logarithm of the marginal likelihood of each count."""

    @abstractmethod
    def range_of_mean(self, x: Floats, size: Floats) -> tuple[float, float]:
        """Return between which bounds the grid looks for the mean, on its own scale."""

    @abstractmethod
    def typical_cases(self, x: Floats, size: Floats) -> float:
        """Return how many cases the middle unit has."""

    @abstractmethod
    def to_mean(self, at: Floats) -> Floats:
        """Return the mean from the grid's scale, on which every place is as likely beforehand."""

    @abstractmethod
    def parameters(self, x: Floats, size: Floats, nodes: Nodes) -> tuple[Floats, Floats]:
        """Return the two parameters of the posterior, units × nodes."""

    @abstractmethod
    def moments(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of posteriors."""

    @abstractmethod
    def matching(self, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        """Return the parameters of the posterior with this mean and variance."""

    @abstractmethod
    def below(self, bound: Floats, first: Floats, second: Floats) -> Floats:
        """Return the probability that the true figure is below `bound`."""

    @abstractmethod
    def quantile(self, p: Floats, first: Floats, second: Floats) -> Floats:
        """Return what the true figure is below with probability `p`."""


class BetaBinomial(Family):
    """Shares: `x` of `size` cases; the true shares of a stratum follow a beta distribution."""

    def likelihood(self, x: Floats, size: Floats, mean: Floats, concentration: Floats) -> Floats:
        a, b = mean * concentration, (1 - mean) * concentration
        return np.asarray(betaln(a + x, b + size - x) - betaln(a, b))

    def range_of_mean(self, x: Floats, size: Floats) -> tuple[float, float]:
        return 0.0, 1.0

    def typical_cases(self, x: Floats, size: Floats) -> float:
        return float(np.median(size))

    def to_mean(self, at: Floats) -> Floats:
        return at

    def parameters(self, x: Floats, size: Floats, nodes: Nodes) -> tuple[Floats, Floats]:
        a, b = nodes.mean * nodes.concentration, (1 - nodes.mean) * nodes.concentration
        return a + x[:, None], b + (size - x)[:, None]

    def moments(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        total = first + second
        return first / total, first * second / (total**2 * (total + 1))

    def matching(self, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        total = mean * (1 - mean) / variance - 1
        return mean * total, (1 - mean) * total

    def below(self, bound: Floats, first: Floats, second: Floats) -> Floats:
        return np.asarray(betainc(first, second, np.clip(bound, 0.0, 1.0)))

    def quantile(self, p: Floats, first: Floats, second: Floats) -> Floats:
        return np.asarray(betaincinv(first, second, p))


class GammaPoisson(Family):
    """Rates: `x` cases in an exposure of `size`; true rates follow a gamma distribution."""

    def likelihood(self, x: Floats, size: Floats, mean: Floats, concentration: Floats) -> Floats:
        rate = concentration / mean
        return np.asarray(
            gammaln(concentration + x)
            - gammaln(concentration)
            - concentration * np.log1p(size / rate)
            + xlogy(x, size / (rate + size))
        )

    def range_of_mean(self, x: Floats, size: Floats) -> tuple[float, float]:
        middle = np.log((x.sum() + 0.5) / size.sum())
        return float(middle) - 5.0, float(middle) + 5.0

    def typical_cases(self, x: Floats, size: Floats) -> float:
        return float(np.median(size) * (x.sum() + 0.5) / size.sum())

    def to_mean(self, at: Floats) -> Floats:
        return np.asarray(np.exp(at))

    def parameters(self, x: Floats, size: Floats, nodes: Nodes) -> tuple[Floats, Floats]:
        k = nodes.concentration
        return k + x[:, None], k / nodes.mean + size[:, None]

    def moments(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        return first / second, first / second**2

    def matching(self, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
        return mean**2 / variance, mean / variance

    def below(self, bound: Floats, first: Floats, second: Floats) -> Floats:
        return np.asarray(gammainc(first, second * bound))

    def quantile(self, p: Floats, first: Floats, second: Floats) -> Floats:
        return np.asarray(gammaincinv(first, p) / second)


def nodes_of(family: Family, x: Floats, size: Floats) -> Nodes:
    """Return the posterior of a stratum's mean and concentration, from all its counts.

    Beforehand every mean is as likely (every logarithm of a rate), and so is every degree of
    shrinkage of the middle unit, from none (0) to all the way (1): the choice of Christiansen &
    Morris (JASA 92, 1997), whose intervals keep their level in repeated use.
    """
    # Units alike in both numbers are worked out once.
    pairs, counts = np.unique(np.stack([x, size]), axis=1, return_counts=True)
    typical = family.typical_cases(x, size)
    box = [family.range_of_mean(x, size), (0.0, 1.0)]
    for _ in range(ZOOMS):
        sides = [low + (np.arange(POINTS) + 0.5) * (high - low) / POINTS for low, high in box]
        at, shrinkage = (side.ravel() for side in np.meshgrid(*sides, indexing="ij"))
        mean, concentration = family.to_mean(at), typical * shrinkage / (1 - shrinkage)
        each = family.likelihood(pairs[0][:, None], pairs[1][:, None], mean, concentration)
        density = counts @ each
        weight = np.exp(density - density.max())
        kept = (weight > NEGLIGIBLE).reshape(POINTS, POINTS)
        found = [
            _closer(side, box[axis], kept.any(axis=1 - axis)) for axis, side in enumerate(sides)
        ]
        if found == box:
            break
        box = found
    there = weight > NEGLIGIBLE
    return Nodes(mean[there], concentration[there], weight[there] / weight[there].sum())


def _closer(side: Floats, ends: tuple[float, float], kept: np.ndarray) -> tuple[float, float]:
    """Return the part of a side that holds all kept cells, and one more on each end."""
    step = (ends[1] - ends[0]) / POINTS
    low, high = side[kept][0] - 1.5 * step, side[kept][-1] + 1.5 * step
    return max(ends[0], float(low)), min(ends[1], float(high))
