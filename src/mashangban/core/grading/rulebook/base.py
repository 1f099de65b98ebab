"""What every part of a rulebook has in common: frozen, no unknown keys, no infinite numbers."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# A name without blanks, commas, semicolons, bars and slashes, in any script.
Identifier = Annotated[str, Field(pattern=r"^[^\s,;|/]+$")]
Positive = Annotated[float, Field(gt=0)]
NotNegative = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Decimals = Annotated[int, Field(ge=0, le=12)]


class Part(BaseModel):
    """A mapping in a rulebook."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class Status(StrEnum):
    DRAFT = "draft"
    ILLUSTRATIVE = "illustrative"  # 示例: nobody has issued it
    IN_FORCE = "in_force"


class Direction(StrEnum):
    HIGHER = "higher"  # more is better
    LOWER = "lower"


class Ties(StrEnum):
    """the rank of equals: the first of theirs, the last, the middle; dense: no rank is left out"""

    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    AVERAGE = "average"
    DENSE = "dense"
