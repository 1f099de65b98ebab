"""Arterial roads and rivers: what a line between two compounds crosses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Lines = npt.NDArray[Any]  # of shapely geometries


@dataclass(frozen=True, slots=True)
class Barriers:
    """Centre lines of arterial roads, and rivers as lines or areas; in metres on one plane."""

    arterial_roads: Sequence[shapely.Geometry] = ()
    rivers: Sequence[shapely.Geometry] = ()


def crossed(lines: Lines, barriers: Sequence[shapely.Geometry]) -> npt.NDArray[np.bool_]:
    """Say of each of `lines` whether it touches one of `barriers`."""
    found = np.zeros(len(lines), np.bool_)
    if len(barriers) and len(lines):
        which, _ = shapely.STRtree(list(barriers)).query(lines, predicate="intersects")
        found[which] = True
    return found
