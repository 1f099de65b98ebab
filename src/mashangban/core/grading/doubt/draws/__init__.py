"""What becomes of ranks and grades when weights, methods and measurements are drawn anew.

An `Experiment` is a model (units, a tree, the scores of its leaves) and what is varied; `run` says
what became of each unit, `sensitivity` which perturbation the doubt comes from, and `draw` works
out one draw by its number.
"""

from mashangban.core.grading.doubt.draws.errors import CannotDraw, NothingChanges
from mashangban.core.grading.doubt.draws.experiment import Experiment
from mashangban.core.grading.doubt.draws.model import Chosen, Model, ScoredLeaves
from mashangban.core.grading.doubt.draws.outcome import Outcome, Scale, draw, ranks_of, run
from mashangban.core.grading.doubt.draws.perturbations import (
    CellNoise,
    Choice,
    Perturbation,
    ScoreNoise,
    WeightNoise,
)
from mashangban.core.grading.doubt.draws.sensitivity import Index, Sensitivity, sensitivity
from mashangban.core.grading.doubt.draws.tree import Edges, Mean, Node, Rule, Rules, Tree

__all__ = [
    "CannotDraw",
    "CellNoise",
    "Choice",
    "Chosen",
    "Edges",
    "Experiment",
    "Index",
    "Mean",
    "Model",
    "Node",
    "NothingChanges",
    "Outcome",
    "Perturbation",
    "Rule",
    "Rules",
    "Scale",
    "ScoreNoise",
    "ScoredLeaves",
    "Sensitivity",
    "Tree",
    "WeightNoise",
    "draw",
    "ranks_of",
    "run",
    "sensitivity",
]
