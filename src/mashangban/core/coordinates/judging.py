"""Which system a file's points are in, judged by a district's outline and by points already known.

Files say "longitude" and "latitude" and keep silent about the system. Taken for WGS84, GCJ-02 puts
every compound of a city some 500 m beside itself, BD-09 some 1,200 m, all in the same direction.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot
from statistics import median
from typing import TypeVar

from mashangban.core.coordinates.conversion import to_wgs84
from mashangban.core.coordinates.distances import offset_m
from mashangban.core.coordinates.points import CRS, Point

K = TypeVar("K", bound=Hashable)

# Fewer common points than this prove nothing: two or three may share one mistake.
ENOUGH_KNOWN = 5
# In 99 % of China, and in every large city, GCJ-02 moves a point further than this; what a listing
# gets wrong throughout (the gate for the middle of the compound) moves it less.
LEAST_SHIFT_M = 100
# A shift is uniform if half of the points lie within this share of it around its end.
UNIFORM = 0.5
# Another system explains a shift if reading the file in it leaves no more than this share.
EXPLAINED = 0.25
# An outline speaks for a system that puts more points inside, by both of these.
CLEARLY_MORE_POINTS = 3
CLEARLY_MORE_SHARE = 0.02
# With fewer inside than this, in every system, the file is about somewhere else.
LEAST_INSIDE = 0.5


class Evidence(StrEnum):
    KNOWN_POINTS = "known_points"
    OUTLINE = "outline"


class Finding(StrEnum):
    FITS = "fits"
    OTHER_SYSTEM = "other_system"  # the file looks like the verdict's `best`
    SHIFTED = "shifted"  # uniformly beside the known points, and no system explains it
    NOWHERE = "nowhere"  # hardly a point inside, whatever the system
    UNDECIDED = "undecided"  # nothing to judge by, or the systems do equally well


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a file's points lie from the known ones, in metres: the median, and its spread.

    Half of the `count` common points lie within `spread` of the place that the median points to.
    """

    east: float
    north: float
    spread: float
    count: int

    @property
    def length(self) -> float:
        """Return the length of the median shift in metres."""
        return hypot(self.east, self.north)

    @property
    def is_uniform(self) -> bool:
        """Say whether the points are moved together rather than scattered."""
        return self.spread <= UNIFORM * self.length


@dataclass(frozen=True, slots=True)
class Fit:
    """How a file does if it is read in `crs`.

    `inside`: how many points lie inside, None without an outline. `shift`: None without enough
    known points.
    """

    crs: CRS
    points: int
    inside: int | None
    shift: Shift | None

    @property
    def share_inside(self) -> float | None:
        """Return which share of the points lies inside, 0 to 1."""
        if self.inside is None or not self.points:
            return None
        return self.inside / self.points


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file's system seems to be: `best`, equal to `assumed` unless another fits better.

    `fits` has the assumed system first and then each other one.
    """

    assumed: CRS
    best: CRS
    finding: Finding
    evidence: Evidence | None
    fits: tuple[Fit, ...]

    def fit(self, crs: CRS) -> Fit:
        """Return how the file does in `crs`; KeyError for one that was not tried."""
        return {fit.crs: fit for fit in self.fits}[crs]


def judge(
    points: Mapping[K, Point],
    *,
    assumed: CRS,
    inside: Callable[[Point], bool] | None = None,
    known: Mapping[K, Point] | None = None,
) -> Verdict:
    """Judge whether `points` are in the `assumed` system.

    `inside` says of a WGS84 point whether it lies in the district. `known` are WGS84 points of the
    same things under the same keys; unless they are scattered they go before the outline, because
    they tell systems apart that put all points inside. CGCS2000 and WGS84 cannot be told apart and
    are tried as one.
    """
    common = {key: known[key] for key in points if key in known} if known else {}
    fits = tuple(_fit(points, crs, inside, common) for crs in (assumed, *_alternatives(assumed)))
    if len(common) >= ENOUGH_KNOWN:
        finding, best = _by_known_points(fits)
        if finding is not Finding.UNDECIDED:
            return Verdict(assumed, best, finding, Evidence.KNOWN_POINTS, fits)
    if inside is not None and points:
        finding, best = _by_outline(fits)
        return Verdict(assumed, best, finding, Evidence.OUTLINE, fits)
    return Verdict(assumed, assumed, Finding.UNDECIDED, None, fits)


def _alternatives(assumed: CRS) -> list[CRS]:
    same = {CRS.WGS84, CRS.CGCS2000} if assumed is CRS.CGCS2000 else {assumed, CRS.CGCS2000}
    return [crs for crs in CRS if crs not in same]


def _fit(
    points: Mapping[K, Point],
    crs: CRS,
    inside: Callable[[Point], bool] | None,
    common: Mapping[K, Point],
) -> Fit:
    read = {key: to_wgs84(point, crs) for key, point in points.items()}
    offsets = [offset_m(place, read[key]) for key, place in common.items()]
    return Fit(
        crs=crs,
        points=len(read),
        inside=None if inside is None else sum(map(inside, read.values())),
        shift=_shift(offsets) if len(offsets) >= ENOUGH_KNOWN else None,
    )


def _shift(offsets: Sequence[tuple[float, float]]) -> Shift:
    """Medians, not means: a few points of the wrong town must not move it."""
    east = median(offset[0] for offset in offsets)
    north = median(offset[1] for offset in offsets)
    spread = median(hypot(offset[0] - east, offset[1] - north) for offset in offsets)
    return Shift(east=east, north=north, spread=spread, count=len(offsets))


def _by_known_points(fits: Sequence[Fit]) -> tuple[Finding, CRS]:
    shifts = {fit.crs: fit.shift for fit in fits if fit.shift is not None}
    assumed, *others = shifts
    if shifts[assumed].length < LEAST_SHIFT_M:
        return Finding.FITS, assumed
    if not shifts[assumed].is_uniform:
        return Finding.UNDECIDED, assumed
    best = min(others, key=lambda crs: shifts[crs].length)
    if shifts[best].length <= EXPLAINED * shifts[assumed].length:
        return Finding.OTHER_SYSTEM, best
    return Finding.SHIFTED, assumed


def _by_outline(fits: Sequence[Fit]) -> tuple[Finding, CRS]:
    counts = {fit.crs: fit.inside or 0 for fit in fits}
    points = fits[0].points
    assumed, *others = counts
    best = max(others, key=lambda crs: counts[crs])
    lead = counts[best] - counts[assumed]
    if max(counts.values()) < LEAST_INSIDE * points:
        return Finding.NOWHERE, assumed
    if abs(lead) < max(CLEARLY_MORE_POINTS, CLEARLY_MORE_SHARE * points):
        return Finding.UNDECIDED, assumed
    return (Finding.OTHER_SYSTEM, best) if lead > 0 else (Finding.FITS, assumed)
