"""What is missing, why, and what is done about it: nothing is left out in silence."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from mashangban.core.grading.rulebook.base import Identifier, Part


class MissingState(StrEnum):
    """Why a cell holds no number."""

    NOT_APPLICABLE = "not_applicable"  # no lift, no lift inspections
    NOT_COLLECTED = "not_collected"  # ours: nobody looked
    WITHHELD = "withheld"  # theirs: asked for and not given
    BELOW_MINIMUM = "below_minimum"  # too few to say


class Reweight(Part):
    """The others of its group share its weight in proportion; the trace shows the weights used."""

    kind: Literal["reweight"]


class FixedScore(Part):
    """It counts with this score."""

    kind: Literal["score"]
    score: float


class Void(Part):
    """Its group has no result (暂不评定)."""

    kind: Literal["void"]


class Fill(Part):
    """It counts with a value computed from units that have one, before treatment.

    `within` names a column: from units of the same peer group, and from all if none there has one.
    """

    kind: Literal["fill"]
    by: Literal["mean", "median", "minimum", "maximum"] = "mean"
    within: Identifier | None = None


class FixedValue(Part):
    """It counts with this value, before treatment."""

    kind: Literal["value"]
    value: float


Policy = Annotated[Reweight | FixedScore | Void | Fill | FixedValue, Field(discriminator="kind")]
GroupPolicy = Annotated[Reweight | FixedScore | Void, Field(discriminator="kind")]


class Missing(Part):
    """A policy for each state; a state that occurs and has none is refused."""

    not_applicable: Policy | None = None
    not_collected: Policy | None = None
    withheld: Policy | None = None
    below_minimum: Policy | None = None

    def policy(self, state: MissingState) -> Policy | None:
        found: Policy | None = getattr(self, state.value)
        return found
