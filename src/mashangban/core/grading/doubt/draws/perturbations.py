"""What a draw may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mashangban.core.grading.doubt.arrays import Floats

Deviations = float | Sequence[float] | Floats


@dataclass(frozen=True, slots=True)
class WeightNoise:
    """Weights times a factor even between 1 - `spread` and 1 + `spread`, then made to add up to 1.

    `level`: 1 for the weights of the root's children, 2 for those below; None for all levels.
    """

    spread: float
    level: int | None = None

    @property
    def name(self) -> str:
        return "weights" if self.level is None else f"weights of level {self.level}"


@dataclass(frozen=True, slots=True, eq=False)
class ScoreNoise:
    """Normal noise on the score at the root; `deviations`: one for all units, or one per unit."""

    name: ClassVar[str] = "score noise"
    deviations: Deviations


@dataclass(frozen=True, slots=True, eq=False)
class CellNoise:
    """Normal noise on the raw values, before they are treated, normalised and scored.

    `deviations`: one for all cells, one per leaf, or units × leaves; in the units of the values.
    """

    name: ClassVar[str] = "cell noise"
    deviations: Deviations


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways, each as likely: a treatment, a normalisation, an aggregation.

    `factor` and `alternatives` are names that the model knows; the first alternative is the one
    that the rulebook uses.
    """

    factor: str
    alternatives: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.factor


Perturbation = WeightNoise | ScoreNoise | CellNoise | Choice
