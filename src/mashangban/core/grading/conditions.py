"""Which units a condition holds for."""

from collections.abc import Iterable

import numpy as np

from mashangban.core.grading.plan import Flags
from mashangban.core.grading.rulebook.outcome import Condition
from mashangban.core.grading.table import Table


def holds(condition: Condition, table: Table) -> Flags:
    """Return bool[n]; an empty cell is no number. Raises DataError for another text."""
    if condition.among:
        return np.array([text in condition.among for text in table.texts(condition.column)])
    numbers = table.numbers(condition.column)
    result = ~np.isnan(numbers)
    if condition.at_least is not None:
        result &= numbers >= condition.at_least
    if condition.below is not None:
        result &= numbers < condition.below
    return np.asarray(result)


def any_holds(conditions: Iterable[Condition], table: Table) -> Flags:
    """Return bool[n]: whether one of the conditions holds; of none, never."""
    result = np.zeros(len(table.units), dtype=bool)
    for condition in conditions:
        result |= holds(condition, table)
    return result
