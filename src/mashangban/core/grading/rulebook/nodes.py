"""The tree: indicators below groups below groups, to any depth, with weights and aggregation."""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from mashangban.core.grading.rulebook.base import (
    Decimals,
    Direction,
    Identifier,
    Part,
    Positive,
    Share,
)
from mashangban.core.grading.rulebook.missing import GroupPolicy, Missing
from mashangban.core.grading.rulebook.scores import Minimum, Rescale, Score
from mashangban.core.grading.rulebook.treatments import (
    Affine,
    Clip,
    Log,
    Power,
    Reciprocal,
    Treatment,
)


class Zeros(StrEnum):
    """of scores of 0: a refusal, or the result is 0; scores below 0 are always refused"""

    REFUSE = "refuse"
    ZERO = "zero"


class Arithmetic(Part):
    """The weighted mean."""

    kind: Literal["arithmetic"]


class Sum(Part):
    """The weighted sum: weights are not divided by their total."""

    kind: Literal["sum"]


class Geometric(Part):
    """The weighted geometric mean; scores below `floor` count as it."""

    kind: Literal["geometric"]
    floor: Positive | None = None
    zeros: Zeros = Zeros.REFUSE


class Harmonic(Part):
    """The weighted harmonic mean; scores below `floor` count as it."""

    kind: Literal["harmonic"]
    floor: Positive | None = None
    zeros: Zeros = Zeros.REFUSE


class PowerMean(Part):
    """The weighted mean of s ** exponent, to the power 1 / exponent."""

    kind: Literal["power_mean"]
    exponent: float
    zeros: Zeros = Zeros.REFUSE


class Least(Part):
    """The least of the parts; weights do not count."""

    kind: Literal["minimum"]


class Greatest(Part):
    """The greatest of the parts; weights do not count."""

    kind: Literal["maximum"]


class Product(Part):
    """The product of score ** weight: weights are not divided by their total."""

    kind: Literal["product"]


class Ratio(Part):
    """The first part divided by the second."""

    kind: Literal["ratio"]


class Choose(Part):
    """The part that the unit's `column` names by its id: a track for each unit."""

    kind: Literal["choose"]
    column: Identifier


class Topsis(Part):
    """Closeness to the ideal: d(worst) / (d(best) + d(worst)), Euclidean, of weighted scores.

    Best and worst are those of the units at hand. Every part must be there for every unit.
    """

    kind: Literal["topsis"]


class Copeland(Part):
    """Pairwise: per other unit +1 if parts with more than half of the weight are better, -1 if
    worse. Every part must be there for every unit."""

    kind: Literal["copeland"]


Aggregate = Annotated[
    Arithmetic
    | Sum
    | Geometric
    | Harmonic
    | PowerMean
    | Least
    | Greatest
    | Product
    | Ratio
    | Choose
    | Topsis
    | Copeland,
    Field(discriminator="kind"),
]

After = Annotated[Affine | Clip | Log | Power | Reciprocal, Field(discriminator="kind")]


class Denominator(Part):
    """The value is divided by a column, whose cell must hold a number above 0.

    Where it holds a state, so does the indicator.
    """

    column: Identifier
    times: Positive = 1
    """per how many: 1000 for "per 1,000 households" """


class Coverage(Part):
    """What must be there; below it the group has no result (暂不评定).

    There is what was measured, or has a fixed score; what is filled in or left out is not.
    """

    weight: Share = 0
    """part of the group's weight"""
    parts: Annotated[int, Field(ge=0)] = 0
    """number of parts"""
    require: tuple[Identifier, ...] = ()
    """ids of parts"""
    require_any: tuple[Identifier, ...] = ()
    """ids of parts of which at least one"""


class Node(Part):
    id: Identifier
    """once in the tree"""
    name: str | None = None
    """as the document has it"""
    name_en: str | None = None
    weight: Annotated[float, Field(ge=0)] = 1
    """beside the other parts of its group"""
    basis: Identifier | None = None
    """a key of `sources`; of the nearest node above if left out"""
    assessor: str | None = None
    """who assesses: a label that traces show"""
    round: Decimals | None = None
    """decimals to which the score is rounded before it is used further up"""


class Indicator(Node):
    """A leaf: a column of the data, treated and scored."""

    column: Identifier | None = None
    """its id if left out"""
    direction: Direction = Direction.HIGHER
    """whether more of it is better, or less"""
    denominator: Denominator | None = None
    """what the value is divided by"""
    minimum: Minimum | None = None
    """how many observations it takes"""
    evidence: Identifier | None = None
    """the column with the ids of the evidence, which traces show"""
    treatment: tuple[Treatment, ...] = ()
    """applied in this order"""
    score: Score
    missing: Missing = Missing()
    """what is done where there is no number"""

    @property
    def source_column(self) -> str:
        return self.column or self.id


class Group(Node):
    """Parts and how they become one."""

    aggregate: Aggregate
    parts: Annotated[tuple["AnyNode", ...], Field(min_length=1)]
    coverage: Coverage = Coverage()
    """what must be there for a result"""
    unrated: GroupPolicy | None = None
    """what the group above does when this one has no result; `void` if left out"""
    after: tuple[After, ...] = ()
    """applied to the result, in this order"""
    rescale: Rescale | None = None
    """scores the result, after `after`"""


class Reference(Part):
    """A node that stands elsewhere in the tree, once more."""

    same_as: Identifier
    """its id"""
    weight: Annotated[float, Field(ge=0)] = 1


def _shape(value: Any) -> str:
    keys = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    if "same_as" in keys:
        return "reference"
    return "group" if "parts" in keys or "aggregate" in keys else "indicator"


AnyNode = Annotated[
    Annotated[Indicator, Tag("indicator")]
    | Annotated[Group, Tag("group")]
    | Annotated[Reference, Tag("reference")],
    Discriminator(_shape),
]
Group.model_rebuild()
