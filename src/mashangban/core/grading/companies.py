"""From areas to companies, and what giving up an area would do to one."""

from dataclasses import dataclass

import numpy as np

from mashangban.core.datafiles import DataError
from mashangban.core.grading.conditions import holds
from mashangban.core.grading.cutting import NOT_RATED, cut
from mashangban.core.grading.grading import Graded
from mashangban.core.grading.plan import Flags, Floats
from mashangban.core.grading.rounding import ranks, round_to
from mashangban.core.grading.rulebook.company import Company
from mashangban.core.grading.rulebook.outcome import Condition
from mashangban.core.grading.table import Table


@dataclass(frozen=True, slots=True)
class Counted:
    """An area in the mean of its company: its published score and the weight it counts with."""

    unit: str
    score: float
    weight: float
    protections: tuple[str, ...]
    given_up: bool


@dataclass(frozen=True, slots=True)
class CompanyScore:
    """mean: by the rulebook's weight; also: by other columns; exact: after the worst area's hold.

    worst: the area that holds the score down, None if there is none or it does not. published,
    rank and grade as those of areas; areas that are not rated are left out and named.
    """

    company: str
    mean: float
    also: tuple[tuple[str, float], ...]
    worst: str | None
    exact: float
    published: float
    rank: float
    grade: str | None
    areas: tuple[Counted, ...]
    not_rated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a company's exact score was, and would be had it given up its worst area today.

    `without_rule`: if the rulebook did not let areas that were given up count on. NaN: the company
    would have no area left.
    """

    company: str
    area: str
    before: float
    after: float
    without_rule: float

    @property
    def rewarded(self) -> bool:
        """Tell whether giving it up would raise the score."""
        return self.after > self.before


@dataclass(frozen=True, slots=True)
class _Areas:
    """The areas that count, by row: their company, score, weights and protection."""

    rows: tuple[int, ...]
    weights: Floats
    spared: Flags
    protections: tuple[tuple[str, ...], ...]
    given_up: Flags
    also: tuple[tuple[str, Floats], ...]


def grade_companies(graded: Graded) -> tuple[CompanyScore, ...]:
    """Return the companies by name. Raises DataError; ValueError without a section `company`."""
    rule = _rule(graded)
    table, areas = graded.run.table, _areas(graded, rule)
    owned = _by_company(areas.rows, rule, table)
    found = [_company(name, rows, graded, rule, areas) for name, rows in sorted(owned.items())]
    exact = np.array([company.exact for company in found])
    published = exact
    if rule.rounding:
        published = round_to(exact, rule.rounding.decimals, rule.rounding.mode)
    rank = ranks(published)
    grades = np.full(len(found), NOT_RATED)
    if rule.cuts:
        names = Table(tuple(company.company for company in found), {})
        grades = cut(published, rule.cuts, len(rule.grades), names)
    return tuple(
        CompanyScore(
            company=company.company,
            mean=company.mean,
            also=company.also,
            worst=company.worst,
            exact=company.exact,
            published=float(published[place]),
            rank=float(rank[place]),
            grade=None if grades[place] == NOT_RATED else rule.grades[int(grades[place])].id,
            areas=company.areas,
            not_rated=company.not_rated,
        )
        for place, company in enumerate(found)
    )


def drop_worst(graded: Graded) -> tuple[Dropped, ...]:
    """Return for each company with two rated areas or more what giving up its worst one would do.

    The worst is the one with the least score; of equals the first by id. Under a rulebook that
    carries areas over, it counts on: it was given up 0 (months) ago.
    """
    rule = _rule(graded)
    table, areas = graded.run.table, _areas(graded, rule)
    result = []
    for name, rows in sorted(_by_company(areas.rows, rule, table).items()):
        rated = [row for row in rows if not np.isnan(graded.published[row])]
        held = [row for row in rated if not areas.given_up[row]]
        if len(rated) < 2 or not held:
            continue
        worst = min(held, key=lambda row: (graded.published[row], table.units[row]))
        kept = [row for row in rows if row != worst]
        before = _company(name, rows, graded, rule, areas).exact
        without = _company(name, kept, graded, rule, areas).exact
        carried = rule.carry_over is not None and _holds_for(rule.carry_over.when, 0)
        result.append(
            Dropped(name, table.units[worst], before, before if carried else without, without)
        )
    return tuple(result)


def _rule(graded: Graded) -> Company:
    rule = graded.run.loaded.rulebook.company
    if rule is None:
        raise ValueError("The rulebook has no section company.")
    return rule


def _holds_for(condition: Condition, number: float) -> bool:
    return (condition.at_least is None or number >= condition.at_least) and (
        condition.below is None or number < condition.below
    )


def _areas(graded: Graded, rule: Company) -> _Areas:
    table = graded.run.table
    n = len(table.units)
    weights, spared = table.numbers(rule.weight), np.zeros(n, dtype=bool)
    protections: list[tuple[str, ...]] = [()] * n
    for protection in rule.protections:
        hit = holds(protection.when, table)
        weights = np.where(hit, weights * protection.weight, weights)
        spared |= hit & protection.spares_worst
        for row in np.flatnonzero(hit):
            protections[row] = (*protections[row], protection.id)
    given_up, counts = np.zeros(n, dtype=bool), np.ones(n, dtype=bool)
    if rule.given_up is not None:
        given_up = ~np.isnan(table.numbers(rule.given_up))
        carried = holds(rule.carry_over.when, table) if rule.carry_over else np.zeros(n, dtype=bool)
        counts = ~given_up | carried
    return _Areas(
        tuple(int(row) for row in np.flatnonzero(counts)),
        weights,
        spared,
        tuple(protections),
        given_up,
        tuple((column, table.numbers(column)) for column in rule.also),
    )


def _by_company(rows: tuple[int, ...], rule: Company, table: Table) -> dict[str, list[int]]:
    names = table.texts(rule.column)
    owned: dict[str, list[int]] = {}
    for row in rows:
        if names[row]:
            owned.setdefault(names[row], []).append(row)
    return owned


def _company(
    name: str, rows: list[int], graded: Graded, rule: Company, areas: _Areas
) -> CompanyScore:
    """Return a company's scores; rank, grade and rounding are left for later."""
    table, published = graded.run.table, graded.published
    rated = [row for row in rows if not np.isnan(published[row])]
    for row in rated:
        if not areas.weights[row] >= 0:
            raise DataError(
                f'Unit "{table.units[row]}", column "{rule.weight}": a weight is a number of 0 or '
                "more."
            )
    mean = _mean(published[rated], areas.weights[rated])
    also = tuple(
        (column, _mean(published[rated], numbers[rated])) for column, numbers in areas.also
    )
    exact, worst = mean, None
    held = [row for row in rated if not areas.spared[row]]
    if rule.worst and held:
        lowest = min(held, key=lambda row: (published[row], table.units[row]))
        limit = float(published[lowest]) + rule.worst.margin
        if limit < mean:
            exact, worst = limit, table.units[lowest]
    return CompanyScore(
        company=name,
        mean=mean,
        also=also,
        worst=worst,
        exact=exact,
        published=exact,
        rank=float("nan"),
        grade=None,
        areas=tuple(
            Counted(
                table.units[row],
                float(published[row]),
                float(areas.weights[row]),
                areas.protections[row],
                bool(areas.given_up[row]),
            )
            for row in rated
        ),
        not_rated=tuple(table.units[row] for row in rows if np.isnan(published[row])),
    )


def _mean(scores: Floats, weights: Floats) -> float:
    """Return the weighted mean, NaN if nothing weighs."""
    total = float(weights.sum())
    return float((scores * weights).sum() / total) if total > 0 else float("nan")
