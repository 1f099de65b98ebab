"""What a plan of contiguous management is made of: compounds, rules, modes, worth, the best plan.

A `District` and the `Rules` of a day (`rules_on`) make a `problem`, whose best `plan` is proven;
`prices` says what each rule costs, `three_figures` puts today, joint hiring and a merged area side
by side, `shares` divides the costs, `chance` says how likely a cluster still pays.
"""

from mashangban.core.contiguity.model.compounds import (
    Committee,
    Compound,
    District,
    Matter,
    PlanInputError,
    Share,
    Survey,
    Wall,
)
from mashangban.core.contiguity.model.figures import (
    Figure,
    ThreeFigures,
    figure_of,
    three_figures,
)
from mashangban.core.contiguity.model.modes import Mode
from mashangban.core.contiguity.model.planning import Cluster, Limits, Plan, plan
from mashangban.core.contiguity.model.prices import Price, prices
from mashangban.core.contiguity.model.problem import Problem, Wishes, problem
from mashangban.core.contiguity.model.robustness import Chance, Uncertainty, chance
from mashangban.core.contiguity.model.rules import (
    Choice,
    Code,
    PlanRule,
    Rules,
    packaged_rules,
    rules_on,
)
from mashangban.core.contiguity.model.shares import Shares, game_of, shares

__all__ = [
    "Chance",
    "Choice",
    "Cluster",
    "Code",
    "Committee",
    "Compound",
    "District",
    "Figure",
    "Limits",
    "Matter",
    "Mode",
    "Plan",
    "PlanInputError",
    "PlanRule",
    "Price",
    "Problem",
    "Rules",
    "Share",
    "Shares",
    "Survey",
    "ThreeFigures",
    "Uncertainty",
    "Wall",
    "Wishes",
    "chance",
    "figure_of",
    "game_of",
    "packaged_rules",
    "plan",
    "prices",
    "problem",
    "rules_on",
    "shares",
    "three_figures",
]
