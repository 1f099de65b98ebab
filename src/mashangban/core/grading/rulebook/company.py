"""From the scores of areas to that of the company that looks after them."""

from typing import Annotated

from pydantic import Field

from mashangban.core.grading.rulebook.base import Identifier, NotNegative, Part, Share
from mashangban.core.grading.rulebook.outcome import Condition, Cuts, Grade, Rounding


class WorstArea(Part):
    """A company is at most `margin` points above its worst area, however small that is."""

    margin: NotNegative
    basis: Identifier | None = None


class Protection(Part):
    """Areas that a company must not suffer for: just taken over, or difficult work undertaken."""

    id: Identifier
    name: str | None = None
    name_en: str | None = None
    when: Condition
    spares_worst: bool = True
    """does not count as the worst area"""
    weight: Share = 1
    """part of its weight in the mean"""
    basis: Identifier | None = None


class CarryOver(Part):
    """Areas given up count on while `when` holds, so that giving up the worst one gains nothing."""

    when: Condition
    basis: Identifier | None = None


class Company(Part):
    column: Identifier
    """whose text names the company; areas with an empty cell have none"""
    weight: Identifier
    """the column by which areas count: households or area"""
    also: tuple[Identifier, ...] = ()
    """other such columns, by which the mean is shown beside"""
    given_up: Identifier | None = None
    """the column with how long ago the area was given up; empty for areas still looked after"""
    carry_over: CarryOver | None = None
    worst: WorstArea | None = None
    protections: tuple[Protection, ...] = ()
    rounding: Rounding | None = None
    grades: tuple[Grade, ...] = ()
    cuts: Annotated[Cuts | None, Field()] = None
