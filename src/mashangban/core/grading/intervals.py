"""What became of ranks and grades over the draws, as CSV."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mashangban.core.grading.reporting import csv_text, number_text

if TYPE_CHECKING:
    from mashangban.core.grading.doubt.draws.outcome import Outcome


def intervals_csv(found: "Outcome", grades: Sequence[str]) -> str:
    """Return one line a unit: rank and interval, score and deviation, part of draws per grade.

    Of 95 of 100 draws (`level`) the rank is from `best` to `worst`. Grades are those of fixed cuts,
    before corrections; they are left out if the rulebook has no such.
    """
    shown = list(grades) if found.grades.shape[1] == len(grades) > 1 else []
    head = ["unit", "score", "rank", "best", "middle", "worst", "mean", "deviation"]
    rows = (
        [
            unit,
            *(
                number_text(float(column[row]))
                for column in (
                    found.score,
                    found.rank,
                    found.best,
                    found.middle,
                    found.worst,
                    found.mean,
                    found.deviation,
                )
            ),
            *(number_text(float(found.grades[row, place])) for place in range(len(shown))),
        ]
        for row, unit in enumerate(found.units)
    )
    return csv_text([*head, *(f"part_{own}" for own in shown)], rows)
