"""The rulebook as a whole, and what its parts must say about each other."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from mashangban.core.grading.rulebook.base import Identifier, Part, Status
from mashangban.core.grading.rulebook.company import Company
from mashangban.core.grading.rulebook.missing import MissingState
from mashangban.core.grading.rulebook.nodes import AnyNode, Group, Indicator
from mashangban.core.grading.rulebook.outcome import Outcome

FORMAT = 1


class Source(Part):
    """A document and the clause in it."""

    document: str
    """title or number"""
    clause: str
    """article, paragraph, table"""
    status: Literal["verified", "illustrative"]
    """the text was read, or nobody has issued it (示例)"""
    remark: str | None = None


class DatedValue(Part):
    value: float | int | str | bool
    valid_from: date
    """first day in force"""
    valid_to: date | None = None
    """last day in force; none yet if left out"""
    basis: Identifier
    """a key of `sources`"""


class Parameter(Part):
    """A number that changes with time; used by writing {parameter: <its key>} in its place."""

    name: str | None = None
    name_en: str | None = None
    values: Annotated[tuple[DatedValue, ...], Field(min_length=1)]


class Data(Part):
    """How the table is read. A cell is a number or a text that names a state."""

    unit: Identifier
    """the column with the id of the unit"""
    name: Identifier | None = None
    """the column with its name"""
    states: dict[str, MissingState] = {}
    """texts of cells and what they mean, besides the names of the states; "" is an empty cell"""


class Rulebook(Part):
    format: Literal[1]
    """of this page"""
    id: Identifier
    version: str
    name: str
    """as the document has it"""
    name_en: str | None = None
    status: Status
    """results carry it; what nobody has issued is illustrative (示例)"""
    effective_from: date
    """first day in force"""
    effective_to: date | None = None
    """last day in force; none yet if left out"""
    remark: str | None = None
    basis: Identifier
    """a key of `sources`: of everything that has none of its own"""
    sources: Annotated[dict[str, Source], Field(min_length=1)]
    """documents and clauses, by keys that `basis` names"""
    parameters: dict[str, Parameter] = {}
    """values with a date, by keys that {parameter: key} names"""
    data: Data
    order: tuple[Literal["denominate", "fill", "treat"], ...] = ("denominate", "fill", "treat")
    """steps before scoring, each once; missing values are filled in before or after treatment"""
    tree: AnyNode
    """its topmost node has the score of the unit"""
    outcome: Outcome = Outcome()
    """rounding, rank, grades"""
    company: Company | None = None
    """left out where units belong to nobody"""

    def nodes(self) -> Iterator[Indicator | Group]:
        """Yield every node once, parts before their group, in the order of the file."""
        yield from _below(self.tree)


def _below(node: AnyNode) -> Iterator[Indicator | Group]:
    if isinstance(node, Group):
        for part in node.parts:
            yield from _below(part)
    if isinstance(node, Indicator | Group):
        yield node
