"""Linear equations with fractions."""

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]


def solved(rows: Sequence[Sequence[Fraction | int]], unknowns: int) -> Row | None:
    """Return the one solution of equations; the last figure of each row is its right-hand side.

    None if there is none, or more than one.
    """
    table: list[Row] = []  # rows reduced so far, each with its leading place
    leads: list[int] = []
    for row in rows:
        new = _reduced([Fraction(figure) for figure in row], table, leads)
        lead = next((place for place in range(unknowns) if new[place]), None)
        if lead is None:
            if new[unknowns]:
                return None
            continue
        new = [figure / new[lead] for figure in new]
        for place, old in enumerate(table):
            table[place] = _minus(old, new, old[lead])
        table.append(new)
        leads.append(lead)
    if len(leads) < unknowns:
        return None
    by_lead = dict(zip(leads, table, strict=True))
    return [by_lead[place][unknowns] for place in range(unknowns)]


class Span:
    """The space of the rows that were added; says whether another row lies in it."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._rows: list[Row] = []
        self._leads: list[int] = []

    @property
    def full(self) -> bool:
        """Say whether every row of this width lies in it."""
        return len(self._rows) == self.width

    def holds(self, row: Sequence[int]) -> bool:
        """Say whether `row` is a combination of the rows added."""
        return not any(_reduced([Fraction(figure) for figure in row], self._rows, self._leads))

    def add(self, row: Sequence[int]) -> None:
        """Add `row`; one it holds changes nothing."""
        new = _reduced([Fraction(figure) for figure in row], self._rows, self._leads)
        lead = next((place for place, figure in enumerate(new) if figure), None)
        if lead is None:
            return
        new = [figure / new[lead] for figure in new]
        self._rows = [_minus(old, new, old[lead]) for old in self._rows]
        self._rows.append(new)
        self._leads.append(lead)


def _reduced(row: Row, table: Sequence[Row], leads: Sequence[int]) -> Row:
    for other, lead in zip(table, leads, strict=True):
        row = _minus(row, other, row[lead])
    return row


def _minus(row: Row, other: Row, times: Fraction) -> Row:
    if not times:
        return row
    return [figure - times * less for figure, less in zip(row, other, strict=True)]
