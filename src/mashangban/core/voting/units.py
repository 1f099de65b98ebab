"""Units and heads of an owners' roll, and what can be wrong with them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mashangban.core.voting.areas import is_area


class RollProblem(StrEnum):
    NO_ID = "no_id"
    NO_AREA = "no_area"
    NO_OWNER = "no_owner"
    REPEATED_UNIT = "repeated_unit"
    STRANGE_HEAD = "strange_head"
    MISSING_HEAD = "missing_head"
    OTHER_HEAD = "other_head"


class RollError(ValueError):
    """The roll cannot be counted with.

    The sentence is English; a page shows its own by `problem` and `subject`, the id of the unit
    or head.
    """

    def __init__(self, sentence: str, *, problem: RollProblem, subject: str) -> None:
        super().__init__(sentence)
        self.problem = problem
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Unit:
    """An exclusive part (专有部分): its area in m², and the ids of all who own it together.

    `developer_stock`: the developer has not sold it, or sold but not handed it over. The area is
    that of the real-estate register, failing which as surveyed, failing which as in the contract
    of sale (区分所有权司法解释 art. 8). Raises RollError without id, area or owner.
    """

    id: str
    area: Decimal
    owners: frozenset[str]
    developer_stock: bool = False

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise RollError(
                "A unit has no id; give each unit of the roll its own.",
                problem=RollProblem.NO_ID,
                subject=self.id,
            )
        if not is_area(self.area):
            raise RollError(
                f"Unit {self.id}: {self.area} is not an exclusive area; enter square metres above "
                "0, with four decimals at most.",
                problem=RollProblem.NO_AREA,
                subject=self.id,
            )
        if not self.owners or not all(owner.strip() for owner in self.owners):
            raise RollError(
                f"Unit {self.id} has no owner; enter who owns it, the developer if it is unsold.",
                problem=RollProblem.NO_OWNER,
                subject=self.id,
            )


@dataclass(frozen=True, slots=True)
class Head:
    """Who counts as one in a vote: the ids of its units, sorted, and their area together in m².

    A head is called after the first of its units: such a name stays good when other units change.
    """

    id: str
    units: tuple[str, ...]
    area: Decimal
    developer_stock: bool = False
