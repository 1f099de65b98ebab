"""Where the demonstration's chance comes from: sources that give the same numbers each time."""

import random
from math import log
from typing import Final

SEED: Final = 2026  # of the demonstration that everybody sees


def source(*topic: object) -> random.Random:
    """Return a source for one topic ("demand", 7): what one draws does not move the others."""
    return random.Random("/".join(map(str, topic)))  # noqa: S311 - invented data, not secrets


def around(chance: random.Random, middle: float, *, spread: float) -> float:
    """Return a positive number, half of the time below `middle`; with `spread` 0.5 two thirds lie
    between 0.6 and 1.6 times that. Long delays are rare and short ones never negative."""
    return chance.lognormvariate(log(middle), spread)
