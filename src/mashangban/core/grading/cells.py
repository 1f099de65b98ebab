"""From the cells of the table to the number, or the state, of each unit in each indicator."""

import math
from collections.abc import Mapping

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.plan import Codes, Flags, Floats, LeafPlan, Plan, State
from mashangban.core.grading.rulebook.document import Data
from mashangban.core.grading.rulebook.missing import MissingState
from mashangban.core.grading.rulebook.scores import Deductions, YesNo
from mashangban.core.grading.table import Table

CODES = {
    MissingState.NOT_APPLICABLE: State.NOT_APPLICABLE,
    MissingState.NOT_COLLECTED: State.NOT_COLLECTED,
    MissingState.WITHHELD: State.WITHHELD,
    MissingState.BELOW_MINIMUM: State.BELOW_MINIMUM,
}
NAMES = {code: state for state, code in CODES.items()}
YES = ("yes", "true", "1", "是")
NO = ("no", "false", "0", "否")
UNDOCUMENTED = 2.0  # a yes without its document


def read_cells(plan: Plan, data: Data, table: Table) -> tuple[Floats, Codes]:
    """Return numbers float64[n, L], NaN where there is none, and states int8[n, L].

    A yes is 1, a no 0, a yes without its document 2; of deductions the number is the sum of the
    points. Raises DataError for a cell that is neither a number nor a state.
    """
    shape = (len(table.units), len(plan.leaves))
    numbers, states = np.full(shape, np.nan), np.zeros(shape, dtype=np.int8)
    meanings = {state.value: state for state in MissingState} | dict(data.states)
    for column, leaf in enumerate(plan.leaves):
        numbers[:, column], states[:, column] = _leaf(leaf, table, meanings)
        if leaf.rules.denominator:
            # Without its denominator a number says nothing; it is missing for the same reason.
            _, why = _column(leaf.rules.denominator.column, table, meanings)
            lost = (why != State.PRESENT) & (states[:, column] == State.PRESENT)
            states[lost, column] = why[lost]
            numbers[lost, column] = np.nan
        few = _below_minimum(leaf, table)
        states[few & (states[:, column] == State.PRESENT), column] = State.BELOW_MINIMUM
        numbers[few, column] = np.nan
    return numbers, states


def _leaf(
    leaf: LeafPlan, table: Table, meanings: Mapping[str, MissingState]
) -> tuple[Floats, Codes]:
    match leaf.rules.score:
        case Deductions(items=items):
            total = np.zeros(len(table.units))
            states = np.zeros(len(table.units), dtype=np.int8)
            for item in items:
                found, why = _column(item.column, table, meanings)
                if (found < 0).any():
                    raise DataError(f'Column "{item.column}": findings are 0 or more.')
                points = found * item.points
                total += points if item.at_most is None else np.minimum(points, item.at_most)
                states = np.where(states == State.PRESENT, why, states)
            return np.where(states == State.PRESENT, total, np.nan), states
        case YesNo(document=document):
            answers, states = _column(leaf.rules.source_column, table, meanings, yes_no=True)
            if document is not None:
                empty = np.array([not text for text in table.texts(document)])
                answers = np.where((answers == 1) & empty, UNDOCUMENTED, answers)
            return answers, states
        case _:
            return _column(leaf.rules.source_column, table, meanings)


def _column(
    column: str, table: Table, meanings: Mapping[str, MissingState], *, yes_no: bool = False
) -> tuple[Floats, Codes]:
    texts = table.texts(column)
    numbers, states = np.full(len(texts), math.nan), np.zeros(len(texts), dtype=np.int8)
    for row, text in enumerate(texts):
        state = meanings.get(text)
        if state is not None:
            states[row] = CODES[state]
        elif not text:
            raise DataError(
                f'Unit "{table.units[row]}", column "{column}": the cell is empty. Write why '
                f"({', '.join(MissingState)}), or say in the rulebook what an empty cell means: "
                'data: {states: {"": not_collected}}.'
            )
        elif yes_no:
            numbers[row] = _answer(text, column, table.units[row])
        else:
            numbers[row] = table.number(text, column, row)
    return numbers, states


def _answer(text: str, column: str, unit: str) -> float:
    if text.lower() in YES:
        return 1
    if text.lower() in NO:
        return 0
    raise DataError(
        f'Unit "{unit}", column "{column}": "{text}" is neither a yes ({", ".join(YES)}) nor a no '
        f"({', '.join(NO)})."
    )


def _below_minimum(leaf: LeafPlan, table: Table) -> Flags:
    minimum = leaf.rules.minimum
    if minimum is None:
        return np.zeros(len(table.units), dtype=bool)
    # An empty cell is no number of answers at all.
    return ~(table.numbers(minimum.column) >= minimum.at_least)
