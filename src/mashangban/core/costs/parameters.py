"""The figures of the cost model as dated data: name, unit, source, and how sure they are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction

from mashangban.core.datafiles import DataError, Section
from mashangban.core.dated import SOURCE_KEYS, DatedRule, RuleSet, read_rules, read_source

FORM = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


class Shifts(StrEnum):
    """How posts are manned: at legal hours, or in the shifts of twelve hours one meets."""

    LEGAL_HOURS = "legal_hours"
    MARKET_SHIFTS = "market_shifts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostParameter(DatedRule):
    """One figure, exact, in `unit` (Chinese)."""

    figure: Fraction
    unit: str
    unit_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """All figures for one day and one way of manning posts; units as in parameters.yaml.

    Wages are what a person costs the company in a month.
    """

    persons_round_clock: Fraction
    persons_day: Fraction
    guard_wage: Fraction
    area_per_cleaner: Fraction
    cleaner_wage: Fraction
    area_per_fitter: Fraction
    fitter_wage: Fraction
    jobs_per_household: Fraction
    travel_speed: Fraction
    fitter_minutes: Fraction
    area_per_manager: Fraction
    manager_wage: Fraction
    desk_cost: Fraction
    green_cost: Fraction
    material_cost: Fraction
    overhead: Fraction
    handover_cost: Fraction
    vote_cost: Fraction
    filing_cost: Fraction
    harmonisation_months: Fraction
    wall_cost: Fraction
    wall_in_programme: Fraction
    gates_kept: Fraction
    collection: Fraction
    incentive_joint: Fraction
    incentive_merged: Fraction
    horizon: Fraction

    def __post_init__(self) -> None:
        for name in DIVISORS:
            if not getattr(self, name):
                raise DataError(f'The parameter "{name}" must be more than 0.')
        for name in WHOLE:
            if getattr(self, name).denominator != 1:
                raise DataError(f'The parameter "{name}" must be a whole number.')


DIVISORS = (
    "area_per_cleaner",
    "area_per_fitter",
    "travel_speed",
    "fitter_minutes",
    "area_per_manager",
    "horizon",
)
WHOLE = ("harmonisation_months", "gates_kept", "horizon")
BY_SHIFTS = ("persons_round_clock", "persons_day", "guard_wage")


def parse_parameters(text: str | bytes, *, origin: str) -> RuleSet[CostParameter]:
    """Read a list `parameters` from YAML, as in rulebooks/costs/parameters.yaml.

    `origin` names the file in errors. Raises DataError.
    """
    return read_rules(text, "parameters", _parameter, origin=origin)


def figure_of(text: str, *, where: str) -> Fraction:
    """Return the decimal number `text` exactly; raises DataError."""
    if not FORM.fullmatch(text):
        raise DataError(f'{where}: "{text}" is not a number of 0 or more such as "4.2".')
    return Fraction(text)


def tariff(
    parameters: RuleSet[CostParameter],
    *,
    on: date,
    shifts: Shifts,
    own: Mapping[str, Fraction] | None = None,
) -> Tariff:
    """Return the figures in force on the day `on`; `own` has those that a district replaces.

    Raises NoRuleInForce for a figure that is not in force, DataError for one of `own` that is none.
    """
    replaced = dict(own or {})
    figures = {}
    for field in fields(Tariff):
        code = code_of(field.name, shifts)
        known = parameters.rule_for(code, on=on).figure
        figures[field.name] = replaced.pop(code, known)
    others = {code_of(name, each) for name in BY_SHIFTS for each in Shifts}
    if unknown := sorted(replaced.keys() - others):
        raise DataError(
            f"No cost parameter is called {', '.join(unknown)}; there are: "
            f"{', '.join(parameters.codes)}."
        )
    return Tariff(**figures)


def code_of(name: str, shifts: Shifts) -> str:
    """Return the code of the field `name` of a tariff."""
    return f"{name}_{shifts}" if name in BY_SHIFTS else name


def _parameter(item: dict[object, object], origin: str) -> CostParameter:
    data = Section.of(item, where=f"{origin}, parameter {item.get('code')}")
    data.only("code", "name", "name_en", "unit", "unit_en", "figure", *SOURCE_KEYS)
    return CostParameter(
        code=data.take("code", str),
        name=data.take("name", str),
        name_en=data.take("name_en", str),
        unit=data.take("unit", str),
        unit_en=data.take("unit_en", str),
        figure=figure_of(data.take("figure", str), where=data.where),
        source=read_source(data),
    )
