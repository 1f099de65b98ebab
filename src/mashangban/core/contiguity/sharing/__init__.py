"""Dividing what a cluster saves so that no member and no group would do better without the others.

`Game.of` takes what every cluster of members is worth, `divide` gives the nucleolus in whole yuan,
or besides it the proof that no division is free of objections.
"""

from mashangban.core.contiguity.sharing.division import Division, divide
from mashangban.core.contiguity.sharing.game import MOST_MEMBERS, Game, SharingError
from mashangban.core.contiguity.sharing.nucleolus import (
    EmptyCore,
    NotExact,
    Nucleolus,
    nucleolus,
)

__all__ = [
    "MOST_MEMBERS",
    "Division",
    "EmptyCore",
    "Game",
    "NotExact",
    "Nucleolus",
    "SharingError",
    "divide",
    "nucleolus",
]
