"""What each group of a cluster's members would save without the others."""

from collections.abc import Mapping
from dataclasses import dataclass

MOST_MEMBERS = 12  # groups are 2 to the power of the members


class SharingError(ValueError):
    """There are too many members, or none."""


@dataclass(frozen=True, slots=True)
class Game:
    """`values[group]`: whole yuan that the members of the bits `group` save by themselves.

    `values[0]` is 0. A group saves at least what its parts save. Raises SharingError.
    """

    members: int
    values: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.members <= MOST_MEMBERS:
            raise SharingError(
                f"A division is computed for 1 to {MOST_MEMBERS} members, not {self.members}."
            )
        if len(self.values) != 1 << self.members or self.values[0]:
            raise SharingError("A game has one value for each group, 0 for none.")

    @property
    def whole(self) -> int:
        """Return what all members save together."""
        return self.values[-1]

    @classmethod
    def of(cls, members: int, worth: Mapping[int, int], *, whole: int) -> "Game":
        """Make the game of what single clusters are worth, by their bits.

        A group does the best it can: it forms those of the clusters that are worth most together,
        and leaves the others alone at 0. `whole` is what all members together are worth.
        """
        everyone = (1 << members) - 1
        values = [0] * (everyone + 1)
        for group in range(1, everyone + 1):
            lowest = group & -group
            rest = group ^ lowest
            best = max(values[rest], worth.get(group, 0))
            part = rest
            while part:
                # The part with the lowest member, and what it leaves.
                left = part
                inside = worth.get(group ^ left)
                if inside is not None:
                    best = max(best, inside + values[left])
                part = (part - 1) & rest
            values[group] = best
        values[everyone] = whole
        return cls(members, tuple(values))


def members_of(group: int) -> list[int]:
    """Return the members of the bits `group`."""
    return [member for member in range(group.bit_length()) if group >> member & 1]
