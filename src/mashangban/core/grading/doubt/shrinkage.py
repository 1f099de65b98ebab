"""Figures of small units, drawn towards those of their peers as far as the numbers are small.

Beta-binomial for shares, Gamma-Poisson for rates (Gelman et al., “Bayesian Data Analysis”, 3rd ed.,
ch. 5; Christiansen & Morris, “Hierarchical Poisson regression modeling”, JASA 92, 1997). A unit's
shrunk figure lies between its own and its stratum's; the raw one is always shown beside it.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from mashangban.core.grading.doubt.arrays import Floats, Integers, Truths
from mashangban.core.grading.doubt.strata import BetaBinomial, Family, GammaPoisson, nodes_of

FEWEST_PEERS = 5
STEPS = 30
CLOSE_ENOUGH = 1e-5  # log odds
REACH, FAR = 8.0, 60.0  # log odds: where a bound is looked for, and what counts as certain


class CannotShrink(ValueError):
    """The counts are impossible, or a stratum has too few units to say how they differ."""


@dataclass(frozen=True)
class Shrunk:
    """Raw and shrunk figures side by side, one per unit, in the order given.

    `raw` is NaN where `size` (cases, or exposure) is 0; `shrunk` is the posterior mean, `low` and
    `high` bound the true figure with the probability `level`. `risk`: the probability that the true
    figure is below the bound that was asked for; NaN without a bound.
    """

    raw: Floats
    shrunk: Floats
    size: Floats
    low: Floats
    high: Floats
    risk: Floats
    level: float


def shrink_shares(
    cases: Floats,
    trials: Floats,
    strata: Sequence[Hashable],
    *,
    bound: float | None = None,
    level: float = 0.95,
) -> Shrunk:
    """Shrink shares (`cases` of `trials`, whole numbers) to their stratum.

    Raises CannotShrink for impossible counts, or a stratum with fewer than FEWEST_PEERS units that
    have trials: merge it with one like it.
    """
    x, n = _numbers(cases, trials)
    if (x > n).any() or (x != np.floor(x)).any() or (n != np.floor(n)).any():
        raise CannotShrink("Cases are whole numbers from 0 to the number of trials.")
    return _shrink(BetaBinomial(), x, n, strata, bound, level)


def shrink_rates(
    cases: Floats,
    exposure: Floats,
    strata: Sequence[Hashable],
    *,
    bound: float | None = None,
    level: float = 0.95,
) -> Shrunk:
    """Shrink rates (`cases` per unit of `exposure`, such as households × years) to their stratum.

    Raises CannotShrink as `shrink_shares`.
    """
    x, e = _numbers(cases, exposure)
    if (x != np.floor(x)).any() or ((x > 0) & (e == 0)).any():
        raise CannotShrink("Cases are whole numbers, and there are none without exposure.")
    return _shrink(GammaPoisson(), x, e, strata, bound, level)


def may_downgrade(shrunk: Shrunk, probability: float) -> Truths:
    """Return for each unit whether it is below the bound with at least this `probability`."""
    if not 0.5 <= probability < 1:
        raise ValueError("A downgrade takes a probability of 0.5 or more, below 1.")
    return np.asarray(shrunk.risk >= probability)


def _shrink(
    family: Family,
    x: Floats,
    size: Floats,
    strata: Sequence[Hashable],
    bound: float | None,
    level: float,
) -> Shrunk:
    if len(strata) != len(x) or not 0 < level < 1:
        raise CannotShrink("Each unit has a stratum, and the level is between 0 and 1.")
    columns = {name: np.full(len(x), np.nan) for name in ("shrunk", "low", "high", "risk")}
    for stratum, rows in _by_stratum(strata):
        if (size[rows] > 0).sum() < FEWEST_PEERS:
            raise CannotShrink(
                f"Stratum “{stratum}” has fewer than {FEWEST_PEERS} units with numbers: how far"
                " they differ cannot be told. Merge it with a stratum like it."
            )
        for name, values in _stratum(family, x[rows], size[rows], bound, level).items():
            columns[name][rows] = values
    raw = np.divide(x, size, out=np.full(len(x), np.nan), where=size > 0)
    return Shrunk(raw=raw, size=size, level=level, **columns)


def _stratum(
    family: Family, x: Floats, size: Floats, bound: float | None, level: float
) -> dict[str, Floats]:
    pairs, back = np.unique(np.stack([x, size]), axis=1, return_inverse=True)
    nodes = nodes_of(family, x[size > 0], size[size > 0])
    posterior = family.parameters(pairs[0], pairs[1], nodes)
    means, variances = family.moments(*posterior)
    mean = means @ nodes.weight
    variance = (variances + means**2) @ nodes.weight - mean**2

    def below(value: Floats) -> Floats:
        sure = family.below(value[:, None], *posterior) @ nodes.weight
        return np.clip(sure, 0.0, 1.0)  # a sum of weights may pass 1 by its last bit

    matching = family.matching(mean, variance)
    ends = [_quantile(family, (1 + side) / 2, matching, below) for side in (-level, level)]
    asked = np.full(len(mean), np.nan) if bound is None else below(np.full(len(mean), bound))
    found = {"shrunk": mean, "low": ends[0], "high": ends[1], "risk": asked}
    return {name: values[back.ravel()] for name, values in found.items()}


def _quantile(
    family: Family, p: float, matching: tuple[Floats, Floats], below: Callable[[Floats], Floats]
) -> Floats:
    """Return where `below` is `p`, starting from the distribution of the same mean and variance.

    On the scale of log odds the two run almost side by side: false position finds the place in a
    few steps (Illinois: an end that stays counts half the next time).
    """

    def over(at: Floats) -> Floats:
        reached = logit(below(family.quantile(expit(at), *matching)))
        return np.asarray(np.clip(reached, -FAR, FAR) - logit(p))

    low = np.full(len(matching[0]), logit(p) - REACH)
    high = np.full(len(matching[0]), logit(p) + REACH)
    over_low, over_high = over(low), over(high)
    middle = low
    for _ in range(STEPS):
        middle = (low * over_high - high * over_low) / (over_high - over_low)
        missed = over(middle)
        if np.abs(missed).max() < CLOSE_ENOUGH:
            break
        short = missed < 0
        low, high = np.where(short, middle, low), np.where(short, high, middle)
        over_low = np.where(short, missed, over_low / 2)
        over_high = np.where(short, over_high / 2, missed)
    return family.quantile(expit(middle), *matching)


def _by_stratum(strata: Sequence[Hashable]) -> Iterator[tuple[Hashable, Integers]]:
    rows: dict[Hashable, list[int]] = {}
    for row, stratum in enumerate(strata):
        rows.setdefault(stratum, []).append(row)
    for stratum, found in rows.items():
        yield stratum, np.array(found)


def _numbers(cases: Floats, size: Floats) -> tuple[Floats, Floats]:
    x, n = np.asarray(cases, dtype=np.float64), np.asarray(size, dtype=np.float64)
    if x.shape != n.shape or x.ndim != 1 or not np.isfinite(x + n).all():
        raise CannotShrink("There is one number of cases, and one size, for each unit.")
    if (x < 0).any() or (n < 0).any():
        raise CannotShrink("Cases and sizes are 0 or more.")
    return x, n
