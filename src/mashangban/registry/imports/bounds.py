"""Between which figures a value of a sheet can be true, and why: one place for all kinds.

These are no rules but our judgement, wide enough for the merely unusual. They catch slips of the
hand: year 0 or 20210, a figure with three digits too many, a monthly sum in the place of a price.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mashangban.registry.types import MOST_HOUSEHOLDS, OLDEST_YEAR, YEARS_AHEAD

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Bound:
    """The least and the most that a figure can be; `why` is shown with a refusal."""

    least: Decimal | int
    most: Decimal | int
    why: "_StrPromise"


HOUSEHOLDS: Final = Bound(
    1, MOST_HOUSEHOLDS, _("A compound has some hundred or some thousand households.")
)
# Yuan per square metre and month; old compounds pay 0.18, twenty large cities 2.57 on average.
FEE: Final = Bound(
    Decimal("0.01"),
    50,
    _("A fee is the price in yuan for one square metre and one month, not a sum."),
)


def built_year(on: date) -> Bound:
    """Return the bounds of a year of completion in a sheet that is imported on that day."""
    return Bound(
        OLDEST_YEAR,
        on.year + YEARS_AHEAD,
        _("It is the year in which the compound was completed, in four digits."),
    )
