"""The ways in which values become scores; a closed set, each with its own parameters.

`within` names a column: the function then works inside each group of units with the same text
there (peer groups).
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mashangban.core.grading.rulebook.base import Identifier, NotNegative, Part, Positive, Ties

Range = Annotated[
    tuple[float, float], Field(description="two numbers: the score of the worst and of the best")
]


class Constant(StrEnum):
    """the score of a column where all values are the same, which has no range"""

    REFUSE = "refuse"
    WORST = "worst"
    MIDDLE = "middle"
    BEST = "best"


class Beyond(StrEnum):
    """of values beyond the ends of the scale: the end's score, a straight line on, a refusal"""

    CLIP = "clip"
    EXTEND = "extend"
    REFUSE = "refuse"


class Lower(StrEnum):
    """if less is better: 1 - score; 1 / value before scoring; -score; as it is, and topsis seeks
    the least"""

    COMPLEMENT = "complement"
    RECIPROCAL = "reciprocal"
    NEGATE = "negate"
    KEEP = "keep"


class AsIs(Part):
    """The value is the score; refused outside `between`. No direction is applied."""

    kind: Literal["as_is"]
    between: tuple[float, float] | None = None


class Goalposts(Part):
    """Linear between two fixed goalposts, `log` of both and of the value before that.

    `low` is the worst and `high` the best of a `higher` indicator, the other way round for
    `lower`. A unit's score does not depend on other units.
    """

    kind: Literal["goalposts"]
    low: float
    high: float
    log: bool = False
    beyond: Beyond = Beyond.CLIP
    to: Range = (0, 100)

    @model_validator(mode="after")
    def _in_order(self) -> "Goalposts":
        if self.low >= self.high:
            raise ValueError(
                "low must be less than high; for an indicator of which less is better write "
                "direction: lower"
            )
        if self.log and self.low <= 0:
            raise ValueError("with log: true low must be above 0")
        return self


class MinMax(Part):
    """Linear between the least and the greatest value of the column: relative to other units."""

    kind: Literal["min_max"]
    to: Range = (0, 100)
    within: Identifier | None = None
    constant: Constant = Constant.REFUSE


class Step(Part):
    """A band of values and its score."""

    at_least: float | None = None
    """the value from which on; left out in the last step, for whatever is below"""
    score: float


class Steps(Part):
    """A score per band of values, the highest band first. No direction is applied."""

    kind: Literal["steps"]
    steps: Annotated[tuple[Step, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _descending(self) -> "Steps":
        limits = [step.at_least for step in self.steps[:-1]]
        if self.steps[-1].at_least is not None or None in limits:
            raise ValueError("every step but the last has at_least, the last has none")
        numbers = [limit for limit in limits if limit is not None]
        if sorted(set(numbers), reverse=True) != numbers:
            raise ValueError("steps go from the highest at_least to the lowest, each once")
        return self


class Piecewise(Part):
    """Straight lines between points (value, score), values rising; level beyond the ends."""

    kind: Literal["piecewise"]
    points: Annotated[tuple[tuple[float, float], ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _rising(self) -> "Piecewise":
        values = [value for value, _ in self.points]
        if sorted(set(values)) != values:
            raise ValueError("values of points must rise, each once")
        return self


class Deduction(Part):
    """What is counted, and what each costs."""

    column: Identifier
    """how often it was found"""
    points: Positive
    """taken off for each"""
    at_most: Positive | None = None
    """of this kind together"""


class Deductions(Part):
    """A full score, less points for each finding, never below `floor`. No direction is applied."""

    kind: Literal["deductions"]
    full: float = 100
    floor: float = 0
    items: Annotated[tuple[Deduction, ...], Field(min_length=1)]


class YesNo(Part):
    """A yes or a no; a yes counts only with an entry in the column `document`, if one is named."""

    kind: Literal["yes_no"]
    yes: float = 100
    no: float = 0
    document: Identifier | None = None
    without_document: float | None = None
    """score of a yes without its document; as a no if left out"""


class ZScore(Part):
    """(value - mean) / standard deviation * spread + centre; negated first if less is better."""

    kind: Literal["z_score"]
    ddof: Annotated[int, Field(ge=0, le=1)] = 1
    centre: float = 0
    spread: Positive = 1
    within: Identifier | None = None
    constant_is_centre: bool = False
    """what a column gets where all values are the same; refused otherwise"""
    clip: Positive | None = None
    """greatest distance from the mean, in standard deviations"""


class PercentileForm(StrEnum):
    """mean: (below + half of the equal, itself included) / n; weak: (below or equal) / n;
    strict: below / n; others: below / (n - 1)"""

    MEAN = "mean"
    WEAK = "weak"
    STRICT = "strict"
    OTHERS = "others"


class Percentile(Part):
    """Which part of the units is worse."""

    kind: Literal["percentile"]
    form: PercentileForm = PercentileForm.MEAN
    to: Range = (0, 100)
    within: Identifier | None = None


class RankScore(Part):
    """The rank: `points` 1 for the worst up to n for the best, or `places` 1 for the best."""

    kind: Literal["rank"]
    count: Literal["points", "places"] = "points"
    ties: Ties = Ties.AVERAGE
    within: Identifier | None = None


class RatioToPlan(Part):
    """Value / plan, times `full`; at most `at_most` times. Plan / value if less is better."""

    kind: Literal["ratio_to_plan"]
    plan: Identifier | float
    """a column, or a number for all"""
    full: float = 100
    at_most: Positive | None = None


class DistanceForm(StrEnum):
    """ratio: value / best, best / value if less is better; range: (value - worst) / (best - worst),
    worst being that of the column"""

    RATIO = "ratio"
    RANGE = "range"


class DistanceToBest(Part):
    """How near the best value of the column, or a given `best`, a value comes."""

    kind: Literal["distance_to_best"]
    form: DistanceForm = DistanceForm.RATIO
    best: float | None = None
    beyond: Beyond = Beyond.CLIP
    to: Range = (0, 100)
    within: Identifier | None = None


class Whole(StrEnum):
    """norm: the root of the sum of squares; sum_with_best: the sum and the best value once more"""

    SUM = "sum"
    NORM = "norm"
    MAXIMUM = "maximum"
    SUM_WITH_BEST = "sum_with_best"


class PartOf(Part):
    """Value / sum, Euclidean norm or maximum of the column, times `full`."""

    kind: Literal["part_of"]
    whole: Whole
    lower: Lower = Lower.COMPLEMENT
    full: float = 1
    within: Identifier | None = None


Score = Annotated[
    AsIs
    | Goalposts
    | MinMax
    | Steps
    | Piecewise
    | Deductions
    | YesNo
    | ZScore
    | Percentile
    | RankScore
    | RatioToPlan
    | DistanceToBest
    | PartOf,
    Field(discriminator="kind"),
]


class Rescale(Part):
    """A group's own result, scored in its turn (as z-scores of groups are)."""

    score: Annotated[
        Goalposts | MinMax | Steps | Piecewise | ZScore | Percentile | RankScore | PartOf,
        Field(discriminator="kind"),
    ]


class Minimum(Part):
    """A number below which an indicator says nothing: its state becomes `below_minimum`."""

    column: Identifier
    at_least: NotNegative
