"""After the score: rounding, rank, cuts, and the corrections in the order of the rulebook."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.conditions import any_holds, holds
from mashangban.core.grading.cutting import FITS, NOT_RATED, Grades, cut
from mashangban.core.grading.events import Event
from mashangban.core.grading.plan import Flags, Floats
from mashangban.core.grading.rounding import ranks, round_to
from mashangban.core.grading.rulebook.outcome import (
    CapIf,
    Correction,
    Events,
    LowerIf,
    Outcome,
    PointsDowngrade,
    Quota,
)
from mashangban.core.grading.running import Run
from mashangban.core.grading.table import Table


@dataclass(frozen=True, slots=True)
class Change:
    """What a correction did to one unit: the grade before and after, and why."""

    correction: str
    before: int
    after: int
    why: str


@dataclass(frozen=True, slots=True)
class Graded:
    """exact, published: float64[n], before and after rounding; NaN for 暂不评定.

    rank: float64[n]. by_cuts, grade: int64[n], places in the rulebook's grades, -1 for none;
    before and after corrections. changes: what happened to each unit, in order.
    """

    run: Run
    exact: Floats
    published: Floats
    rank: Floats
    by_cuts: Grades
    grade: Grades
    changes: tuple[tuple[Change, ...], ...]
    events: tuple[Event, ...]

    @property
    def outcome(self) -> Outcome:
        return self.run.loaded.rulebook.outcome

    def grade_id(self, row: int) -> str | None:
        """Return the grade's id; None for 暂不评定, and where the rulebook has no grades."""
        place = int(self.grade[row])
        return None if place == NOT_RATED else self.outcome.grades[place].id


def grade(run: Run, events: Iterable[Event] = ()) -> Graded:
    """Return ranks and grades of what was computed. Raises DataError."""
    outcome, table = run.loaded.rulebook.outcome, run.table
    known = tuple(sorted(events, key=lambda event: event.id))
    _refuse_unknown(known, outcome, table)
    exact = run.scores.values[:, run.plan.root]
    published = exact
    if outcome.rounding:
        published = round_to(exact, outcome.rounding.decimals, outcome.rounding.mode)
    rank = ranks(
        published if outcome.rank.of == "rounded" else exact,
        ties=outcome.rank.ties,
        lowest_first=outcome.rank.best == "lowest",
    )
    first = np.full(len(exact), NOT_RATED, dtype=np.int64)
    if outcome.cuts:
        first = cut(published, outcome.cuts, len(outcome.grades), table)
    current = first.copy()
    changes: list[list[Change]] = [[] for _ in table.units]
    for correction in outcome.corrections:
        spared = any_holds(correction.exempt, table)
        after, why = _corrected(correction, current, spared, published, run, known)
        for row in np.flatnonzero(after != current):
            changes[row].append(Change(correction.id, int(current[row]), int(after[row]), why[row]))
        current = after
    return Graded(
        run, exact, published, rank, first, current, tuple(tuple(own) for own in changes), known
    )


def _corrected(
    rule: Correction,
    current: Grades,
    spared: Flags,
    published: Floats,
    run: Run,
    events: tuple[Event, ...],
) -> tuple[Grades, list[str]]:
    """Return the grades after one correction, and for each unit why it was changed."""
    table, grades = run.table, run.loaded.rulebook.outcome.grades
    number = {own.id: place for place, own in enumerate(grades)}
    open_to = (current != NOT_RATED) & ~spared
    why = [""] * len(current)
    match rule:
        case PointsDowngrade():
            points = _points(rule, table)
            down = np.zeros(len(current), dtype=np.int64)
            for band in sorted(rule.bands, key=lambda band: band.at_least):
                down[points >= band.at_least] = band.down
            why = [f"{value:g}" for value in points]
            return _lowered(current, np.where(open_to, down, 0), len(grades)), why
        case LowerIf():
            hit = open_to & holds(rule.when, table)
            why = list(table.texts(rule.when.column))
            return _lowered(current, np.where(hit, rule.down, 0), len(grades)), why
        case CapIf():
            hit = open_to & holds(rule.when, table)
            why = list(table.texts(rule.when.column))
            return np.where(hit, np.maximum(current, number[rule.cap]), current), why
        case Events():
            return _by_events(rule, current, open_to, run, events, number)
        case Quota():
            return _within_quota(rule, current, spared, published, table, number)


def _points(rule: PointsDowngrade, table: Table) -> Floats:
    points = table.numbers(rule.column)
    if np.isnan(points).any():
        unit = table.units[int(np.argmax(np.isnan(points)))]
        raise DataError(
            f'Unit "{unit}", column "{rule.column}": the cell is empty; write 0 for no points.'
        )
    return points


def _lowered(current: Grades, down: Grades, grades: int) -> Grades:
    return np.where(current == NOT_RATED, current, np.minimum(current + down, grades - 1))


def _by_events(
    rule: Events,
    current: Grades,
    open_to: Flags,
    run: Run,
    events: tuple[Event, ...],
    number: dict[str, int],
) -> tuple[Grades, list[str]]:
    """Apply every event that counts on the day, in the order of their ids."""
    after, why = current.copy(), [""] * len(current)
    types = {own.id: own for own in rule.types}
    rows = {unit: row for row, unit in enumerate(run.table.units)}
    for event in events:
        row = rows[event.unit]
        if event.type not in types or not event.counts(run.loaded.on) or not open_to[row]:
            continue
        kind = types[event.type]
        if kind.cap is not None:
            lowered = max(int(after[row]), number[kind.cap])
        else:
            lowered = min(int(after[row]) + (kind.down or 0), len(number) - 1)
        if lowered != after[row]:
            said = f"{event.id} {event.type} {event.document}"
            why[row] = f"{why[row]}; {said}" if why[row] else said
        after[row] = lowered
    return after, why


def _within_quota(
    rule: Quota,
    current: Grades,
    spared: Flags,
    published: Floats,
    table: Table,
    number: dict[str, int],
) -> tuple[Grades, list[str]]:
    size = np.ones(len(current)) if rule.of is None else table.numbers(rule.of)
    rated = current != NOT_RATED
    if (np.isnan(size) & rated).any():
        unit = table.units[int(np.argmax(np.isnan(size) & rated))]
        raise DataError(f'Unit "{unit}", column "{rule.of}": the quota needs a number.')
    limit = rule.share * size[rated].sum() * (1 + FITS)
    first = any_holds(rule.priority, table)
    place = number[rule.grade]
    held = np.flatnonzero(rated & (current <= place) & ~spared)
    after, taken, full = current.copy(), 0.0, False
    blocks: dict[tuple[bool, float], list[int]] = {}
    for row in held:
        blocks.setdefault((not first[row], -float(published[row])), []).append(int(row))
    for key in sorted(blocks):
        taken += float(size[blocks[key]].sum())
        full = full or taken > limit
        if full:
            after[blocks[key]] = place + 1
    return after, [f"{rule.share:g}"] * len(current)


def _refuse_unknown(events: tuple[Event, ...], outcome: Outcome, table: Table) -> None:
    types = {
        kind.id
        for correction in outcome.corrections
        if isinstance(correction, Events)
        for kind in correction.types
    }
    for event in events:
        if event.unit not in table.units:
            raise DataError(f'Event "{event.id}": the data has no unit "{event.unit}".')
        if event.type not in types:
            raise DataError(
                f'Event "{event.id}": the rulebook has no type "{event.type}"; '
                f"there are: {', '.join(sorted(types)) or 'none'}."
            )
    if len({event.id for event in events}) < len(events):
        raise DataError("An event's id is there twice.")
