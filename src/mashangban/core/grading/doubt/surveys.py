"""Surveys weighted to known margins: post-stratification and raking, with standard errors.

The error follows from residuals (Särndal, Swensson & Wretman, “Model Assisted Survey Sampling”,
1992, ch. 6 and 7): only what the margins do not explain counts. Answers are taken as drawn at
random, with replacement, within the sample; a small population makes the true error smaller.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.grading.doubt.arrays import Floats, Integers

Margin = Mapping[Hashable, float]

RAKING_ROUNDS = 1000
RAKING_TOLERANCE = 1e-10  # of the population


class CannotWeight(ValueError):
    """The answers cannot be weighted to the margins."""


@dataclass(frozen=True)
class Weighting:
    """A weight per answer, adding up to the population, and the groups they were fitted to."""

    weights: Floats
    groups: tuple[Integers, ...]

    @property
    def design_effect(self) -> float:
        """Return Kish's 1 + CV²: by how much unequal weights inflate a variance."""
        return float(len(self.weights) * (self.weights**2).sum() / self.weights.sum() ** 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, its standard error, and the number of answers."""

    mean: float
    error: float
    answers: int


def post_stratify(strata: Sequence[Hashable], population: Margin) -> Weighting:
    """Weight the answers of each stratum to its `population`.

    Raises CannotWeight for an answer from an unknown stratum, or a stratum without answers.
    """
    codes, sizes = _coded(strata, population)
    counts = np.bincount(codes, minlength=len(sizes))
    return Weighting((sizes / counts)[codes], (codes,))


def rake(margins: Sequence[tuple[Sequence[Hashable], Margin]]) -> Weighting:
    """Weight the answers so that each of several margins is met (iterative proportional fitting).

    `margins`: for each, the group of every answer and the population of every group. Deming &
    Stephan, Annals of Mathematical Statistics 11 (1940). Raises CannotWeight as `post_stratify`,
    if the margins are not of one population, or if no weights meet them all.
    """
    coded = [_coded(groups, population) for groups, population in margins]
    if not coded or len({len(codes) for codes, _ in coded}) != 1:
        raise CannotWeight("Raking takes one margin or more, each with a group for every answer.")
    total = coded[0][1].sum()
    if not np.allclose([sizes.sum() for _, sizes in coded], total, rtol=1e-9):
        raise CannotWeight("The margins add up to different populations.")
    weights = np.full(len(coded[0][0]), total / len(coded[0][0]))
    for _ in range(RAKING_ROUNDS):
        for codes, sizes in coded:
            weights *= (sizes / np.bincount(codes, weights, len(sizes)))[codes]
        off = max(
            np.abs(np.bincount(codes, weights, len(sizes)) - sizes).max() for codes, sizes in coded
        )
        if off <= RAKING_TOLERANCE * total:
            return Weighting(weights, tuple(codes for codes, _ in coded))
    raise CannotWeight(
        "No weights meet all margins: combinations without answers are in the way. Merge groups."
    )


def unweighted(answers: int) -> Weighting:
    """Weight all answers alike."""
    return Weighting(np.ones(answers), ())


def estimate(values: Floats, weighting: Weighting) -> Estimate:
    """Return the weighted mean of `values`, one per answer, and its standard error.

    Raises CannotWeight for fewer than two answers, or a group with one: its spread is unknown.
    """
    y, w = np.asarray(values, dtype=np.float64), weighting.weights
    n = len(y)
    if n < 2 or len(w) != n:
        raise CannotWeight("A standard error takes two answers or more, and a weight for each.")
    if any(np.bincount(codes).min() < 2 for codes in weighting.groups):
        raise CannotWeight("A group has a single answer: its spread is unknown. Merge groups.")
    mean = float((w * y).sum() / w.sum())
    residuals, fitted = (y - mean, 1) if not weighting.groups else _residuals(y, weighting)
    variance = n / (n - fitted) * float(((w * residuals) ** 2).sum()) / float(w.sum()) ** 2
    return Estimate(mean, float(np.sqrt(variance)), n)


def _residuals(y: Floats, weighting: Weighting) -> tuple[Floats, int]:
    """Return what the groups leave unexplained, and how many numbers were fitted.

    With one margin it is the distance to the mean of the group.
    """
    w, columns = np.sqrt(weighting.weights), []
    for codes in weighting.groups:
        columns.append(codes[:, None] == np.arange(codes.max() + 1))
    design = np.concatenate(columns, axis=1).astype(np.float64)
    effects, _, rank, _ = np.linalg.lstsq(design * w[:, None], y * w, rcond=None)
    return np.asarray(y - design @ effects), int(rank)


def _coded(groups: Sequence[Hashable], population: Margin) -> tuple[Integers, Floats]:
    """Return the number of each answer's group, and the groups' sizes; groups of nobody are out."""
    names = [name for name, size in population.items() if size != 0]
    sizes = np.array([population[name] for name in names], dtype=np.float64)
    if not len(groups) or not np.isfinite(sizes).all() or (sizes < 0).any():
        raise CannotWeight("There must be answers, and populations are 0 or more.")
    number = {name: at for at, name in enumerate(names)}
    unknown = next((group for group in groups if group not in number), None)
    if unknown is not None:
        raise CannotWeight(f"An answer is from “{unknown}”, where the population has nobody.")
    codes = np.array([number[group] for group in groups])
    empty = np.flatnonzero(np.bincount(codes, minlength=len(names)) == 0)
    if len(empty):
        raise CannotWeight(
            f"Nobody answered from “{names[empty[0]]}”. Merge it with a group like it."
        )
    return codes, sizes
