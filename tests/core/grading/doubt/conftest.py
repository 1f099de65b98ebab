"""A small tree for the draws."""

import numpy as np
import pytest

from mashangban.core.grading.doubt.draws import Mean, Node, Rule, ScoredLeaves, Tree


def small_tree(top: Mean = Mean.ARITHMETIC) -> Tree:
    """Two groups of three and two leaves; three levels of names, two of weights."""
    return Tree(
        ("repairs", "lifts", "green", "survey", "posted"),
        (
            Node("service", ("repairs", "lifts", "green"), (3, 2, 1)),
            Node("residents", ("survey", "posted"), (1, 1), Rule(Mean.GEOMETRIC)),
            Node("score", ("service", "residents"), (60, 40), Rule(top)),
        ),
    )


@pytest.fixture
def model() -> ScoredLeaves:
    scores = np.random.default_rng(1).uniform(30, 95, (12, 5)).round(1)
    scores[3, 1] = np.nan
    scores[5, 3:] = np.nan
    scores[7] = np.nan
    return ScoredLeaves([f"area {at}" for at in range(12)], small_tree(), scores)
