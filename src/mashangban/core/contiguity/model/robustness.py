"""How likely a cluster still pays when surveys and costs turn out otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mashangban.core.contiguity.arrays import Floats, Mask
from mashangban.core.contiguity.model.compounds import BASIS_POINTS, Compound, Matter, Share
from mashangban.core.contiguity.model.figures import figure_of
from mashangban.core.contiguity.model.planning import Cluster
from mashangban.core.contiguity.model.problem import Problem
from mashangban.core.contiguity.model.rules import Rules
from mashangban.core.voting import Threshold, Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How far things may turn out otherwise; an assumption (示例) until somebody has counted.

    `support`: standard deviation of turnout and of agreement, in percent of the whole. `costs`: of
    each item of running costs and of the one-off costs, in percent of it. `unasked`: the chance in
    percent that a compound without a survey passes a vote.
    """

    support: int = 8
    costs: int = 10
    unasked: int = 70
    trials: int = 2_000


@dataclass(frozen=True, slots=True)
class Chance:
    """Trials of `trials` in which all votes pass, in which it pays, and in which both happen."""

    passes: int
    pays: int
    both: int
    trials: int


def chance(
    found: Problem, cluster: Cluster, uncertainty: Uncertainty, random: np.random.Generator
) -> Chance:
    """Try `cluster` out; the same generator in the same state gives the same chance."""
    members = [found.district.compounds[node] for node in found.columns[cluster.column]]
    votes = np.ones(uncertainty.trials, np.bool_)
    for compound in members:
        votes &= _passes(compound, cluster.mode.matters, found.rules, uncertainty, random)
    pays = _pays(found, cluster, uncertainty, random)
    return Chance(int(votes.sum()), int(pays.sum()), int((votes & pays).sum()), uncertainty.trials)


def _passes(
    compound: Compound,
    matters: Sequence[Matter],
    rules: Rules,
    uncertainty: Uncertainty,
    random: np.random.Generator,
) -> Mask:
    trials = uncertainty.trials
    if compound.survey is None:
        return random.random(trials) * 100 < uncertainty.unasked
    # Who agrees to one matter is likely to agree to the others: one draw serves all.
    came, agreed = random.normal(0, uncertainty.support * BASIS_POINTS / 100, (2, trials))
    passed = np.ones(trials, np.bool_)
    for matter in matters:
        agree = compound.survey.agree.get(matter, Share(0, 0))
        thresholds = rules.matters[matter]
        passed &= _met(thresholds.quorum, compound.survey.turnout, came)
        passed &= _met(thresholds.approval, agree, agreed)
    return passed


def _met(needed: Thresholds, share: Share, moved: Floats) -> Mask:
    return _reached(needed.area, share.area, moved) & _reached(needed.heads, share.heads, moved)


def _reached(threshold: Threshold, share: int, moved: Floats) -> Mask:
    parts = np.clip(np.rint(share + moved), 0, BASIS_POINTS)
    met: Mask = parts >= threshold.least(BASIS_POINTS)
    return met


def _pays(
    found: Problem, cluster: Cluster, uncertainty: Uncertainty, random: np.random.Generator
) -> Mask:
    figure = figure_of(found, cluster)
    before = figure_of(found, cluster, today=True)
    saved = np.array([before.running[item] - cost for item, cost in figure.running.items()])
    factors = random.normal(1, uncertainty.costs / 100, (uncertainty.trials, len(saved) + 1)).clip(
        0
    )
    months = max(0, int(found.tariff.horizon) - int(found.measures.months[cluster.column]))
    once = sum(figure.once.values())
    pays: Mask = factors[:, :-1] @ saved * months / 12 > factors[:, -1] * once
    return pays
