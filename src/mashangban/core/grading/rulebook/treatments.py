"""What may be done to the values of an indicator before they are scored, column by column."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mashangban.core.grading.rulebook.base import NotNegative, Part, Positive, Share


class Affine(Part):
    """Multiply, then add."""

    kind: Literal["affine"]
    times: float = 1
    plus: float = 0


class Clip(Part):
    """Move what lies outside onto the limit."""

    kind: Literal["clip"]
    low: float | None = None
    high: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Clip":
        if self.low is None and self.high is None:
            raise ValueError("write low, high or both: without them nothing is clipped")
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError("low must be less than high")
        return self


class Reciprocal(Part):
    """1 / x; refused for a value of 0."""

    kind: Literal["reciprocal"]


class Power(Part):
    """x ** exponent; refused where that is not a real number."""

    kind: Literal["power"]
    exponent: float


class LogForm(StrEnum):
    """plain: ln x; one_plus: ln(1 + x); from_minimum: ln(x - min + share (max - min))"""

    PLAIN = "plain"
    ONE_PLUS = "one_plus"
    FROM_MINIMUM = "from_minimum"


class Log(Part):
    """The natural logarithm (or of another base); refused for values that have none.

    `from_minimum` shifts the column so that its least value becomes `share` of its range.
    """

    kind: Literal["log"]
    form: LogForm = LogForm.PLAIN
    share: Positive = 0.01
    base: Annotated[float, Field(gt=1)] | None = None


class WinsoriseQuantiles(Part):
    """Move values beyond two quantiles (linear interpolation, "type 7") onto them."""

    kind: Literal["winsorise_quantiles"]
    low: Share = 0
    high: Share = 1


class WinsorisePoints(Part):
    """Move the outermost value onto its neighbour until the column is well shaped.

    At the end to which the column is skewed; equal values move together; at most `points` of them.
    Well shaped: |skewness| or excess kurtosis (both adjusted for small samples) is not above its
    limit. `always` moves `points` values whatever the shape.
    """

    kind: Literal["winsorise_points"]
    points: Annotated[int, Field(ge=1)] = 5
    skewness: NotNegative = 2
    kurtosis: NotNegative = 3.5
    always: bool = False


class BoxCox(Part):
    """(x ** exponent - 1) / exponent, ln x for exponent 0; refused for values of 0 or less."""

    kind: Literal["box_cox"]
    exponent: float


Simple = Annotated[
    Affine | Clip | Reciprocal | Power | Log | WinsoriseQuantiles | WinsorisePoints | BoxCox,
    Field(discriminator="kind"),
]


class Start(StrEnum):
    """what an attempt is made on"""

    ORIGINAL = "original"
    PREVIOUS = "previous"


class UntilWellShaped(Part):
    """Try treatments in turn until the column is well shaped; none if it is already.

    Each attempt begins from the `original` column, or from what the `previous` attempt left. If
    none succeeds the last attempt stays.
    """

    kind: Literal["until_well_shaped"]
    attempts: Annotated[tuple[Simple, ...], Field(min_length=1)]
    skewness: NotNegative = 2
    kurtosis: NotNegative = 3.5
    begin_from: Start = Start.ORIGINAL


Treatment = Annotated[
    Affine
    | Clip
    | Reciprocal
    | Power
    | Log
    | WinsoriseQuantiles
    | WinsorisePoints
    | BoxCox
    | UntilWellShaped,
    Field(discriminator="kind"),
]
