"""How alike two texts are, as strings or as any sequences of their units."""

from collections.abc import Sequence, Set
from itertools import pairwise


def bigrams(text: Sequence[str]) -> frozenset[tuple[str, ...]]:
    """Return the pairs of neighbours in `text`; a text of one has itself, an empty one nothing."""
    if len(text) == 1:
        return frozenset({(text[0],)})
    return frozenset(pairwise(text))


def dice(one: Set[object], other: Set[object]) -> float:
    """Return twice what is common over what there is, 0 to 1; 0 where there is nothing."""
    there = len(one) + len(other)
    return 2 * len(one & other) / there if there else 0.0


def differing_place(one: Sequence[str], other: Sequence[str]) -> int | None:
    """Return the only place where two texts of one length differ, None otherwise."""
    if len(one) != len(other):
        return None
    places = [place for place, pair in enumerate(zip(one, other, strict=True)) if len({*pair}) > 1]
    return places[0] if len(places) == 1 else None


def edit_distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many units must be put in, left out or replaced to make `other` of `one`."""
    row = list(range(len(other) + 1))
    for above, mine in enumerate(one):
        before, row[0] = row[0], above + 1
        for place, theirs in enumerate(other, start=1):
            changed = min(before + (mine != theirs), row[place] + 1, row[place - 1] + 1)
            before, row[place] = row[place], changed
    return row[-1]


def is_subsequence(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Say whether `shorter` is `longer` with something left out."""
    rest = iter(longer)
    return all(unit in rest for unit in shorter)
