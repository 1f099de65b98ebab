"""How far the outlines of two compounds run along each other."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Shapes = npt.NDArray[Any]  # of shapely polygons
Places = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.float64]

# An outline faces another where it is at most so much further from it than the nearest place is:
# enough for walls that are not quite parallel, too little for outlines that meet at a corner.
DEPTH_M = 3.0
STEP_M = 3.0  # outlines are followed in steps of this length at most
AT_A_TIME = 20_000  # pairs looked at together: bounds the memory


def facing_lengths(shapes: Shapes, left: Places, right: Places, gaps: Lengths) -> Lengths:
    """Return the metres along which `shapes[left]` and `shapes[right]` face each other.

    `gaps` are the distances between them. Of the two outlines the shorter stretch counts, so the
    order of a pair does not matter.
    """
    outlines = _Outlines(shapes)
    bounds = shapely.bounds(shapes)
    shapely.prepare(shapes)
    found = np.empty(len(left), np.float64)
    for begin in range(0, len(left), AT_A_TIME):
        part = slice(begin, begin + AT_A_TIME)
        depth = gaps[part] + DEPTH_M
        found[part] = np.minimum(
            _stretch(outlines, shapes, bounds, left[part], right[part], depth),
            _stretch(outlines, shapes, bounds, right[part], left[part], depth),
        )
    return found


class _Outlines:
    """The middles of short pieces of all outlines, shape by shape, and how long each piece is."""

    def __init__(self, shapes: Shapes) -> None:
        lines = shapely.segmentize(shapely.boundary(shapes), STEP_M)
        rings, owner = shapely.get_parts(lines, return_index=True)
        corners, ring = shapely.get_coordinates(rings, return_index=True)
        same = ring[1:] == ring[:-1]
        starts, ends = corners[:-1][same], corners[1:][same]
        self.middles = (starts + ends) / 2
        self.lengths = np.hypot(*(ends - starts).T)
        owners = owner[ring[1:][same]]
        self.first = np.searchsorted(owners, np.arange(len(shapes)))
        self.count = np.bincount(owners, minlength=len(shapes))


def _stretch(
    outlines: _Outlines,
    shapes: Shapes,
    bounds: Lengths,
    of: Places,
    towards: Places,
    depth: Lengths,
) -> Lengths:
    """Return the metres of the outline `of` that lie within `depth` of the shape `towards`."""
    counts = outlines.count[of]
    pair = np.repeat(np.arange(len(of)), counts)
    # Pieces of the pair's shape, one after the other: 0, 1, 2 … behind its first piece.
    behind = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
    piece = outlines.first[of][pair] + behind
    x, y = outlines.middles[piece].T
    low_x, low_y, high_x, high_y = bounds[towards[pair]].T
    reach = depth[pair]
    near = (
        (x >= low_x - reach) & (x <= high_x + reach) & (y >= low_y - reach) & (y <= high_y + reach)
    )
    pair, piece = pair[near], piece[near]
    points = shapely.points(outlines.middles[piece])
    close = shapely.dwithin(shapes[towards[pair]], points, depth[pair])
    return np.bincount(
        pair[close], weights=outlines.lengths[piece[close]], minlength=len(of)
    ).astype(np.float64)
