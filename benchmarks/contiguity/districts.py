"""Generated districts: invented compounds on a jittered grid, cut into subdistricts.

Their figures are assumptions (示例) of the size that makes problems as hard as real districts do.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from mashangban.core.contiguity import (
    Caps,
    Columns,
    DiameterCap,
    Neighbours,
    RatioCap,
    SpreadCap,
    SumCap,
)

Ints = npt.NDArray[np.int64]

SIDE = 9  # a subdistrict is a square of so many compounds a side, less those left out
PER_SUBDISTRICT = 75
SPACING = 150  # metres between neighbours on the grid
JOINED = 0.90  # of the sides of the grid; the rest are arterial roads
CROSSED = 0.40  # of the diagonals
WALLED = 0.45  # of the joins that are a shared wall
MONTHS = 60
YUAN = 1_000


class Width(StrEnum):
    TIGHT = "tight"
    MEDIUM = "medium"
    LOOSE = "loose"


@dataclass(frozen=True, slots=True, eq=False)
class District:
    """Figures by node: metres, households, square metres, months, cents, gates.

    `walls` are the joins (one row a pair) that are a shared wall.
    """

    graph: Neighbours
    walls: Ints
    subdistrict: Ints
    x: Ints
    y: Ints
    households: Ints
    area: Ints
    green: Ints
    end: Ints
    fee: Ints
    gates: Ints

    def __len__(self) -> int:
        return len(self.graph)

    def caps(self, width: Width, size: int, *, across: bool = False) -> Caps:
        """Return the limits of a cluster; `across`: it may join several subdistricts."""
        households, area, diameter = {
            Width.TIGHT: (3_000, 300_000, 900),
            Width.MEDIUM: (4_000, 400_000, 1_200),
            Width.LOOSE: (6_000, 600_000, 1_500),
        }[width]
        spreads: tuple[SpreadCap, ...] = () if across else (SpreadCap(self.subdistrict, 0),)
        ratios: tuple[RatioCap, ...] = ()
        if width is not Width.LOOSE:
            window, ratio = (18, 18) if width is Width.TIGHT else (24, 25)
            spreads += (SpreadCap(self.end, window),)
            ratios = (RatioCap(self.fee, ratio, 10),)
        return Caps(
            size=size,
            sums=(SumCap(self.households, households), SumCap(self.area, area)),
            spreads=spreads,
            ratios=ratios,
            diameter=DiameterCap(self.x, self.y, diameter),
        )

    def split(self) -> "list[District]":
        """Return each subdistrict by itself."""
        return [self._only(np.flatnonzero(self.subdistrict == name))
                for name in np.unique(self.subdistrict)]  # fmt: skip

    def _only(self, nodes: Ints) -> "District":
        place = np.full(len(self), -1)
        place[nodes] = np.arange(len(nodes))
        starts = np.repeat(np.arange(len(self)), np.diff(self.graph.offsets))
        pairs = place[np.stack([starts, self.graph.members], axis=1)]
        walls = place[self.walls]
        figures = {
            name: getattr(self, name)[nodes]
            for name in ("subdistrict", "x", "y", "households", "area", "green", "end", "fee",
                         "gates")
        }  # fmt: skip
        return replace(
            self,
            graph=Neighbours.of(len(nodes), pairs[(pairs >= 0).all(axis=1)].tolist()),
            walls=walls[(walls >= 0).all(axis=1)],
            **figures,
        )


def district(count: int, *, seed: int) -> District:
    """Make a district of `count` compounds, a multiple of 75."""
    rng = np.random.default_rng(seed)
    blocks = count // PER_SUBDISTRICT
    across = max(1, int(blocks**0.5))
    down = -(-blocks // across)
    rows, columns = np.divmod(np.arange(down * SIDE * across * SIDE), across * SIDE)
    block = rows // SIDE * across + columns // SIDE
    kept = np.sort(
        np.concatenate(
            [
                rng.permutation(np.flatnonzero(block == name))[:PER_SUBDISTRICT]
                for name in range(blocks)
            ]
        )
    )
    number = np.full(len(rows), -1)
    number[kept] = np.arange(len(kept))
    grid = number.reshape(down * SIDE, across * SIDE)
    sides = _pairs(grid[:, :-1], grid[:, 1:]) + _pairs(grid[:-1], grid[1:])
    diagonals = _pairs(grid[:-1, :-1], grid[1:, 1:])
    joins = np.array(
        [pair for pair in sides if rng.random() < JOINED]
        + [pair for pair in diagonals if rng.random() < CROSSED]
    )
    households = np.clip(rng.lognormal(5.85, 0.6, len(kept)), 80, 2_500).astype(np.int64)
    return District(
        graph=Neighbours.of(len(kept), joins.tolist()),
        walls=joins[rng.random(len(joins)) < WALLED],
        subdistrict=block[kept],
        x=columns[kept] * SPACING + rng.integers(-40, 41, len(kept)),
        y=rows[kept] * SPACING + rng.integers(-40, 41, len(kept)),
        households=households,
        area=(households * rng.uniform(60, 110, len(kept))).astype(np.int64),
        green=(households * rng.uniform(10, 40, len(kept))).astype(np.int64),
        end=rng.integers(0, 37, len(kept)),
        fee=rng.integers(100, 241, len(kept)),
        gates=1 + (households > 700) + (rng.random(len(kept)) < 0.3),
    )


def _pairs(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    both = (one >= 0) & (other >= 0)
    return list(zip(one[both].tolist(), other[both].tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Worth:
    """What each column brings in yuan a year, and what it costs once."""

    values: Ints
    once: Ints


def worth(here: District, columns: Columns) -> Worth:
    """Return the saving of running each column together, spread over five years."""
    starts = columns.offsets[:-1]

    def total(figures: Ints) -> Ints:
        return np.add.reduceat(figures[columns.members], starts)

    opened = _inside(columns, here.walls, len(here))
    alone = _running(here.households, here.area, here.green, here.gates)
    joined = _running(
        total(here.households),
        total(here.area),
        total(here.green),
        np.maximum(1, total(here.gates) - opened),
    )
    fees = here.fee[columns.members]
    spread = np.maximum.reduceat(fees, starts) - np.minimum.reduceat(fees, starts)
    more = columns.sizes - 1
    once = 35 * YUAN * opened + 25 * YUAN * more + 400 * spread
    left = MONTHS - np.maximum.reduceat(here.end[columns.members], starts)
    saved = total(alone) - joined - 12 * YUAN * more
    return Worth(saved * left // MONTHS - once, once)


def _running(households: Ints, area: Ints, green: Ints, posts: Ints) -> Ints:
    """Return the yearly cost in yuan of what is run as one."""

    def steps(figures: Ints, size: int) -> Ints:
        return -(-figures // size)

    return (
        YUAN
        * (
            60
            + 90 * steps(households, 2_000)
            + 72 * steps(households, 700)
            + 162 * posts
            + 54 * steps(households, 1_200)
            + 48 * steps(area, 22_000)
            + 66 * steps(households, 900)
            + 45 * steps(green, 20_000)
        )
        + 37 * households
    )


def _inside(columns: Columns, pairs: Ints, nodes: int) -> Ints:
    """Return how many of the pairs each column has inside."""
    partners: list[list[int]] = [[] for _ in range(nodes)]
    for one, other in pairs.tolist():
        partners[min(one, other)].append(max(one, other))
    owners = np.repeat(np.arange(len(columns)), columns.sizes)
    keys = owners * nodes + columns.members
    count = np.zeros(len(columns), np.int64)
    for slot in range(max((len(some) for some in partners), default=0)):
        partner = np.array([some[slot] if slot < len(some) else -1 for some in partners])
        wanted = partner[columns.members]
        asked = np.flatnonzero(wanted >= 0)
        key = owners[asked] * nodes + wanted[asked]
        at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
        count += np.bincount(owners[asked][keys[at] == key], minlength=len(columns))
    return count
