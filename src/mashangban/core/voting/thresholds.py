"""What part of a whole is enough: at least 2/3, more than 1/2. Exact, in whole numbers.

过半数 leaves the half itself out, 以上 includes the number (民法典 art. 1259).
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from mashangban.core.datafiles import DataError

FORM = re.compile(r"(at least|more than) ([1-9][0-9]*)/([1-9][0-9]*)")
MORE_THAN = "more than"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A fraction in (0, 1], and whether it must be exceeded; parts and wholes are integers.

    Raises DataError for a fraction that nothing or everything could reach.
    """

    fraction: Fraction
    strict: bool

    def __post_init__(self) -> None:
        if not (0 < self.fraction <= 1) or (self.strict and self.fraction == 1):
            raise DataError(f'"{self}" is not a threshold that can be met and missed.')

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "at least 2/3" or "more than 1/2"; raises DataError."""
        match = FORM.fullmatch(text)
        if match is None:
            raise DataError(f'"{text}" is not a threshold such as "at least 2/3", "more than 1/2".')
        return cls(Fraction(int(match[2]), int(match[3])), strict=match[1] == MORE_THAN)

    def met_by(self, part: int, whole: int) -> bool:
        """Say whether `part` of `whole` is enough; of nothing it never is."""
        if not whole:
            return False
        reached = Fraction(part, whole)
        return reached > self.fraction if self.strict else reached >= self.fraction

    def least(self, whole: int) -> int:
        """Return the smallest part of `whole` that is enough, never less than 1."""
        return self._least_above(self.fraction * whole)

    def further(self, part: int, whole: int) -> int | None:
        """Return the smallest number that is enough once added to `part` and `whole` alike.

        So many must still come and agree. None if no number is enough.
        """
        if self.met_by(part, whole):
            return 0
        if self.fraction == 1 and whole:
            return None
        if self.fraction == 1:
            return 1
        return self._least_above((self.fraction * whole - part) / (1 - self.fraction))

    def _least_above(self, bound: Fraction) -> int:
        least = bound.numerator // bound.denominator
        if self.strict or least < bound:
            least += 1
        return max(least, 1)

    def __str__(self) -> str:
        return f"{MORE_THAN if self.strict else 'at least'} {self.fraction}"
