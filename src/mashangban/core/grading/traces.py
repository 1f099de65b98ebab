"""What a trace says: plain data, from the cell of the table to the grade."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Clause:
    document: str
    clause: str
    status: str


@dataclass(frozen=True, slots=True)
class LeafTrace:
    """An indicator: the cell, its evidence, the value after each step, what it was compared with.

    Values are None where there is none. `compared_with`: what the score took from the units
    compared (least, greatest, mean …); empty for scores that do not depend on others.
    `policy`: what the rulebook does about the state, if the value is missing.
    """

    id: str
    name: str
    clause: Clause
    assessor: str | None
    column: str
    cell: str
    evidence: str
    state: str
    policy: str | None
    value: float | None
    denominated: float | None
    filled: float | None
    treated: float | None
    scored_by: str
    compared_with: dict[str, float]
    score: float | None


@dataclass(frozen=True, slots=True)
class PartTrace:
    """A part of a group: weight as the rulebook gives it, and as it was used (of 1).

    `contribution` is what it adds to the group's result before `after` and `rescale`: for means
    and sums; its logarithm for a geometric mean; None for other aggregations.
    """

    id: str
    score: float | None
    weight: float
    weight_used: float
    contribution: float | None


@dataclass(frozen=True, slots=True)
class GroupTrace:
    """`flags`: what is not as usual, such as parts left out and who got their weight."""

    id: str
    name: str
    clause: Clause
    aggregate: str
    parts: tuple[PartTrace, ...]
    flags: tuple[str, ...]
    score: float | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """Points of the published score; those of a unit add up to it exactly."""

    id: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Lever:
    """The score that one node would need, all else equal, to reach the next cut."""

    id: str
    score: float
    needed: float


@dataclass(frozen=True, slots=True)
class NextGrade:
    """`missing`: points between the published score and the cut of the next better grade.

    `levers`: nodes that could close the gap alone, within their scale.
    """

    grade: str
    at_least: float
    missing: Decimal
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class ChangeTrace:
    correction: str
    name: str
    clause: Clause
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the grade of a unit follows from. `published` None: 暂不评定."""

    unit: str
    name: str
    exact: float | None
    published: float | None
    rank: float | None
    grade_by_score: str | None
    grade: str | None
    leaves: tuple[LeafTrace, ...]
    groups: tuple[GroupTrace, ...]
    contributions: tuple[Contribution, ...]
    changes: tuple[ChangeTrace, ...]
    next_grade: NextGrade | None
