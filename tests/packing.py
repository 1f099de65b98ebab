"""Small packing problems and their best plan by trying everything."""

from functools import cache
from itertools import combinations

import numpy as np
from hypothesis import strategies as st

from mashangban.core.contiguity import Columns, Instance, SideRow


def best(instance: Instance) -> int:
    """Return the value of the best plan by brute force."""
    sets = [set(nodes) for nodes in instance.columns]
    values = instance.values.tolist()
    uses = [dict(zip(row.columns.tolist(), row.coefficients.tolist(), strict=True))
            for row in instance.rows]  # fmt: skip
    limits = [row.at_most for row in instance.rows]

    @cache
    def search(start: int, taken: frozenset[int], used: tuple[int, ...]) -> int:
        fits = all(amount <= limit for amount, limit in zip(used, limits, strict=True))
        most = 0 if fits else -(10**9)
        for column in range(start, len(sets)):
            if not sets[column] & taken:
                after = tuple(
                    amount + use.get(column, 0) for amount, use in zip(used, uses, strict=True)
                )
                rest = search(column + 1, taken | sets[column], after)
                most = max(most, values[column] + rest)
        return most

    return search(0, frozenset(), (0,) * len(limits))


@st.composite
def instances(draw: st.DrawFn, *, rows: int = 2, values: tuple[int, int] = (-3, 20)) -> Instance:
    """Draw an instance of up to 7 nodes and 12 columns with up to `rows` side rows."""
    nodes = draw(st.integers(1, 7))
    sets = [s for size in (1, 2, 3, 4) for s in combinations(range(nodes), size)]
    chosen = draw(st.lists(st.sampled_from(sets), min_size=1, max_size=12))
    figures = st.lists(st.integers(*values), min_size=len(chosen), max_size=len(chosen))
    uses = st.lists(st.integers(-2, 6), min_size=len(chosen), max_size=len(chosen))
    return Instance(
        nodes,
        Columns.of(chosen),
        np.array(draw(figures), np.int64),
        tuple(
            SideRow.of(f"row {number}", draw(uses), draw(st.integers(0, 12)))
            for number in range(draw(st.integers(0, rows)))
        ),
    )
