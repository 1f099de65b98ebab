"""From a score to a grade: rounding, ranks, cuts, then corrections in the order of the rulebook."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mashangban.core.grading.rulebook.base import (
    Decimals,
    Identifier,
    NotNegative,
    Part,
    Share,
    Ties,
)


class RoundingMode(StrEnum):
    """of a tie, within a billionth of the last digit: away from 0, or to the even digit"""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"


class Rounding(Part):
    """Of the published score, before it is ranked and graded."""

    decimals: Decimals
    mode: RoundingMode = RoundingMode.HALF_UP


class Ranking(Part):
    """Rank 1 is the best; of the rounded scores, or of those before rounding."""

    ties: Ties = Ties.MINIMUM
    of: Literal["rounded", "exact"] = "rounded"
    best: Literal["highest", "lowest"] = "highest"


class Grade(Part):
    id: Identifier
    name: str | None = None
    name_en: str | None = None


class Bands(Part):
    """Fixed cuts: the least score of each grade but the last, the best grade first."""

    kind: Literal["bands"]
    at_least: Annotated[tuple[float, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _falling(self) -> "Bands":
        if sorted(set(self.at_least), reverse=True) != list(self.at_least):
            raise ValueError("cuts must fall from the best grade down, each once")
        return self


class Shares(Part):
    """Relative cuts: which part of the units gets each grade but the last, the best first.

    Equal scores get the same grade: the better one only if all of them fit.
    """

    kind: Literal["shares"]
    shares: Annotated[tuple[Share, ...], Field(min_length=1)]
    within: Identifier | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Shares":
        if sum(self.shares) > 1:
            raise ValueError("shares add up to more than 1")
        return self


class KMeans(Part):
    """As many clusters as grades, with the least sum of squares of all partitions (exact)."""

    kind: Literal["k_means"]
    within: Identifier | None = None


Cuts = Annotated[Bands | Shares | KMeans, Field(discriminator="kind")]


class Condition(Part):
    """Of a column: a number at least and below, or one of some texts; an empty cell is neither."""

    column: Identifier
    at_least: float | None = None
    below: float | None = None
    among: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _asks_something(self) -> "Condition":
        if self.among and (self.at_least is not None or self.below is not None):
            raise ValueError("write among (texts), or at_least and below (numbers), not both")
        if not self.among and self.at_least is None and self.below is None:
            raise ValueError("write at_least, below or among: as it is nothing is asked")
        return self


class _Clause(Part):
    id: Identifier
    name: str | None = None
    name_en: str | None = None
    basis: Identifier | None = None
    """a key of `sources`"""
    exempt: tuple[Condition, ...] = ()
    """units that meet one of these are spared"""


class PointsBand(Part):
    at_least: NotNegative
    down: Annotated[int, Field(ge=1)]
    """grades"""


class PointsDowngrade(_Clause):
    """Grades down by points (of credit, in the previous period); the highest band counts."""

    kind: Literal["points"]
    column: Identifier
    bands: Annotated[tuple[PointsBand, ...], Field(min_length=1)]


class LowerIf(_Clause):
    """Some grades down if a condition holds."""

    kind: Literal["lower_if"]
    when: Condition
    down: Annotated[int, Field(ge=1)] = 1


class CapIf(_Clause):
    """No better than a grade if a condition holds."""

    kind: Literal["cap_if"]
    when: Condition
    cap: Identifier


class EventType(Part):
    """What may be found by a decision: a veto caps at the worst grade, others higher or not."""

    id: Identifier
    name: str | None = None
    name_en: str | None = None
    basis: Identifier | None = None
    cap: Identifier | None = None
    """the best grade that is left"""
    down: Annotated[int, Field(ge=1)] | None = None
    """grades"""

    @model_validator(mode="after")
    def _does_one_thing(self) -> "EventType":
        if (self.cap is None) == (self.down is None):
            raise ValueError("write cap (a grade) or down (a number of grades), one of them")
        return self


class Events(_Clause):
    """Effects of events: those decided by the end of the period, not expired and not annulled."""

    kind: Literal["events"]
    types: Annotated[tuple[EventType, ...], Field(min_length=1)]


class Quota(_Clause):
    """At most `share` of the rated units (or of their sum of a column) have a grade or better.

    Those with `priority` come first, then the better score. From the first that does not fit,
    with its equals, they get the next grade. Exempt units keep theirs and are not counted.
    """

    kind: Literal["quota"]
    grade: Identifier
    share: Share
    of: Identifier | None = None
    """a column with the size of a unit; units are counted if it is left out"""
    priority: tuple[Condition, ...] = ()


Correction = Annotated[
    PointsDowngrade | LowerIf | CapIf | Events | Quota, Field(discriminator="kind")
]


class Outcome(Part):
    rounding: Rounding | None = None
    rank: Ranking = Ranking()
    grades: tuple[Grade, ...] = ()
    """the best first"""
    cuts: Cuts | None = None
    corrections: tuple[Correction, ...] = ()
    """applied in this order"""
