"""Numbers of service requests as people read them out: PQ-20261123-0007."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from mashangban.core.identifiers.errors import IdentifierError, Problem
from mashangban.core.identifiers.folding import fold

PREFIX = re.compile(r"[A-Z]{2,6}")
NUMBER = re.compile(r"(?P<prefix>[A-Z]{2,6})-(?P<day>[0-9]{8})-(?P<sequence>[0-9]{4,})")
LEAST_DIGITS = 4


@dataclass(frozen=True, slots=True, order=True)
class RequestNumber:
    """A number: what it counts, the day, and the place in that day's sequence, from 1.

    `str()` writes it; a sequence beyond 9999 takes more digits. Ordered as counted.
    """

    prefix: str
    day: date
    sequence: int

    def __post_init__(self) -> None:
        if not PREFIX.fullmatch(self.prefix):
            raise IdentifierError(
                f'The prefix "{self.prefix}" is not two to six capital letters.',
                problem=Problem.CHARACTER,
                text=self.prefix,
            )
        if self.sequence < 1:
            raise IdentifierError(
                f"The sequence starts with 1; {self.sequence} is before it.",
                problem=Problem.FORM,
                text=str(self.sequence),
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as people type it; raises IdentifierError."""
        typed = fold(text)
        match = NUMBER.fullmatch(typed)
        # 00007 would be a second way to write 0007.
        if match is None or (len(match["sequence"]) > LEAST_DIGITS and match["sequence"][0] == "0"):
            raise IdentifierError(
                f'"{text}" is not a request number; one looks like PQ-20261123-0007.',
                problem=Problem.FORM,
                text=text,
            )
        try:
            day = date.fromisoformat(match["day"])
        except ValueError:
            raise IdentifierError(
                f'"{match["day"]}" in "{text}" is not a date.', problem=Problem.DATE, text=text
            ) from None
        return cls(prefix=match["prefix"], day=day, sequence=int(match["sequence"]))

    def __str__(self) -> str:
        # Not strftime: %Y does not pad years before 1000 everywhere.
        day = self.day.isoformat().replace("-", "")
        return f"{self.prefix}-{day}-{self.sequence:0{LEAST_DIGITS}d}"
